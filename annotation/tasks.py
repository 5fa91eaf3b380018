"""What Celery calls: it only says that there may be work, the jobs themselves are rows."""

from celery import shared_task

from annotation.importing import work_queued


@shared_task(name="annotation.tasks.work_imports")
def work_imports() -> None:
    """Work the queued imports until none is left."""
    work_queued()
