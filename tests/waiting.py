"""Waiting for a condition, with a deadline."""

import threading
import time


def eventually(condition, *, seconds=60.0, step=0.05):
    """The first true value of a condition; fails with what it last said when the deadline passes."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not (value := condition()):
        assert time.monotonic() < deadline, f"{condition} still says {value!r} after {seconds} s"
        pause.wait(step)
    return value
