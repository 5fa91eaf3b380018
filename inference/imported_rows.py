"""Reads drafts made elsewhere: one row a sample, each checked on its own."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotation.formats.numbered import parse_numbered
from annotation.models import Factor, Split
from inference.cfsa.listing import storable
from inference.cfsa.outcome import DraftedTrigger

LONGEST_TRIGGER = 10_000
MOST_TRIGGERS = 100
ROW_FIELDS = {"image", "question", "split", "triggers", "text"}
TRIGGER_FIELDS = {"text", "factor", "explicit", "category"}


class RowProblem(ValueError):
    """A row that cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A draft made elsewhere: which sample it is of (an empty split: either), its triggers, and its own words."""

    image: str
    question: str
    split: str
    triggers: tuple[DraftedTrigger, ...]
    raw: str


def read_row(row: Any, categories: list[str]) -> ImportedRow:
    """A row of {image, question, triggers or text[, split]}; raises RowProblem."""
    if not isinstance(row, dict):
        raise RowProblem(_("It is not an object."))
    if unknown := sorted(row.keys() - ROW_FIELDS):
        raise RowProblem(_("“%(name)s” is not known; remove it.") % {"name": unknown[0][:80]})
    if ("triggers" in row) == ("text" in row):
        raise RowProblem(_("Give either “triggers” or “text”."))
    split = row.get("split", "")
    if split not in ("", *Split.values):
        raise RowProblem(_("“split” must be one of %(known)s.") % {"known": ", ".join(Split.values)})
    triggers = _triggers(row, categories)
    if not 1 <= len(triggers) <= MOST_TRIGGERS:
        raise RowProblem(_("It must have 1 to %(most)d triggers.") % {"most": MOST_TRIGGERS})
    raw = row["text"] if "text" in row else json.dumps(row["triggers"], ensure_ascii=False)
    return ImportedRow(_text(row, "image"), _text(row, "question"), split, triggers, storable(raw))


def _triggers(row: dict, categories: list[str]) -> tuple[DraftedTrigger, ...]:
    if "text" in row:
        return tuple(_trigger(text, categories) for text in parse_numbered(_text(row, "text")).triggers)
    if not isinstance(row["triggers"], list):
        raise RowProblem(_("“triggers” must be a list."))
    return tuple(_trigger(entry, categories) for entry in row["triggers"])


def _trigger(entry: Any, categories: list[str]) -> DraftedTrigger:
    entry = {"text": entry} if isinstance(entry, str) else entry
    if not isinstance(entry, dict):
        raise RowProblem(_("A trigger must be a text, or an object with “text”."))
    if unknown := sorted(entry.keys() - TRIGGER_FIELDS):
        raise RowProblem(_("A trigger's “%(name)s” is not known; remove it.") % {"name": unknown[0][:80]})
    explicit = entry.get("explicit")
    if not (explicit is None or isinstance(explicit, bool)):
        raise RowProblem(_("A trigger's “explicit” must be true, false or null."))
    return DraftedTrigger(
        text=" ".join(_text(entry, "text").split()),
        factor=_one_of(entry, "factor", Factor.values),
        explicit=explicit,
        category=_one_of(entry, "category", categories),
        rounds=(),
    )


def _text(holder: dict, name: str) -> str:
    value = holder.get(name)
    if not isinstance(value, str):
        raise RowProblem(_("“%(name)s” must be text.") % {"name": name})
    value = storable(value)
    if not value.strip():
        raise RowProblem(_("“%(name)s” is empty.") % {"name": name})
    limit = LONGEST_TRIGGER * (MOST_TRIGGERS if "image" in holder else 1)
    if len(value) > limit:
        raise RowProblem(_("“%(name)s” is longer than %(limit)d characters.") % {"name": name, "limit": limit})
    return value


def _one_of(entry: dict, name: str, known: list[str]) -> str:
    value = entry.get(name)
    value = "" if value is None else value
    if value not in ("", *known):
        told = {"name": name, "known": ", ".join(known)}
        raise RowProblem(_("A trigger's “%(name)s” must be one of %(known)s.") % told)
    return value
