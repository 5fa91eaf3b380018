"""Waves: the same round of many perspectives is one batch for the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from .conversation import Answer, BadAnswer, Conversation, EngineError, Phase
from .engine import Engine
from .listing import storable
from .perspective import Perspective


class Cancelled(Exception):
    """The caller asked to stop; nothing of this draft is kept."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One conversation and the perspectives that its answer belongs to."""

    conversation: Conversation
    perspectives: tuple[Perspective, ...]
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Waves:
    """Sends waves to an engine in slices of at most `limit`, and tells how far it is."""

    limit: int
    on_wave: Callable[[Phase, int, int], None] | None = None
    should_stop: Callable[[], bool] | None = None

    def send(self, engine: Engine, phase: Phase, asks: Sequence[Ask]) -> None:
        """Ask everything of one phase and record each answer or failure; raises Cancelled, EngineUnavailable."""
        done = 0
        for part in _slices(asks, self.limit):
            if self.should_stop is not None and self.should_stop():
                raise Cancelled
            _send_slice(engine, phase, part)
            done += len(part)
            if self.on_wave is not None:
                self.on_wave(phase, done, len(asks))


def _slices(asks: Sequence[Ask], limit: int) -> Iterator[Sequence[Ask]]:
    for start in range(0, len(asks), limit):
        yield asks[start : start + limit]


def _send_slice(engine: Engine, phase: Phase, asks: Sequence[Ask]) -> None:
    results = engine.answer([ask.conversation for ask in asks])
    for ask, result in zip(asks, results, strict=True):
        for perspective in ask.perspectives:
            _take(perspective, phase, ask, result)


def _take(perspective: Perspective, phase: Phase, ask: Ask, result: Answer | EngineError) -> None:
    if isinstance(result, EngineError):
        perspective.fail(phase, result)
        return
    result = replace(result, text=storable(result.text))
    perspective.record(ask.conversation, result, shared=ask.shared)
    if phase is Phase.ENRICH and not result.text.strip():
        perspective.fail(phase, BadAnswer("The engine answered with nothing."))
