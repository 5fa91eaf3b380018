"""What goes into a draft and what comes out of it: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from .conversation import ImageReference, Phase

FACTORS = ("environment", "social", "physical", "object")
CATEGORIES = (
    "Atmosphere",
    "Social Interactions",
    "Body Movements",
    "Facial Expressions",
    "Objects",
    "Performances",
    "Outdoor Activities",
    "Clothing",
    "Sports",
    "Other",
)


@dataclass(frozen=True, slots=True)
class PerspectiveQuestion:
    """One question about one person's emotion in a picture; `key` is the caller's name for it.

    `hint` is what a reviewer of an earlier draft asked to be minded.
    """

    key: str
    question: str
    emotion: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A picture with all the perspectives on it that are to be drafted together."""

    image: ImageReference
    questions: tuple[PerspectiveQuestion, ...]


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """One prompt and its answer in a perspective's draft; positions count from 1.

    `shared` rounds were asked once and belong to the picture or to the text of the question; tokens and seconds stand
    at the first perspective that they were asked for, and are 0 at the others, so that sums count each once.
    `truncated` answers ran into the limit of new tokens.
    """

    position: int
    phase: Phase
    subject: str
    question: str
    answer: str
    prompt_tokens: int
    generated_tokens: int
    reused_tokens: int
    seconds: float
    shared: bool
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class DraftedTrigger:
    """One proposed reason for the emotion, with the positions of the rounds that support it."""

    text: str
    factor: str
    explicit: bool | None
    category: str
    rounds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DraftOutcome:
    """What became of one perspective: its triggers, or the error that stopped it.

    `transient` says that trying the same draft again later may help, `short_of_memory` that the engine had too little
    memory for it alone.
    """

    key: str
    triggers: tuple[DraftedTrigger, ...]
    rounds: tuple[RoundRecord, ...]
    raw_summary: str
    error: str | None = None
    transient: bool = False
    short_of_memory: bool = False
