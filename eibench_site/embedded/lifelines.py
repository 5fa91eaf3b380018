"""Tying a child's life to its parent's, so that not even kill -9 of the parent leaves orphans."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(ending: int = signal.SIGKILL) -> None:
    """Have the kernel send this process a signal when its parent ends; Linux only, elsewhere nothing happens."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, ending, 0, 0, 0)
