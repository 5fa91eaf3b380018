"""Coarse-to-Fine Self-Ask over many pictures at once, as waves of rounds (arXiv 2504.07521, phases 1 to 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from . import rounds
from .conversation import Cancelled, GenerationParameters, ImageReference, Phase
from .engine import Engine
from .outcome import CATEGORIES, DraftedTrigger, DraftItem, DraftOutcome, PerspectiveQuestion, RoundRecord
from .perspective import Perspective
from .prompts import PromptSet
from .recipe import Recipe
from .waves import Waves

__all__ = [
    "Cancelled",
    "DraftItem",
    "DraftOutcome",
    "DraftedTrigger",
    "ImageReference",
    "PerspectiveQuestion",
    "RoundRecord",
    "draft",
]
PHASES = (
    rounds.enrich,
    rounds.read,
    rounds.answer_general,
    rounds.ask_scenario,
    rounds.answer_scenario,
    rounds.summarise,
)
# A summary is a list of sentences in JSON: it needs more room than an answer to one question.
SUMMARY_TOKENS = 1024


def draft(
    items: Iterable[DraftItem],
    engine: Engine,
    prompt_set: PromptSet,
    *,
    persona: str = "emotion_expert",
    parameters: GenerationParameters | None = None,
    summary_parameters: GenerationParameters | None = None,
    scenario_limit: int = 3,
    categories: Sequence[str] = CATEGORIES,
    language_engine: Engine | None = None,
    wave_limit: int = 256,
    on_wave: Callable[[Phase, int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, DraftOutcome]:
    """Draft every perspective of the items; one outcome by each question's key.

    `engine` sees the pictures; `language_engine` (the same by default) enriches and summarises. At most
    `wave_limit` conversations go to an engine at once; after each such part `on_wave(phase, done, total)`
    is called, before each `should_stop()` is asked. Raises Cancelled, EngineUnavailable, PromptSetError,
    and ValueError where two questions have the same key.
    """
    prompt_set.render(Phase.GENERAL, persona=persona, general_question="")
    parameters = parameters or GenerationParameters()
    longer = replace(parameters, max_new_tokens=max(SUMMARY_TOKENS, parameters.max_new_tokens))
    recipe = Recipe(
        vision=engine,
        language=language_engine or engine,
        prompts=prompt_set,
        persona=persona,
        parameters=parameters,
        summary_parameters=summary_parameters or longer,
        scenario_limit=scenario_limit,
        categories=tuple(categories),
        waves=Waves(wave_limit, on_wave, should_stop),
    )
    perspectives = _perspectives(items)
    for phase in PHASES:
        phase(recipe, [perspective for perspective in perspectives if perspective.failure is None])
    return {perspective.asked.key: perspective.outcome() for perspective in perspectives}


def _perspectives(items: Iterable[DraftItem]) -> list[Perspective]:
    perspectives = [Perspective(item.image, asked) for item in items for asked in item.questions]
    if len({perspective.asked.key for perspective in perspectives}) < len(perspectives):
        raise ValueError("Two questions have the same key.")
    return perspectives
