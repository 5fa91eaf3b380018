"""What Celery wakes: the drafting of whatever is queued."""

from celery import shared_task

from annotation.jobs.leaving import worker_ends
from inference import drafting


@shared_task(name="inference.tasks.work_drafts")
def work_drafts() -> None:
    """Draft until nothing is queued, or until this worker is told to end."""
    drafting.work(should_leave=worker_ends)
