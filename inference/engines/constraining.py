"""Whether a server can hold its answers to a JSON schema: told by the recipe, or found out by one request."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from inference.cfsa.conversation import EngineUnavailable

from .defaults import FIND_OUT
from .retrying import STOPPED, RequestRefused, Signal

Response = TypeVar("Response")
LOOK_SECONDS = 0.5  # between two looks at whether to stop


class SchemaSupport:
    """What is known of one server, for the life of an engine; None in `known` until a request has told."""

    def __init__(self, wanted: str | bool) -> None:
        self.known: bool | None = None if wanted == FIND_OUT else bool(wanted)
        self._finding_out = threading.Lock()

    def ask(self, request: Callable[[bool], Response], stopped: Signal) -> Response:
        """`request(constrained)` as the server can take it; raises what it raises.

        The first request finds out, those beside it wait for what it learns, and all others know.
        """
        if self.known is None:
            with self._turn(stopped):
                if self.known is None:
                    return self._find_out(request)
        return request(self.known)

    def _find_out(self, request: Callable[[bool], Response]) -> Response:
        """A request that is refused with the schema and answered without tells that it was the schema."""
        try:
            response = request(True)
        except RequestRefused:
            response = request(False)
            self.known = False
        else:
            self.known = True
        return response

    @contextlib.contextmanager
    def _turn(self, stopped: Signal) -> Iterator[None]:
        while not self._finding_out.acquire(timeout=LOOK_SECONDS):
            if stopped.is_set():
                raise EngineUnavailable(STOPPED)
        try:
            yield
        finally:
            self._finding_out.release()
