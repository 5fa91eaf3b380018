"""Giving quarantined jobs another chance."""

from django.db import transaction

from annotation.jobs.enqueueing import announce_on_commit
from annotation.models import Event, Job
from annotation.states import JobStatus


@transaction.atomic
def retry(job: Job, *, by) -> bool:
    """Queue a quarantined job again with all its tries; False where it is not in quarantine (any more)."""
    quarantined = Job.objects.filter(pk=job.pk, status=JobStatus.QUARANTINED)
    if not quarantined.update(
        status=JobStatus.QUEUED,
        attempts=0,
        finished_at=None,
        announced_at=None,
        retry_at=None,
        cancel_requested=False,
        pause_requested=False,
    ):
        return False
    Event.objects.record("retried", job, by=by, benchmark=job.benchmark)
    announce_on_commit(job.kind, [job.pk])
    return True
