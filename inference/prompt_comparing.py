"""What two sets of prompts say differently, word by word: templates, questions of every picture, personas."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inference.cfsa.conversation import DRAFT_PHASES
from inference.cfsa.prompts import PERSONAS
from inference.models import PromptSet

Changes = list[tuple[str, str]]
WORDS = re.compile(r"\n|[^\S\n]*\S+")  # a line break counts as a word: models read it too


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a set: `kind` is template, question or persona; `changes` are None where nothing is compared."""

    kind: str
    key: str
    text: str
    changes: Changes | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the other set says it differently, or not at all."""
        return any(kind != "same" for kind, _words in self.changes or ())


def parts_of(found: PromptSet, before: PromptSet | None = None) -> list[Part]:
    """All texts of a set, with what changed since another one; texts that only the other one has come too, empty."""
    texts = _texts(found.content)
    if before is None:
        return [Part(kind, key, text) for (kind, key), text in texts.items()]
    earlier = _texts(before.content)
    gone = [name for name in earlier if name not in texts]
    return [
        Part(kind, key, texts.get((kind, key), ""), changes(earlier.get((kind, key), ""), texts.get((kind, key), "")))
        for kind, key in [*texts, *gone]
    ]


def version_before(found: PromptSet) -> PromptSet | None:
    """The version that a set was written after, if any."""
    own = PromptSet.objects.filter(benchmark=found.benchmark_id, name=found.name, version__lt=found.version)
    return own.order_by("-version").first()


def changes(before: str, after: str) -> Changes:
    """Two texts word by word as runs of ("same" | "removed" | "added", words), line breaks and spaces where they stand.

    What is the same and what was added are the new text together; words are the same whatever spaces stand before them.
    """
    old, young = WORDS.findall(before.strip()), WORDS.findall(after.strip())
    matcher = difflib.SequenceMatcher(None, *([word.strip(" \t") for word in words] for words in (old, young)), False)
    pieces = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(young[k:m])))
            continue
        pieces += [("removed", "".join(old[i:j]))] if j > i else []
        pieces += [("added", "".join(young[k:m]))] if m > k else []
    return pieces


def _texts(content: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    templates = {("template", phase.value): content["templates"][phase] for phase in DRAFT_PHASES}
    questions = {("question", one["key"]): one["text"] for one in content["general_questions"]}
    personas = {("persona", name): content["personas"][name] for name in PERSONAS}
    return questions | templates | personas
