"""What Celery wakes: the work of models on whatever is queued."""

from celery import shared_task

from annotation.jobs.leaving import worker_ends
from inference import working


@shared_task(name="inference.tasks.work")
def work() -> None:
    """Work until nothing is queued, or until this worker is told to end."""
    working.work(should_leave=worker_ends)
