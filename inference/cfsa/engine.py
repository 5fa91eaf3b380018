"""The one thing that CFSA asks of a model: answer a batch of conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from .conversation import Answer, Conversation, EngineError


class Engine(Protocol):
    """Anything that answers conversations: a local model, a server, a script."""

    name: str

    def describe(self) -> dict[str, Any]:
        """The engine's part of a run's recipe, fit for JSON: engine, model, revision, packages."""
        ...

    def answer(self, conversations: Sequence[Conversation]) -> list[Answer | EngineError]:
        """One result for each conversation, in order; a failing one never spoils its neighbours.

        Raises EngineUnavailable only where the engine as a whole cannot work.
        """
        ...

    def close(self) -> None:
        """Give back memory and connections; the engine is not used afterwards."""
        ...
