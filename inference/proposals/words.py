"""The words that ask for proposals, as versioned data that a derivation's recipe keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from string import Template
from typing import Any

DEFAULT = "words-1"


def load(identifier: str = DEFAULT) -> dict[str, Any]:
    """The words of that name that come with the package, as JSON data."""
    return json.loads((resources.files(__package__) / f"{identifier}.json").read_text(encoding="utf-8"))


def render(words: Mapping[str, Any], *, question: str, emotion: str) -> str:
    """What the model is asked about one question of a data set."""
    return Template(words["text"]).substitute(question=question, emotion=emotion or "-")
