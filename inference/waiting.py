"""Waiting for a run on the command line; where no worker is alive, the waiting process does the work."""

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
from inference.models import EngineRun
from inference.progressing import RunProgress, progress_of

LOOK_SECONDS = 1.0


def wait_for(
    run: EngineRun,
    *,
    say: Callable[[str], object],
    look: Callable[..., RunProgress] = progress_of,
    deed: str = "drafted",
    until: Callable[[], bool] = lambda: False,
) -> RunProgress:
    """Tell the progress until the run is over, working here if nobody else does; returns the last figures.

    `look(run)` gives the figures, `deed` is what is told of each sample, `until()` ends the waiting before its time.
    Ctrl-C ends the waiting, not the run: what this process drafts at that moment goes back to the queue.
    """
    over = threading.Event()
    teller = threading.Thread(target=_tell, args=(lambda: look(run), deed, say, over), name="progress", daemon=True)
    teller.start()
    try:
        with _interrupts() as interrupted:
            _see_it_through(lambda: look(run).is_over or until(), say, interrupted)
    finally:
        over.set()
        teller.join()
        drop_engines()
    return look(run)


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


def _see_it_through(is_over: Callable[[], bool], say: Callable[[str], object], interrupted: threading.Event) -> None:
    told = False
    while not interrupted.is_set() and not is_over():
        if not _worker_is_alive():
            if not told:
                say("No worker is alive, so this command does the work itself.")
                told = True
            jobs.sweep()
            working.work(should_leave=lambda: interrupted.is_set() or is_over())
        interrupted.wait(LOOK_SECONDS)


def _worker_is_alive() -> bool:
    try:
        return queues_alive(["gpu"])["gpu"]
    except redis.RedisError:
        return False


def _tell(look: Callable[[], RunProgress], deed: str, say: Callable[[str], object], over: threading.Event) -> None:
    """Say what changed, each second, on a connection of this thread's own."""
    last = ""
    try:
        while not over.wait(LOOK_SECONDS):
            words = _words(look(), deed)
            if words != last:
                say(words)
            last = words
    finally:
        connection.close()


def _words(progress: RunProgress, deed: str) -> str:
    words = f"{progress.done} of {progress.total} {deed}"
    if progress.failed:
        words += f", {progress.failed} failed"
    if progress.in_hand:
        words += f"; {progress.in_hand} in hand"
        words += f", round {progress.step} of {progress.steps}" if progress.steps > 1 else ""
    if progress.last_trouble:
        words += f"; trouble: {progress.last_trouble}"
    return words
