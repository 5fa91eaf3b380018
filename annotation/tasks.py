"""What Celery calls: it only says that there may be work, the jobs themselves are rows."""

from celery import shared_task

from annotation.jobs.leaving import worker_ends


@shared_task(name="annotation.tasks.work_imports")
def work_imports() -> None:
    """Work the queued imports until none is left, or until this worker is told to end."""
    # Reading pictures takes numpy and more: only the worker that imports loads it, and not before it has to.
    from annotation.importing.running import work_queued

    work_queued(should_leave=worker_ends)
