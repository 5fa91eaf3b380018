"""Prompt sets: the words of every round as versioned data, checked when read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from string import Template
from typing import Any

from .conversation import DRAFT_PHASES, Phase

PERSONAS = ("none", "ai_assistant", "architecture_expert", "emotion_expert")
# What each template has to say, and what it may say besides.
REQUIRED = {
    Phase.ENRICH: {"question"},
    Phase.READING: {"enriched"},
    Phase.GENERAL: {"general_question"},
    Phase.SCENARIO_QUESTIONS: {"question", "reading", "general", "limit"},
    Phase.SCENARIO_ANSWER: {"scenario_question"},
    Phase.SUMMARY: {"question", "emotion", "evidence", "factors", "categories"},
}
OPTIONAL = {
    Phase.ENRICH: set(),
    Phase.READING: {"persona"},
    Phase.GENERAL: {"persona"},
    Phase.SCENARIO_QUESTIONS: {"persona", "emotion"},
    Phase.SCENARIO_ANSWER: {"persona", "question"},
    Phase.SUMMARY: {"persona"},
}
FIELDS = {"name", "version", "personas", "general_questions", "templates"}


class PromptSetError(ValueError):
    """A prompt set that cannot be used; the message names the field and what to do about it."""


@dataclass(frozen=True, slots=True)
class GeneralQuestion:
    """One of the S_freq questions, asked on every picture; `key` names its round."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class PromptSet:
    """A named version of all prompts; equal sets ask the same words."""

    name: str
    version: int
    personas: Mapping[str, str]
    general_questions: tuple[GeneralQuestion, ...]
    templates: Mapping[Phase, str]

    @property
    def identifier(self) -> str:
        """The name by which `load` finds a set of this package, for example "paper-1"."""
        return f"{self.name}-{self.version}"

    def render(self, phase: Phase, *, persona: str = "none", **values: str) -> str:
        """The text of one round; raises PromptSetError for an unknown persona or a missing value."""
        if persona not in self.personas:
            raise PromptSetError(f"personas: “{persona}” is not one of {', '.join(self.personas)}.")
        try:
            text = Template(self.templates[phase]).substitute(values, persona=self.personas[persona])
        except KeyError as missing:
            raise PromptSetError(f"templates.{phase}: no value was given for ${missing.args[0]}.") from missing
        return text.strip()

    def to_dict(self) -> dict[str, Any]:
        """The set as JSON data that `from_dict` reads back to an equal set."""
        return {
            "name": self.name,
            "version": self.version,
            "personas": dict(self.personas),
            "general_questions": [{"key": each.key, "text": each.text} for each in self.general_questions],
            "templates": {phase.value: text for phase, text in self.templates.items()},
        }


def available() -> list[str]:
    """The identifiers of the prompt sets that come with the package, sorted."""
    folder = resources.files(__package__) / "prompt_sets"
    return sorted(entry.name.removesuffix(".json") for entry in folder.iterdir() if entry.name.endswith(".json"))


def load(identifier: str) -> PromptSet:
    """Read a prompt set of the package by its identifier; raises PromptSetError."""
    if identifier not in available():
        raise PromptSetError(f"There is no prompt set “{identifier}”; choose one of {', '.join(available())}.")
    text = (resources.files(__package__) / "prompt_sets" / f"{identifier}.json").read_text(encoding="utf-8")
    return from_dict(json.loads(text))


def from_dict(data: Any) -> PromptSet:
    """Build a prompt set from JSON data; raises PromptSetError naming the first faulty field."""
    if not isinstance(data, dict):
        raise PromptSetError("A prompt set must be a JSON object.")
    _check_names("prompt set", data, required=FIELDS)
    return PromptSet(
        name=_word("name", data["name"]),
        version=_version(data["version"]),
        personas=_personas(data["personas"]),
        general_questions=_general_questions(data["general_questions"]),
        templates=_templates(data["templates"]),
    )


def _check_names(where: str, found: dict, *, required: set[str]) -> None:
    missing, unknown = sorted(required - found.keys()), sorted(found.keys() - required)
    if missing:
        raise PromptSetError(f"{where}: “{missing[0]}” is missing.")
    if unknown:
        raise PromptSetError(f"{where}: “{unknown[0]}” is not known; remove it.")


def _text(where: str, value: Any, *, empty: bool = False) -> str:
    if not isinstance(value, str):
        raise PromptSetError(f"{where}: must be text.")
    if not empty and not value.strip():
        raise PromptSetError(f"{where}: must not be empty.")
    return value


def _word(where: str, value: Any) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_.]+", _text(where, value)):
        raise PromptSetError(f"{where}: use letters, digits, “_” and “.” only.")
    return value


def _version(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise PromptSetError("version: must be a whole number from 1.")
    return value


def _personas(data: Any) -> dict[str, str]:
    if not isinstance(data, dict):
        raise PromptSetError("personas: must be an object of texts.")
    _check_names("personas", data, required=set(PERSONAS))
    return {name: _text(f"personas.{name}", data[name], empty=name == "none") for name in PERSONAS}


def _general_questions(data: Any) -> tuple[GeneralQuestion, ...]:
    if not isinstance(data, list) or not data:
        raise PromptSetError("general_questions: must be a list of at least one question.")
    questions = tuple(_general_question(f"general_questions[{index}]", entry) for index, entry in enumerate(data))
    if len({question.key for question in questions}) < len(questions):
        raise PromptSetError("general_questions: every key may be used only once.")
    return questions


def _general_question(where: str, entry: Any) -> GeneralQuestion:
    if not isinstance(entry, dict):
        raise PromptSetError(f"{where}: must be an object with “key” and “text”.")
    _check_names(where, entry, required={"key", "text"})
    return GeneralQuestion(key=_word(f"{where}.key", entry["key"]), text=_text(f"{where}.text", entry["text"]))


def _templates(data: Any) -> dict[Phase, str]:
    if not isinstance(data, dict):
        raise PromptSetError("templates: must be an object of texts.")
    _check_names("templates", data, required={phase.value for phase in DRAFT_PHASES})
    return {phase: _template(phase, data[phase.value]) for phase in DRAFT_PHASES}


def _template(phase: Phase, value: Any) -> str:
    where = f"templates.{phase}"
    template = Template(_text(where, value))
    if not template.is_valid():
        raise PromptSetError(f"{where}: a “$” stands alone; write “$$” for the sign itself.")
    used = set(template.get_identifiers())
    missing, unknown = sorted(REQUIRED[phase] - used), sorted(used - REQUIRED[phase] - OPTIONAL[phase])
    if missing:
        raise PromptSetError(f"{where}: ${missing[0]} is missing.")
    if unknown:
        raise PromptSetError(f"{where}: ${unknown[0]} is not known in this round.")
    return value
