"""Everything that stays the same over all rounds of one call of `draft`."""

from __future__ import annotations

from dataclasses import dataclass

from .conversation import GenerationParameters
from .engine import Engine
from .prompts import PromptSet
from .waves import Waves


@dataclass(frozen=True, slots=True)
class Recipe:
    """The engines, the words, how to decode, and how to send; the same for every perspective."""

    vision: Engine
    language: Engine
    prompts: PromptSet
    persona: str
    parameters: GenerationParameters
    summary_parameters: GenerationParameters
    scenario_limit: int
    categories: tuple[str, ...]
    waves: Waves
