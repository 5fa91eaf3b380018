"""What Celery wakes: the drafting of whatever is queued."""

from celery import shared_task
from celery.worker import state

from inference import drafting


@shared_task(name="inference.tasks.work_drafts")
def work_drafts() -> None:
    """Draft until nothing is queued, or until this worker is told to end."""
    drafting.work(should_leave=_worker_ends)


def _worker_ends() -> bool:
    """Whether the worker was asked to stop; Celery keeps an exit code there, which may be 0."""
    return any(asked is not None and asked is not False for asked in (state.should_stop, state.should_terminate))
