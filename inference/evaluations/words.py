"""The words of the plain settings, as versioned data that a run's recipe keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from string import Template
from typing import Any

DEFAULT = "words-1"
SETTINGS = ("question", "caption", "cot")


def load(identifier: str = DEFAULT) -> dict[str, Any]:
    """The words of that name that come with the package, as JSON data."""
    return json.loads((resources.files(__package__) / f"{identifier}.json").read_text(encoding="utf-8"))


def render(words: Mapping[str, Any], setting: str, *, persona: str, question: str, caption: str = "") -> str:
    """What the model is asked about one sample; raises KeyError for an unknown setting or persona."""
    values = {"persona": words["personas"][persona], "question": question, "caption": caption}
    return Template(words[setting]).substitute(values).strip()
