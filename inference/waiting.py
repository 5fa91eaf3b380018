"""Waiting for a run on the command line; where no worker is alive, the waiting process drafts itself."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

import redis
from django.db import connection

from annotation import jobs
from eibench_site.heartbeat import queues_alive
from inference import working
from inference.holding import drop_engines
from inference.models import DraftRun
from inference.progressing import RunProgress, progress_of

LOOK_SECONDS = 1.0


def wait_for(run: DraftRun, *, say: Callable[[str], object]) -> RunProgress:
    """Tell the progress until the run is over, drafting here if nobody else does; returns the last figures.

    Ctrl-C ends the waiting, not the run: what this process drafts at that moment goes back to the queue.
    """
    over = threading.Event()
    teller = threading.Thread(target=_tell, args=(run, say, over), name="progress", daemon=True)
    teller.start()
    try:
        with _interrupts() as interrupted:
            _see_it_through(run, say, interrupted)
    finally:
        over.set()
        teller.join()
        drop_engines()
    return progress_of(run)


@contextlib.contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Whether Ctrl-C was pressed while the block ran; pressed once more, it ends the process as it would have."""
    interrupted = threading.Event()

    def note(*_signal) -> None:
        signal.signal(signal.SIGINT, before)
        interrupted.set()

    before = signal.signal(signal.SIGINT, note)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def _see_it_through(run: DraftRun, say: Callable[[str], object], interrupted: threading.Event) -> None:
    told = False
    while not interrupted.is_set() and not progress_of(run).is_over:
        if not _worker_is_alive():
            if not told:
                say("No worker is alive, so this command drafts itself.")
                told = True
            jobs.sweep()
            working.work(should_leave=lambda: interrupted.is_set() or progress_of(run).is_over)
        interrupted.wait(LOOK_SECONDS)


def _worker_is_alive() -> bool:
    try:
        return queues_alive(["gpu"])["gpu"]
    except redis.RedisError:
        return False


def _tell(run: DraftRun, say: Callable[[str], object], over: threading.Event) -> None:
    """Say what changed, each second, on a connection of this thread's own."""
    last = ""
    try:
        while not over.wait(LOOK_SECONDS):
            words = _words(progress_of(run))
            if words != last:
                say(words)
            last = words
    finally:
        connection.close()


def _words(progress: RunProgress) -> str:
    words = f"{progress.done} of {progress.total} drafted"
    if progress.failed:
        words += f", {progress.failed} failed"
    if progress.in_hand:
        words += f"; {progress.in_hand} pictures in hand, round {progress.step} of {progress.steps}"
    if progress.last_trouble:
        words += f"; trouble: {progress.last_trouble}"
    return words
