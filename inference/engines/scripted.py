"""Answers from a script, the same every time: for the demo and for tests; no model is involved."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from inference.cfsa.conversation import (
    Answer,
    AnswerRefused,
    BadAnswer,
    Cancelled,
    Conversation,
    EngineError,
    Phase,
)

from . import EngineConfigurationError, improvised
from .defaults import BOUNDS, SCRIPTED
from .options import read_options, require_within

ASKED_EVERY = 0.1  # seconds: whoever cancels waits no longer than this


def build_scripted(model: str, revision: str, options: Mapping[str, Any]) -> ScriptedEngine:
    """An engine that reads the JSON file of the option `script` (or of a model named *.json).

    Without a file, and for pictures that the file does not know, it makes up answers that depend on the
    picture's key and the question alone. `delay_seconds` is waited in every wave; pictures whose key is
    in `fail_keys` are refused.
    """
    values = read_options("scripted", options, SCRIPTED)
    require_within("scripted", values, BOUNDS)
    path = values["script"] or (model if model.endswith(".json") else "")
    images = _read_script(Path(path)) if path else {}
    name = model.removesuffix(".json").rpartition("/")[2] or Path(path).stem or "improvised"
    return ScriptedEngine(name, revision, images, values["delay_seconds"], frozenset(values["fail_keys"]))


def _read_script(path: Path) -> dict[str, Any]:
    try:
        script = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineConfigurationError(f"The script {path} cannot be read: {error}") from error
    images = script.get("images") if isinstance(script, dict) else None
    if not isinstance(images, dict):
        raise EngineConfigurationError(f"The script {path} has no object “images”.")
    for key, entry in images.items():
        _check_entry(f"images.{key}", entry)
    return images


def _check_entry(where: str, entry: Any) -> None:
    if not isinstance(entry, dict) or not isinstance(entry.get("questions"), dict):
        raise EngineConfigurationError(f"{where}: needs an object “questions”.")
    for question, answers in entry["questions"].items():
        triggers = answers.get("triggers") if isinstance(answers, dict) else None
        if not isinstance(triggers, list) or not all(isinstance(each, dict) and "text" in each for each in triggers):
            raise EngineConfigurationError(
                f"{where}.questions.{question}: needs a list “triggers” with “text” in each."
            )


class ScriptedEngine:
    """An engine over the pictures of one script."""

    name = "scripted"

    def __init__(
        self,
        model: str,
        revision: str = "",
        images: Mapping[str, Any] | None = None,
        delay_seconds: float = 0.0,
        fail_keys: frozenset[str] = frozenset(),
    ) -> None:
        self._model = model
        self._revision = revision
        self._images = images or {}
        self._delay_seconds = delay_seconds
        self._fail_keys = fail_keys

    def describe(self) -> dict[str, Any]:
        """The recipe part: the script's name; no packages take part in the words."""
        return {"engine": self.name, "model": self._model, "revision": self._revision, "packages": {}}

    def answer(
        self, conversations: Sequence[Conversation], *, should_stop: Callable[[], bool] | None = None
    ) -> list[Answer | EngineError]:
        """One scripted answer for each conversation, in order; raises Cancelled."""
        _wait(self._delay_seconds, should_stop)
        return [self._answer(conversation) for conversation in conversations]

    def close(self) -> None:
        """Nothing is held."""

    def _answer(self, conversation: Conversation) -> Answer | EngineError:
        if conversation.image_key in self._fail_keys:
            return AnswerRefused(f"The script refuses the picture {conversation.image_key}.")
        try:
            text = self._scripted(conversation) or improvised.answer(conversation)
        except KeyError as error:
            return BadAnswer(f"The script names a round that does not exist: {error}.")
        words = sum(len(message.text.split()) for message in conversation.messages)
        return Answer(text, prompt_tokens=words, generated_tokens=len(text.split()), seconds=0.0)

    def _scripted(self, conversation: Conversation) -> str:
        """The script's words for this round, or nothing where it has none."""
        entry = self._images.get(conversation.image_key, {})
        answers = entry.get("questions", {}).get(conversation.sample_question, {})
        match conversation.phase:
            case Phase.ENRICH:
                return self._enriched(conversation.sample_question)
            case Phase.READING:
                return answers.get("reading", "")
            case Phase.GENERAL:
                return entry.get("general", {}).get(conversation.subject, "")
            case Phase.SCENARIO_QUESTIONS:
                return _numbered(answers.get("scenario_questions"))
            case Phase.SCENARIO_ANSWER:
                pairs = zip(answers.get("scenario_questions", []), answers.get("scenario_answers", []), strict=False)
                return dict(pairs).get(conversation.subject, "")
            case Phase.SUMMARY:
                return _summary(answers.get("triggers"), conversation.round_labels)
            case Phase.CAPTION:
                return " ".join(entry.get("general", {}).values())
            case Phase.ANSWER:
                return _named(answers.get("triggers"), self._model, conversation)
        return ""

    def _enriched(self, question: str) -> str:
        """The enriched question, which depends on no picture: the first that the script has."""
        known = (entry["questions"].get(question, {}) for entry in self._images.values())
        return next((answers["enriched"] for answers in known if answers.get("enriched")), "")


def _wait(seconds: float, should_stop: Callable[[], bool] | None) -> None:
    """Let time pass as a model would; raises Cancelled as soon as it is in vain."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if should_stop is not None and should_stop():
            raise Cancelled
        time.sleep(min(left, ASKED_EVERY))


def _named(triggers: Sequence[Mapping[str, Any]] | None, model: str, conversation: Conversation) -> str:
    """A free answer that names some of the triggers: scripts of different names name different shares of them."""
    if not triggers:
        return ""
    skill = 0.35 + 0.5 * random.Random(model).random() + {"cot": 0.05, "caption": 0.1}.get(conversation.subject, 0.0)
    chance = random.Random(f"{model}\n{conversation.image_key}\n{conversation.sample_question}")
    named = [trigger["text"] for trigger in triggers if chance.random() < skill]
    return " ".join(named) or "I cannot tell from the picture."


def _numbered(questions: Sequence[str] | None) -> str:
    if questions is None:
        return ""
    return "\n".join(f"{number}. {question}" for number, question in enumerate(questions, start=1)) or "NONE"


def _summary(triggers: Sequence[Mapping[str, Any]] | None, round_labels: Sequence[str]) -> str:
    """The triggers as JSON, their supports turned from labels into positions; raises KeyError for an unknown one."""
    if triggers is None:
        return ""
    positions = {label: position for position, label in enumerate(round_labels, start=1)}
    entries = [
        {
            "text": trigger["text"],
            "factor": trigger.get("factor", ""),
            "explicit": trigger.get("explicit"),
            "category": trigger.get("category", ""),
            "rounds": [positions[label] for label in trigger.get("supports", ["reading"])],
        }
        for trigger in triggers
    ]
    return json.dumps({"triggers": entries}, ensure_ascii=False)
