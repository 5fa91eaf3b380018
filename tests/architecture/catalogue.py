"""Reads wording: what templates and Python ask to translate, and what a catalogue (.po) answers. Needs no gettext."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
CALLS_IN_CONTEXT = {"pgettext": 1, "pgettext_lazy": 1, "npgettext": 2, "npgettext_lazy": 2}
TEXT = r'"(?:[^"\\]|\\.)*"'
FIELD = re.compile(rf"^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) ({TEXT}(?:\n{TEXT})*)", re.M)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}")


@dataclass(frozen=True)
class Wanted:
    """A wording that is to be translated: its context, its text, and its text for many."""

    context: str
    text: str
    many: str = ""


@dataclass(frozen=True)
class Entry:
    """What a catalogue has for a wording."""

    wanted: Wanted
    fuzzy: bool
    answers: list[str] = field(default_factory=list)


def of_python(source: str) -> list[Wanted]:
    """What a module asks to translate."""
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        texts = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if name in CALLS and texts:
            found.append(Wanted("", *texts[: CALLS[name]]))
        elif name in CALLS_IN_CONTEXT and texts:
            found.append(Wanted(*texts[: 1 + CALLS_IN_CONTEXT[name]]))
    return found


def of_template(source: str) -> list[Wanted]:
    """What a template asks to translate: Django turns it into calls, which stand among lines of X."""
    call = rf"n?p?gettext\((?:u?(?:'(?:[^'\\]|\\.)*'|{TEXT}|\"\"\".*?\"\"\")\s*,?\s*)+|_\(\s*{TEXT}"
    calls = [found[0] for found in re.finditer(call, templatize(source), re.S)]
    return [wanted for text in calls for wanted in of_python(f"{text.rstrip().rstrip(',')})")]


def of_catalogue(path: Path) -> list[Entry]:
    """The entries of a .po file, its header left out."""
    return [_entry(block) for block in path.read_text().split("\n\n")[1:]]


def _entry(block: str) -> Entry:
    found = {name: "".join(map(ast.literal_eval, re.findall(TEXT, text))) for name, text in FIELD.findall(block)}
    wanted = Wanted(found.get("msgctxt", ""), found["msgid"], found.get("msgid_plural", ""))
    flags = [line for line in block.splitlines() if line.startswith("#,")]
    answers = [text for name, text in found.items() if name.startswith("msgstr")]
    return Entry(wanted, any("fuzzy" in line for line in flags), answers)


def placeholders(text: str) -> list[str]:
    """The places of a text that are filled in, each once."""
    return sorted(set(PLACEHOLDER.findall(text)))
