"""Moving jobs to the head of the queue."""

from django.db.models.functions import Greatest

from annotation.jobs.enqueueing import announce_on_commit
from annotation.models import Job
from annotation.states import JobStatus


def hasten(jobs, *, priority: int) -> int:
    """Raise the priority of those of a QuerySet that wait, paused ones too, which are queued again; returns how many.

    It is part of the caller's transaction.
    """
    waiting = jobs.filter(status__in=[JobStatus.QUEUED, JobStatus.PAUSED])
    found = list(waiting.select_for_update().order_by("id").values_list("kind", "pk"))
    for kind, pk in found:
        Job.objects.filter(pk=pk).update(
            status=JobStatus.QUEUED, priority=Greatest("priority", priority), retry_at=None, announced_at=None
        )
        announce_on_commit(kind, [pk])
    return len(found)
