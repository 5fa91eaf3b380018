"""Stopping jobs: at once while queued, at the worker's next look while running."""

from django.db import transaction
from django.db.models.functions import Now

from annotation.jobs.finishing import end
from annotation.models import Event, Job
from annotation.states import JobStatus


@transaction.atomic
def cancel(job: Job, *, by) -> Job:
    """Stop a job: cancelled at once if queued, marked for its worker if running, as it is if it is over."""
    if cancel_all(Job.objects.filter(pk=job.pk)):
        Event.objects.record("cancelled", job, by=by, benchmark=job.benchmark)
    job.refresh_from_db()
    return job


def cancel_all(jobs) -> int:
    """Stop all jobs of a QuerySet, in the transaction of the caller, who writes the history; returns how many."""
    list(jobs.select_for_update().order_by("id").values_list("pk"))  # one order for all, so that none wait in a ring
    running = jobs.filter(status=JobStatus.RUNNING).update(cancel_requested=True)
    queued = jobs.filter(status__in=[JobStatus.QUEUED, JobStatus.PAUSED])
    return running + queued.update(status=JobStatus.CANCELLED, cancel_requested=True, finished_at=Now())


def end_cancelled(job: Job) -> None:
    """End a running job because somebody asked for it; called by its worker. Raises LeaseLost."""
    end(job, JobStatus.CANCELLED)
