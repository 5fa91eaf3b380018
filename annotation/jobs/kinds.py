"""Which Celery task on which queue works each kind of job."""

from typing import NamedTuple

from annotation.models import JobKind


class Wake(NamedTuple):
    """The task that drains the jobs of one kind, by name, and the queue that its workers listen to."""

    task: str
    queue: str


WAKES: dict[str, Wake] = {
    JobKind.IMPORT: Wake("annotation.tasks.work_imports", "default"),
    JobKind.DRAFT: Wake("inference.tasks.work_drafts", "gpu"),
}
