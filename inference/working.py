"""What a model worker does: takes the next job of whatever kind, in order, and lets the kind's own module work it."""

import threading
from collections.abc import Callable
from importlib import import_module

from annotation import jobs
from annotation.models import Job, JobKind
from annotation.states import JobStatus

# Each module's `work_wave(wave, should_leave)` works jobs of one run and records what came of them; False says that
# the engine is away, so that going on would be in vain.
HANDLERS = {
    JobKind.DRAFT: "inference.drafting",
    JobKind.EVALUATE: "inference.predicting",
    JobKind.JUDGE: "inference.judging",
    JobKind.PROPOSE: "inference.proposing",
    JobKind.MATCH: "inference.matching",
}
_one_at_a_time = threading.Lock()  # one model a process


def work(should_leave: Callable[[], bool]) -> None:
    """Work until nothing is queued or the process is to end; at once where this process is at it already."""
    if not _one_at_a_time.acquire(blocking=False):
        return
    try:
        _drain(should_leave)
    finally:
        _one_at_a_time.release()


def _drain(should_leave: Callable[[], bool]) -> None:
    wake_another, well = True, True
    while well and not should_leave():
        wave = jobs.claim(*HANDLERS, worker=jobs.worker_name(), limit=_batch)
        if not wave:
            return
        if wake_another and Job.objects.filter(kind__in=HANDLERS, status=JobStatus.QUEUED).exists():
            jobs.announce(wave[0].kind)  # one wake-up a run reaches one worker; each passes it on
        wake_another = False
        well = import_module(HANDLERS[wave[0].kind]).work_wave(wave, should_leave)


def _batch(head: Job) -> int:
    return head.payload.get("batch", 1)
