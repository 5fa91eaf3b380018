"""Holding jobs back: at once while queued, at the worker's next look while running; and letting them go on."""

from django.db.models import F, Value
from django.db.models.functions import Greatest

from annotation.jobs.enqueueing import announce_on_commit
from annotation.jobs.finishing import put_down
from annotation.models import Job
from annotation.states import JobStatus


def pause_all(jobs) -> int:
    """Hold back all jobs of a QuerySet that are not over, in the caller's transaction; returns how many."""
    list(jobs.select_for_update().order_by("id").values_list("pk"))  # the order in which cancelling locks them, too
    running = jobs.filter(status=JobStatus.RUNNING, cancel_requested=False).update(pause_requested=True)
    return running + jobs.filter(status=JobStatus.QUEUED).update(status=JobStatus.PAUSED)


def resume_all(jobs) -> int:
    """Queue the held-back jobs of a QuerySet again, in the caller's transaction; returns how many."""
    list(jobs.select_for_update().order_by("id").values_list("pk"))
    asked = jobs.filter(status=JobStatus.RUNNING, pause_requested=True).update(pause_requested=False)
    paused = list(jobs.filter(status=JobStatus.PAUSED).values_list("kind", "pk"))
    ids = [pk for _kind, pk in paused]
    Job.objects.filter(pk__in=ids).update(status=JobStatus.QUEUED, announced_at=None, retry_at=None)
    if ids:
        announce_on_commit(paused[0][0], ids[:1])
    return asked + len(ids)


def end_paused(job: Job) -> None:
    """Put a running job down because somebody holds it back; its try is given back. Raises LeaseLost."""
    put_down(job, JobStatus.PAUSED, attempts=Greatest(F("attempts") - 1, Value(0)), pause_requested=False)
