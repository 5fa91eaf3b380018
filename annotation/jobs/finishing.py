"""Ending jobs: every write is guarded by the fence, so that a worker whose lease was lost changes nothing."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Greatest, Now

from annotation.models import MAXIMUM_ATTEMPTS, Job
from annotation.states import JobStatus


class LeaseLost(Exception):
    """Someone else has the job by now: the result is to be thrown away."""


def progress(job: Job, done: int, total: int) -> None:
    """Write down how far a running job is; nothing happens where it is no longer ours."""
    _held(job).update(progress_done=done, progress_total=total)


def finish(job: Job) -> None:
    """End a job well, in the transaction that writes its result. Raises LeaseLost."""
    end(job, JobStatus.DONE, error="", progress_done=F("progress_total"))


def fail(job: Job, error: str, *, transient: bool) -> None:
    """Put a job back on the queue where a new try may help and one is left, else in quarantine. Raises LeaseLost.

    The new try waits for a while, and the next one longer, so that the trouble has time to pass.
    """
    if transient and job.attempts < MAXIMUM_ATTEMPTS:
        pause = timedelta(seconds=settings.JOB_RETRY_SECONDS * 4 ** (job.attempts - 1))
        later = {"retry_at": Now() + pause, "announced_at": None}  # a sweep announces it when its time has come
        put_down(job, JobStatus.QUEUED, error=error, **later)
    else:
        end(job, JobStatus.QUARANTINED, error=error)


def give_back(job: Job) -> None:
    """Put a job back as if it had not been taken, because the worker is leaving. Raises LeaseLost."""
    put_down(job, JobStatus.QUEUED, attempts=Greatest(F("attempts") - 1, Value(0)), announced_at=None)


def postpone(job: Job, error: str) -> None:
    """Put a job back for a while without counting the try, because what it needs is away. Raises LeaseLost."""
    attempts, retry_at = Greatest(F("attempts") - 1, Value(0)), Now() + timedelta(seconds=settings.JOB_RETRY_SECONDS)
    put_down(job, JobStatus.QUEUED, attempts=attempts, error=error, retry_at=retry_at, announced_at=None)


def put_down(job: Job, status: str, **fields) -> None:
    """Take a running job out of its worker's hands without ending it. Raises LeaseLost."""
    _change(job, status=status, lease_until=None, worker="", **fields)
    held_back = Job.objects.filter(pk=job.pk, status=JobStatus.QUEUED, pause_requested=True)
    held_back.update(status=JobStatus.PAUSED, pause_requested=False)


def end(job: Job, status: str, **fields) -> None:
    """Move a running job to a final status. Raises LeaseLost."""
    _change(job, status=status, lease_until=None, finished_at=Now(), **fields)


def _change(job: Job, **fields) -> None:
    if not _held(job).update(**fields):
        raise LeaseLost(f"Job {job.pk} is no longer held under fence {job.fence}.")


def _held(job: Job):
    return Job.objects.filter(pk=job.pk, fence=job.fence, status=JobStatus.RUNNING)
