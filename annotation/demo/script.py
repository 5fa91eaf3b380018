"""What the scripted engine answers about the demo's pictures: the truth of each scene with seeded mistakes.

The mistakes are of the kinds that reviewers of real drafts meet: a thing that is not there, a reason that has nothing
to do with the emotion, a social or unseen cause that was missed, and words too vague to mean anything.
"""

import random

from annotation.demo import answering
from annotation.demo.description import Perspective, Scene, SceneTrigger
from annotation.demo.mistakes import Mistakes, as_trigger, choose_mistakes
from annotation.demo.scenes import SCENES

ABOUT = "Answers written from the demo's scene descriptions, with deliberate mistakes. No model was asked."


def demo_script(seed: int) -> dict:
    """Return the scripted answers for every picture and question, and the mistakes made, the same for one seed.

    The keys of `mistakes` are the picture's path and the question with a space between.
    """
    images, made = {}, {}
    for scene in SCENES:
        questions = {}
        for perspective in scene.perspectives:
            dice = random.Random(f"{seed} {scene.path} {perspective.question}")
            mistakes = choose_mistakes(perspective, dice)
            questions[perspective.question] = _answers(scene, perspective, mistakes, dice)
            made[f"{scene.path} {perspective.question}"] = mistakes.listed()
        images[scene.path] = {"general": answering.general(scene), "questions": questions}
    return {"about": ABOUT, "images": images, "mistakes": made}


def _answers(scene: Scene, perspective: Perspective, mistakes: Mistakes, dice: random.Random) -> dict:
    asked = answering.scenario(scene, perspective, mistakes)
    return {
        "enriched": answering.enriched(perspective),
        "reading": answering.reading(scene, perspective, mistakes),
        "scenario_questions": [question for question, _ in asked],
        "scenario_answers": [answer for _, answer in asked],
        "triggers": _triggers(mistakes, dice),
    }


def _triggers(mistakes: Mistakes, dice: random.Random) -> list[dict]:
    """Return the drafted triggers; the false ones stand anywhere among the true ones, as a model would put them."""
    drafted = [_drafted(trigger, answering.supports(trigger)) for trigger in mistakes.kept]
    for trigger in mistakes.vague:
        drafted.insert(dice.randint(0, len(drafted)), _drafted(trigger, ["reading"]))
    for phrase in mistakes.hallucinated:
        false = SceneTrigger(as_trigger(phrase), "object", True, "Objects")
        drafted.insert(dice.randint(1, len(drafted)), _drafted(false, ["scenario:1"]))
    for text in mistakes.irrelevant:
        idle = SceneTrigger(text, "environment", True, "Atmosphere")
        drafted.insert(dice.randint(1, len(drafted)), _drafted(idle, ["reading"]))
    return drafted


def _drafted(trigger: SceneTrigger, supports: list[str]) -> dict:
    return {
        "text": trigger.text,
        "factor": trigger.factor,
        "explicit": trigger.explicit,
        "category": trigger.category,
        "supports": supports,
    }
