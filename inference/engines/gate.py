"""Holds back all requests to a server that asked one of them to wait."""

from __future__ import annotations

import threading
import time


class Gate:
    """Closed for as long as the server last asked for; safe with hundreds of requests in flight."""

    def __init__(self) -> None:
        self._opens_at = 0.0
        self._lock = threading.Lock()

    def close_for(self, seconds: float) -> None:
        """Stay closed for so long from now, longer where somebody was told to wait longer."""
        with self._lock:
            self._opens_at = max(self._opens_at, time.monotonic() + seconds)

    def left(self) -> float:
        """The seconds until it opens, 0 where it is open."""
        return max(0.0, self._opens_at - time.monotonic())
