"""Makes up answers for pictures that no script knows: they depend on the picture's key and the question alone."""

from __future__ import annotations

import hashlib
import json
import random
import re

from inference.cfsa.conversation import Conversation, Phase

WHO = ("The person", "The person in front", "The person on the left", "Somebody nearby", "A friend", "A stranger")
WHAT = (
    ("looks straight at the camera", "physical", "Facial Expressions", "general:expression"),
    ("has a tight jaw", "physical", "Facial Expressions", "general:expression"),
    ("leans forward with raised shoulders", "physical", "Body Movements", "general:posture"),
    ("holds both hands close to the chest", "physical", "Body Movements", "general:posture"),
    ("turns away from the others", "social", "Social Interactions", "general:activity"),
    ("shares a word with somebody", "social", "Social Interactions", "general:activity"),
    ("stands in the crowd", "social", "Social Interactions", "general:people"),
    ("wears clothes for a special day", "object", "Clothing", "reading"),
    ("holds something that matters", "object", "Objects", "reading"),
    ("waits in a dim room", "environment", "Atmosphere", "reading"),
    ("moves through bright light", "environment", "Atmosphere", "reading"),
    ("has just finished a hard game", "environment", "Sports", "reading"),
)
PROPOSALS = (
    "How many people are in the picture?",
    "How many persons can be seen in the image?",
    "What are the people doing, and how do they interact?",
    "What activity takes place in the picture?",
    "What facial expression does each person show?",
    "What does the facial expression of the person look like?",
    "What does the body language or posture say?",
    "How does the person hold the body?",
    "What is the light like, and what mood does it set?",
    "What objects lie around?",
)


def answer(conversation: Conversation) -> str:
    """A made-up answer to one round, the same every time."""
    chance = _chance(conversation)
    match conversation.phase:
        case Phase.ENRICH:
            return f"Explain in detail, from face, posture, people, objects and place: {conversation.sample_question}"
        case Phase.SCENARIO_QUESTIONS:
            return "\n".join(f"{number}. Why does it matter that {_clause(chance)}?" for number in (1, 2))
        case Phase.SUMMARY:
            return _summary(chance, conversation.round_labels)
        case Phase.JUDGEMENT:
            return _judged(conversation.messages[-1].text)
        case Phase.PROPOSAL:
            return "\n".join(f"{number}. {text}" for number, text in enumerate(chance.sample(PROPOSALS, 5), start=1))
    return f"{_sentence(chance)} {_sentence(chance)}"


def _judged(text: str) -> str:
    """A verdict by common words, in the judge's form: what a careful clerk without understanding would say."""
    reasons, answer = re.search(r"<reasons>(.*?)</reasons>.*<answer>(.*?)</answer>", text, re.DOTALL).groups()
    said = set(re.findall(r"\w{4,}", answer.lower()))
    lines = re.findall(r"^(\d+)\. (.*)$", reasons, re.MULTILINE)
    words = {int(number): set(re.findall(r"\w{4,}", line.lower())) for number, line in lines}
    found = [number for number, wanted in words.items() if wanted and len(wanted & said) >= 0.6 * len(wanted)]
    verdict = {"found": found, "score": f"{len(found)}/{len(lines)}", "reason": "Counted by common words."}
    return json.dumps(verdict)


def _chance(conversation: Conversation) -> random.Random:
    parts = (conversation.image_key, conversation.sample_question, conversation.phase.value, conversation.subject)
    return random.Random(hashlib.sha256("\n".join(parts).encode()).digest())


def _clause(chance: random.Random) -> str:
    who = chance.choice(WHO)
    return f"{who[0].lower()}{who[1:]} {chance.choice(WHAT)[0]}"


def _sentence(chance: random.Random) -> str:
    return f"{chance.choice(WHO)} {chance.choice(WHAT)[0]}."


def _summary(chance: random.Random, round_labels: tuple[str, ...]) -> str:
    """Three to six triggers as JSON, each resting on a round that there was."""
    positions = {label: position for position, label in enumerate(round_labels, start=1)}
    triggers = [
        {
            "text": f"{chance.choice(WHO)} {what}.",
            "factor": factor,
            "explicit": chance.random() < 0.8,
            "category": category,
            "rounds": [positions.get(label, positions["reading"])],
        }
        for what, factor, category, label in chance.sample(WHAT, chance.randint(3, 6))
    ]
    return json.dumps({"triggers": triggers}, ensure_ascii=False)
