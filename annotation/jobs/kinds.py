"""Which Celery task on which queue works each kind of job."""

from typing import NamedTuple

from annotation.models import JobKind


class Wake(NamedTuple):
    """The task that drains the jobs of one kind, by name, and the queue that its workers listen to."""

    task: str
    queue: str


# One task for all of them: a process holds one model, and the next job in order may be of any kind.
MODEL_WORK = Wake("inference.tasks.work", "gpu")
WAKES: dict[str, Wake] = {
    JobKind.IMPORT: Wake("annotation.tasks.work_imports", "default"),
    JobKind.DRAFT: MODEL_WORK,
    JobKind.EVALUATE: MODEL_WORK,
    JobKind.JUDGE: MODEL_WORK,
    JobKind.PROPOSE: MODEL_WORK,
    JobKind.MATCH: MODEL_WORK,
}
