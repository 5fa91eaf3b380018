"""A language model as the judge, by the paper's protocol, strict about its form.

The paper asks at temperature 0.1 for correct/total with a reason and tries five times; what it then scored as 0 is
unreadable here, and never scored. Beyond the paper the judge names the reasons it found, so that people can check it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from string import Template
from typing import Any

from inference.cfsa.conversation import (
    Answer,
    Conversation,
    EngineError,
    GenerationParameters,
    Message,
    OutOfMemory,
    Phase,
)
from inference.cfsa.engine import Engine
from inference.cfsa.listing import storable

TRIES = 5
PARAMETERS = GenerationParameters(max_new_tokens=400, temperature=0.1)


class UnreadableVerdict(ValueError):
    """A judge's answer that breaks the form; the message says how."""


@dataclass(frozen=True, slots=True)
class Case:
    """One prediction to judge: the label's triggers and the model's answer."""

    key: str
    triggers: tuple[str, ...]
    answer: str


@dataclass(slots=True)
class Verdict:
    """What the judge said of one case; `found` are places of triggers from 0, None where no answer could be read."""

    found: tuple[int, ...] | None = None
    reason: str = ""
    answers: list[str] = field(default_factory=list)
    trouble: str = ""
    error: str | None = None
    transient: bool = False
    short_of_memory: bool = False
    prompt_tokens: int = 0
    reused_tokens: int = 0
    generated_tokens: int = 0
    seconds: float = 0.0


def words() -> dict[str, Any]:
    """The judge's prompt as versioned data."""
    return json.loads((resources.files(__package__) / "judge-1.json").read_text(encoding="utf-8"))


def judge(
    cases: Sequence[Case],
    engine: Engine,
    asked: Mapping[str, Any],
    parameters: GenerationParameters = PARAMETERS,
    *,
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, Verdict]:
    """A verdict by each case's key; those whose answer breaks the form are asked again, with another seed.

    Raises Cancelled and EngineUnavailable.
    """
    verdicts = {case.key: Verdict() for case in cases}
    open_cases = list(cases)
    for attempt in range(TRIES):
        if not open_cases:
            break
        seeded = replace(parameters, seed=(parameters.seed + attempt) % 2**31)
        conversations = [_conversation(case, asked, seeded) for case in open_cases]
        results = engine.answer(conversations, should_stop=should_stop)
        for case, result in zip(open_cases, results, strict=True):
            _take(verdicts[case.key], case, result)
        open_cases = [case for case in open_cases if _is_open(verdicts[case.key])]
    return verdicts


def read_verdict(text: str, total: int) -> tuple[tuple[int, ...], str]:
    """The places of the triggers found, from 0, and the reason. Raises UnreadableVerdict."""
    verdict = _json_object(text)
    score = re.fullmatch(r"\s*(\d{1,4})\s*/\s*(\d{1,4})\s*", str(verdict.get("score", "")))
    found = verdict.get("found")
    if score is None:
        raise UnreadableVerdict("the score is not of the form correct/total")
    correct, counted = int(score[1]), int(score[2])
    if counted != total:
        raise UnreadableVerdict(f"the total is {counted}, but the label has {total} triggers")
    if correct > total:
        raise UnreadableVerdict(f"{correct} correct are more than there are")
    if not isinstance(found, list) or not all(type(one) is int and 1 <= one <= total for one in found):
        raise UnreadableVerdict("“found” is not a list of the triggers' numbers")
    if len(set(found)) != correct or len(found) != correct:
        raise UnreadableVerdict(f"{len(found)} triggers are listed, but {correct} are counted")
    reason = verdict.get("reason", "")
    return tuple(sorted(one - 1 for one in found)), storable(reason) if isinstance(reason, str) else ""


def _conversation(case: Case, asked: Mapping[str, Any], parameters: GenerationParameters) -> Conversation:
    reasons = "\n".join(f"{number}. {_tame(text)}" for number, text in enumerate(case.triggers, start=1))
    values = {"reasons": reasons, "answer": _tame(case.answer), "total": str(len(case.triggers))}
    text = Template(asked["text"]).substitute(values)
    return Conversation(
        messages=(Message("user", text),),
        image=None,
        parameters=parameters,
        phase=Phase.JUDGEMENT,
        subject=case.key,
        json_schema=_schema(len(case.triggers)),
    )


def _tame(text: str) -> str:
    """Nobody's words may close the tags that they stand in."""
    return re.sub(r"<(/?)(reasons|answer)>", r"‹\1\2›", text, flags=re.IGNORECASE)


def _schema(total: int) -> dict[str, Any]:
    number = {"type": "integer", "minimum": 1, "maximum": total}
    return {
        "type": "object",
        "properties": {
            "found": {"type": "array", "items": number},
            "score": {"type": "string"},
            "reason": {"type": "string"},
        },
        "required": ["found", "score", "reason"],
        "additionalProperties": False,
    }


def _json_object(text: str) -> dict[str, Any]:
    """The one JSON object of an answer, also inside a fence."""
    start, end = text.find("{"), text.rfind("}")
    try:
        found = json.loads(text[start : end + 1]) if start >= 0 else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UnreadableVerdict("the answer holds no JSON object")
    return found


def _take(verdict: Verdict, case: Case, result: Answer | EngineError) -> None:
    if isinstance(result, EngineError):
        verdict.error, verdict.transient = str(result), result.transient
        verdict.short_of_memory = isinstance(result, OutOfMemory)
        return
    for name in ("prompt_tokens", "reused_tokens", "generated_tokens", "seconds"):
        setattr(verdict, name, getattr(verdict, name) + getattr(result, name))
    verdict.answers.append(storable(result.text)[:4000])
    try:
        verdict.found, verdict.reason = read_verdict(result.text, len(case.triggers))
    except UnreadableVerdict as trouble:
        verdict.trouble = str(trouble)


def _is_open(verdict: Verdict) -> bool:
    return verdict.found is None and verdict.error is None
