"""What the pipeline says to an engine and what an engine says back: plain frozen values."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any, Literal


class Phase(enum.StrEnum):
    """What a round is for: the six of Coarse-to-Fine Self-Ask in the order in which they run, then those around it."""

    ENRICH = "enrich"
    READING = "reading"
    GENERAL = "general"
    SCENARIO_QUESTIONS = "scenario_questions"
    SCENARIO_ANSWER = "scenario_answer"
    SUMMARY = "summary"
    CAPTION = "caption"
    ANSWER = "answer"
    JUDGEMENT = "judgement"
    PROPOSAL = "proposal"


DRAFT_PHASES = (
    Phase.ENRICH,
    Phase.READING,
    Phase.GENERAL,
    Phase.SCENARIO_QUESTIONS,
    Phase.SCENARIO_ANSWER,
    Phase.SUMMARY,
)


class Cancelled(Exception):
    """The caller asked to stop; what was under way is not kept."""


class EngineError(Exception):
    """A round that got no answer; the message is a sentence that a user can read."""

    transient = False


class EngineUnavailable(EngineError):
    """The engine cannot be reached or is overloaded: worth trying again later."""

    transient = True


class AnswerRefused(EngineError):
    """The engine refused this one conversation; asking again would not help."""


class BadAnswer(EngineError):
    """The engine answered this one conversation with something that is not an answer."""


class OutOfMemory(EngineError):
    """The conversation does not fit into memory even when it is alone in its batch.

    What fills memory now may be gone later, so it is worth trying again; but whoever is short of memory each time
    endangers the others, and is set aside.
    """

    transient = True


@dataclass(frozen=True, slots=True)
class ImageReference:
    """A picture on disk; `key` is its relative path in the benchmark."""

    key: str
    path: Path


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation; the picture always precedes the first user message."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class GenerationParameters:
    """How an engine decodes: greedy at temperature 0, else sampled with the seed."""

    max_new_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse values that no engine could decode with; raises ValueError naming the field."""
        if self.max_new_tokens < 1:
            raise ValueError("max_new_tokens must be at least 1.")
        if self.temperature < 0 or not isfinite(self.temperature):
            raise ValueError("temperature must be a number that is not negative.")
        if not 0 < self.top_p <= 1:
            raise ValueError("top_p must be above 0 and at most 1.")
        if not 0 <= self.seed < 2**31:
            raise ValueError("seed must be from 0 to 2147483647.")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One request for one answer.

    An engine generates from `messages`, `image`, `parameters` and `json_schema`. The other fields say
    what the round is about: they are provenance, and the scripted engine finds its answers by them.
    `image_key` names the picture even in rounds that do not show it; `round_labels[i]` names the
    perspective's round at position i + 1, for example "general:expression".
    """

    messages: tuple[Message, ...]
    image: ImageReference | None
    parameters: GenerationParameters
    phase: Phase
    subject: str
    json_schema: dict[str, Any] | None = field(default=None, hash=False)
    image_key: str = ""
    sample_question: str = ""
    emotion: str = ""
    round_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine said, and what it cost.

    `prompt_tokens` is the length of the whole prompt, pictures included; `reused_tokens` of them came out of a cache,
    so that prompt_tokens - reused_tokens were prefilled for this answer; `generated_tokens` were written.
    """

    text: str
    prompt_tokens: int
    generated_tokens: int
    seconds: float
    reused_tokens: int = 0
    truncated: bool = False
