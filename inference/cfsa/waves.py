"""Waves: the same round of many perspectives is one batch for the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from .conversation import Answer, BadAnswer, Cancelled, Conversation, EngineError, Phase
from .engine import Engine
from .listing import storable
from .perspective import Perspective


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
            self._send_slice(engine, phase, part)
            done += len(part)
            if self.on_wave is not None:
                self.on_wave(phase, done, len(asks))

    def _send_slice(self, engine: Engine, phase: Phase, asks: Sequence[Ask]) -> None:
        results = engine.answer([ask.conversation for ask in asks], should_stop=self.should_stop)
        for ask, result in zip(asks, results, strict=True):
            _share(phase, ask, result)


def _slices(asks: Sequence[Ask], limit: int) -> Iterator[Sequence[Ask]]:
    for start in range(0, len(asks), limit):
        yield asks[start : start + limit]


def _share(phase: Phase, ask: Ask, result: Answer | EngineError) -> None:
    """Give the result to every perspective it belongs to; what it cost counts for the first one alone."""
    for perspective in ask.perspectives:
        _take(perspective, phase, ask, result)
        if isinstance(result, Answer):
            result = replace(result, prompt_tokens=0, generated_tokens=0, reused_tokens=0, seconds=0.0)


def _take(perspective: Perspective, phase: Phase, ask: Ask, result: Answer | EngineError) -> None:
    if isinstance(result, EngineError):
        perspective.fail(phase, result)
        return
    result = replace(result, text=storable(result.text))
    perspective.record(ask.conversation, result, shared=ask.shared)
    if phase is Phase.ENRICH and not result.text.strip():
        perspective.fail(phase, BadAnswer("The engine answered with nothing."))
