"""Predictions in the four settings (arXiv 2504.07521, section on evaluation), many samples at once in waves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from inference.cfsa import pipeline
from inference.cfsa.conversation import Conversation, GenerationParameters, Message, Phase
from inference.cfsa.engine import Engine
from inference.cfsa.outcome import CATEGORIES, DraftItem, DraftOutcome, RoundRecord
from inference.cfsa.perspective import Perspective
from inference.cfsa.prompts import PromptSet
from inference.cfsa.waves import Ask, Waves

from . import words


@dataclass(frozen=True, slots=True)
class Predicted:
    """What came of one sample: the model's answer and the rounds that led to it, or the error that stopped it."""

    key: str
    text: str
    rounds: tuple[RoundRecord, ...]
    error: str | None = None
    transient: bool = False
    short_of_memory: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """How all samples of one call are asked: the engine, the words, the persona, how to decode and how to send."""

    engine: Engine
    words: Mapping[str, Any]
    persona: str
    parameters: GenerationParameters
    waves: Waves


def predict(items: Iterable[DraftItem], asking: Asking, setting: str) -> dict[str, Predicted]:
    """Answers in a plain setting (question, caption, cot) by each question's key.

    A caption depends on the picture alone, so all perspectives on it share it. Raises Cancelled, EngineUnavailable,
    and KeyError for an unknown setting or persona.
    """
    perspectives = [Perspective(item.image, asked) for item in items for asked in item.questions]
    if setting == "caption":
        _describe(asking, perspectives)
    answerable = [perspective for perspective in perspectives if perspective.failure is None]
    asks = [Ask(_question(asking, setting, perspective), (perspective,)) for perspective in answerable]
    asking.waves.send(asking.engine, Phase.ANSWER, asks)
    return {perspective.asked.key: _predicted(perspective) for perspective in perspectives}


def predict_by_cfsa(
    items: Iterable[DraftItem],
    engine: Engine,
    prompt_set: PromptSet,
    *,
    persona: str,
    parameters: GenerationParameters,
    scenario_limit: int = 3,
    categories: Sequence[str] = CATEGORIES,
    wave_limit: int = 256,
    on_wave: Callable[[Phase, int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, Predicted]:
    """Answers by Coarse-to-Fine Self-Ask: the drafted triggers as a numbered list. Raises as `pipeline.draft` does."""
    outcomes = pipeline.draft(
        items,
        engine,
        prompt_set,
        persona=persona,
        parameters=parameters,
        scenario_limit=scenario_limit,
        categories=categories,
        wave_limit=wave_limit,
        on_wave=on_wave,
        should_stop=should_stop,
    )
    return {key: _listed(outcome) for key, outcome in outcomes.items()}


def _describe(asking: Asking, perspectives: list[Perspective]) -> None:
    """One caption a picture, shared by the perspectives on it."""
    by_picture = sorted(perspectives, key=lambda perspective: perspective.image.key)
    asks = []
    for _key, group in groupby(by_picture, key=lambda perspective: perspective.image.key):
        sharing = tuple(group)
        conversation = _conversation(asking, sharing[0], Phase.CAPTION, asking.words["describe"], question="")
        asks.append(Ask(conversation, sharing, shared=True))
    asking.waves.send(asking.engine, Phase.CAPTION, asks)


def _question(asking: Asking, setting: str, perspective: Perspective) -> Conversation:
    question = perspective.asked.question
    caption = perspective.answer_of(Phase.CAPTION) if setting == "caption" else ""
    text = words.render(asking.words, setting, persona=asking.persona, question=question, caption=caption)
    return _conversation(asking, perspective, Phase.ANSWER, text, question=question, subject=setting)


def _conversation(
    asking: Asking, perspective: Perspective, phase: Phase, text: str, *, question: str, subject: str = ""
) -> Conversation:
    return Conversation(
        messages=(Message("user", text),),
        image=perspective.image,
        parameters=asking.parameters,
        phase=phase,
        subject=subject or phase.value,
        image_key=perspective.image.key,
        sample_question=question,
        emotion=perspective.asked.emotion if question else "",
    )


def _predicted(perspective: Perspective) -> Predicted:
    text = "" if perspective.failure is not None else perspective.answer_of(Phase.ANSWER)
    error = perspective.failure if perspective.failure or text else "Answer: The model answered with nothing."
    rounds, stopped = tuple(perspective.rounds), (perspective.transient, perspective.short_of_memory)
    return Predicted(perspective.asked.key, text, rounds, error, *stopped)


def _listed(outcome: DraftOutcome) -> Predicted:
    text = "\n".join(f"{number}. {trigger.text}" for number, trigger in enumerate(outcome.triggers, start=1))
    return Predicted(
        outcome.key, text, outcome.rounds, outcome.error, outcome.transient, short_of_memory=outcome.short_of_memory
    )
