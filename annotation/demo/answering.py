"""Turns a scene's description into the prose that a vision-language model would answer with."""

from annotation.demo.description import Perspective, Scene, SceneTrigger
from annotation.demo.mistakes import Mistakes

SUPPORTS = {
    "Facial Expressions": ["general:expression", "reading"],
    "Body Movements": ["general:posture"],
    "Social Interactions": ["general:people", "general:activity"],
    "Atmosphere": ["reading", "scenario:3"],
    "Objects": ["scenario:1"],
    "Clothing": ["general:people", "scenario:1"],
}
EXPRESSION_ENDINGS = (
    "The feeling is easy to read from brows, eyes and mouth.",
    "Brows and mouth leave little doubt about the feeling.",
    "The eyes tell most of it.",
)
POSTURE_ENDINGS = (
    "Nothing else in the body language stands out.",
    "The whole body takes part in the feeling.",
    "The hands say as much as the face.",
)


def general(scene: Scene) -> dict[str, str]:
    """Return the answers to the four questions asked about every picture."""
    return {
        "people": f"{scene.people} {_counted(scene.people_count)}",
        "activity": f"{scene.activity} {_listed(scene)}",
        "expression": f"{scene.expression} {_one_of(EXPRESSION_ENDINGS, scene)}",
        "posture": f"{scene.posture} {_one_of(POSTURE_ENDINGS, scene)}",
    }


def enriched(perspective: Perspective) -> str:
    """Return the enriched question; it depends on the question alone."""
    return (
        f"{perspective.question} Look at {perspective.person} closely: describe the facial expression, the posture and "
        "gestures, the other people and what passes between them, the objects nearby, the place, the weather and the "
        f"light, and say for each how it may make somebody {perspective.emotion}."
    )


def reading(scene: Scene, perspective: Perspective, mistakes: Mistakes) -> str:
    """Return the first detailed reading, in four or five sentences."""
    aside = "".join(f" One also notices the {as_phrase(text)}." for text in mistakes.irrelevant)
    return (
        f"{scene.activity} {scene.expression} {scene.light}{aside} "
        f"All in all {perspective.person} seems to feel {perspective.fine_emotion}."
    )


def scenario(scene: Scene, perspective: Perspective, mistakes: Mistakes) -> list[tuple[str, str]]:
    """Return three questions about this very scene with their answers."""
    person = perspective.person
    return [
        (f"Which objects have to do with how {person} feels?", _about_objects(scene, perspective, mistakes)),
        ("What has probably happened just before, or outside the picture?", _about_the_unseen(mistakes)),
        (f"How do the place and the light go with the feeling of {person}?", _about_the_place(scene, perspective)),
    ]


def supports(trigger: SceneTrigger) -> list[str]:
    """Return the names of the rounds in whose answers a true reason can be found."""
    if not trigger.explicit:
        return ["scenario:2"]
    return SUPPORTS.get(trigger.category, ["general:activity", "reading"])


def as_phrase(text: str) -> str:
    """Return a trigger's text as words within a sentence."""
    return text[0].lower() + text[1:].rstrip(".")


def _about_objects(scene: Scene, perspective: Perspective, mistakes: Mistakes) -> str:
    answer = f"{_listed(scene)} What is named first probably matters most to {perspective.person}."
    return answer + "".join(f" I also notice {phrase}, which may play a part." for phrase in mistakes.hallucinated)


def _about_the_unseen(mistakes: Mistakes) -> str:
    found = [as_phrase(trigger.text) for trigger in mistakes.kept if not trigger.explicit]
    if not found:
        return "The picture says little about what came before. I would not want to guess more than I see."
    return f"The picture does not say so outright, but it suggests the following: {'; '.join(found)}."


def _about_the_place(scene: Scene, perspective: Perspective) -> str:
    return f"{scene.light} This goes with somebody who feels {perspective.fine_emotion}."


def _one_of(endings: tuple[str, ...], scene: Scene) -> str:
    """Return an ending that depends on the scene alone, so that answers do not all sound the same."""
    return endings[sum(scene.path.encode()) % len(endings)]


def _counted(count: int) -> str:
    return "I count one person." if count == 1 else f"I count {count} people."


def _listed(scene: Scene) -> str:
    *most, last = scene.objects
    return f"I can see {', '.join(most)} and {last}."
