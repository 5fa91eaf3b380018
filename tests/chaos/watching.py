"""Watching for something to come true."""

import threading
import time
from collections.abc import Callable


def came_true(condition: Callable[[], object], seconds: float, step: float = 0.05) -> bool:
    """Whether a condition came to hold within so many seconds."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause.wait(step)
    return True


class NeverHappened(RuntimeError):
    """Something that everything else depends on did not come about; the message says what."""


def wait_until(condition: Callable[[], object], what: str, seconds: float = 90.0, step: float = 0.05) -> None:
    """Return once a condition holds. Raises NeverHappened."""
    if not came_true(condition, seconds, step):
        raise NeverHappened(f"within {seconds:g} s it never happened that {what}")
