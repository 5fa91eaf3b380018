"""The one thing that CFSA asks of a model: answer a batch of conversations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from .conversation import Answer, Conversation, EngineError


class Engine(Protocol):
    """Anything that answers conversations: a local model, a server, a script."""

    name: str

    def describe(self) -> dict[str, Any]:
        """The engine's part of a run's recipe, fit for JSON: engine, model, revision, packages."""
        ...

    def answer(
        self, conversations: Sequence[Conversation], *, should_stop: Callable[[], bool] | None = None
    ) -> list[Answer | EngineError]:
        """One result for each conversation, in order; a failing one never spoils its neighbours.

        `should_stop` is asked every few seconds at the latest, also in the middle of a generation; where it says yes,
        the engine leaves off and raises Cancelled. Raises EngineUnavailable only where the engine as a whole cannot
        work.
        """
        ...

    def close(self) -> None:
        """Give back memory and connections; the engine is not used afterwards."""
        ...
