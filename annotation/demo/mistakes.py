"""Chooses which mistakes the script makes about one question."""

import random
from dataclasses import dataclass

from annotation.demo.description import Perspective, SceneTrigger


@dataclass(frozen=True)
class Rates:
    """Chances of a mistake: the first three for a draft, `missed` for each cause that is social or unseen."""

    hallucinated: float
    irrelevant: float
    vague: float
    missed: float


# They differ by emotion, so that the figures of the gap page differ too.
RATES = {
    "angry": Rates(0.75, 0.45, 0.5, 0.34),
    "sad": Rates(0.5, 0.5, 0.9, 0.46),
    "excited": Rates(0.8, 0.7, 0.5, 0.36),
    "happy": Rates(0.6, 0.6, 0.65, 0.38),
}
VAGUE_BY_CATEGORY = {
    "Atmosphere": "The general atmosphere.",
    "Social Interactions": "Other people.",
    "Body Movements": "Body language.",
    "Facial Expressions": "The look on the face.",
    "Objects": "Things in the scene.",
    "Sports": "Something about the game.",
    "Clothing": "The way of dressing.",
    "Outdoor Activities": "Being outside.",
    "Performances": "Something to look at.",
}
VAGUE_BY_EMOTION = {
    "angry": "A difficult situation.",
    "sad": "Something unpleasant that happened.",
    "excited": "A special moment.",
    "happy": "Positive feelings.",
}
FEWEST, MOST = 4, 6


@dataclass(frozen=True)
class Mistakes:
    """What one draft keeps of the truth and what it gets wrong."""

    kept: tuple[SceneTrigger, ...]
    missed: tuple[SceneTrigger, ...]
    vague: tuple[SceneTrigger, ...]
    hallucinated: tuple[str, ...]
    irrelevant: tuple[str, ...]

    def listed(self) -> list[dict]:
        """Return the mistakes as they are written into the script."""
        kinds = {
            "hallucinated": [as_trigger(phrase) for phrase in self.hallucinated],
            "irrelevant": list(self.irrelevant),
            "missed_social": [trigger.text for trigger in self.missed],
            "vague": [trigger.text for trigger in self.vague],
        }
        return [{"kind": kind, "text": text} for kind, texts in kinds.items() for text in texts]


def as_trigger(phrase: str) -> str:
    """Return a phrase with its article as a trigger's text."""
    bare = phrase.removeprefix("a ").removeprefix("an ")
    return f"{bare[0].upper()}{bare[1:]}."


def choose_mistakes(perspective: Perspective, dice: random.Random) -> Mistakes:
    """Return the mistakes about one question; a draft keeps four to six triggers."""
    rates = RATES[perspective.emotion]
    missed = [
        trigger for trigger in perspective.triggers if _is_easily_missed(trigger) and dice.random() < rates.missed
    ]
    missed = missed[:2]
    kept = [trigger for trigger in perspective.triggers if trigger not in missed]
    vague = []
    if dice.random() < rates.vague:
        replaced = kept.pop(dice.randrange(len(kept)))
        vague.append(_blurred(replaced, perspective.emotion))
    hallucinated = _some(perspective.absent, rates.hallucinated, dice)
    irrelevant = _some(perspective.beside, rates.irrelevant, dice)
    while missed and len(kept) + len(vague) + len(hallucinated) + len(irrelevant) < FEWEST:
        kept.append(missed.pop())
    surplus = len(kept) + len(vague) + len(hallucinated) + len(irrelevant) - MOST
    for _ in range(surplus):
        missed.append(kept.pop())
    return Mistakes(tuple(kept), tuple(missed), tuple(vague), hallucinated, irrelevant)


def _is_easily_missed(trigger: SceneTrigger) -> bool:
    return trigger.factor == "social" or not trigger.explicit


def _some(phrases: tuple[str, ...], rate: float, dice: random.Random) -> tuple[str, ...]:
    return (dice.choice(phrases),) if dice.random() < rate else ()


def _blurred(trigger: SceneTrigger, emotion: str) -> SceneTrigger:
    """Return a trigger in words that could stand under any picture."""
    text = VAGUE_BY_CATEGORY.get(trigger.category, VAGUE_BY_EMOTION[emotion]) if trigger.explicit else ""
    return SceneTrigger(text or VAGUE_BY_EMOTION[emotion], trigger.factor, trigger.explicit, trigger.category)
