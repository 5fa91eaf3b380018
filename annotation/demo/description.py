"""What a demo picture shows and why somebody in it feels what they feel."""

from dataclasses import dataclass

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
EMOTIONS = ("angry", "sad", "excited", "happy")


@dataclass(frozen=True)
class SceneTrigger:
    """One true reason: its text, factor, whether the picture shows it, and its category."""

    text: str
    factor: str
    explicit: bool
    category: str


@dataclass(frozen=True)
class Perspective:
    """One person's point of view; `absent` and `beside` are reasons that a careless reader may give.

    `absent` names what the picture does not show, `beside` what it shows but what moves nobody.
    """

    person: str
    question: str
    emotion: str
    fine_emotion: str
    triggers: tuple[SceneTrigger, ...]
    absent: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True)
class Scene:
    """A picture's path in the benchmark, the facts of its setting as full sentences, and its points of view."""

    path: str
    people_count: int
    people: str
    activity: str
    expression: str
    posture: str
    objects: tuple[str, ...]
    light: str
    perspectives: tuple[Perspective, ...]
    split: str = "basic"


def seen(text: str, factor: str, category: str) -> SceneTrigger:
    """Return a reason that the picture shows."""
    return SceneTrigger(text, factor, True, category)


def unseen(text: str, factor: str, category: str) -> SceneTrigger:
    """Return a reason that culture, common sense or what happened before must add."""
    return SceneTrigger(text, factor, False, category)
