"""Reads the summariser's answer into triggers, strictly: what cannot be read is refused, never guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from typing import Any

from .listing import LONGEST, read_items, storable, without_thoughts
from .outcome import CATEGORIES, FACTORS, DraftedTrigger

MOST_TRIGGERS = 40
FENCE = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL | re.IGNORECASE)
NUMBERS = r"\d{1,3}(?:\s?(?:,\s?and|,|and|&|-|–|to)\s?\d{1,3})*"
# In brackets, or set off by a dash or as a sentence of its own: "lost in round 3" names no round of ours.
ROUNDS_IN_BRACKETS = re.compile(rf"\s?[(\[]\s?rounds?:?\s?({NUMBERS})\s?[)\]]\.?$", re.IGNORECASE)
ROUNDS_SET_OFF = re.compile(rf"(?:\s[–—-]|(?<=[.;:]))\s?rounds?:?\s?\[?({NUMBERS})\]?\.?$", re.IGNORECASE)
NUMBERS_IN_BRACKETS = re.compile(rf"\s?((?:\[{NUMBERS}\](?:,?\s)?){{1,10}})\.?$")
NUMBER_OR_RANGE = re.compile(r"(\d{1,3})(?:\s?(?:-|–|to)\s?(\d{1,3}))?")


class UnreadableSummary(ValueError):
    """A summary that cannot be read; the message says which part, and why."""


def summary_schema(rounds: Sequence[int], categories: Sequence[str] = CATEGORIES) -> dict[str, Any]:
    """The JSON schema of a summary whose triggers rest on the given rounds, for engines that constrain."""
    properties = {
        "text": {"type": "string"},
        "factor": {"type": "string", "enum": list(FACTORS)},
        "explicit": {"type": "boolean"},
        "category": {"type": "string", "enum": list(categories)},
        "rounds": {"type": "array", "items": {"type": "integer", "enum": list(rounds)}},
    }
    trigger = _closed_object(properties)
    return _closed_object({"triggers": {"type": "array", "items": trigger}})


def _closed_object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_summary(
    text: str, rounds: Collection[int], categories: Sequence[str] = CATEGORIES, *, truncated: bool = False
) -> tuple[DraftedTrigger, ...]:
    """The triggers of a summary given as JSON or as a numbered list; raises UnreadableSummary.

    `rounds` are the positions that a trigger may rest on. Other positions are left out, and a trigger
    that is left with none makes the summary unreadable. A factor or category that is not known is "".
    """
    if truncated:
        raise UnreadableSummary("The answer was cut off; allow more new tokens.")
    text = without_thoughts(text)
    entries = _json_entries(text)
    if entries is None:
        entries = [_list_entry(item) for item in read_items(text)]
    if not entries:
        raise UnreadableSummary("The answer holds no triggers.")
    if len(entries) > MOST_TRIGGERS:
        raise UnreadableSummary(f"The answer holds {len(entries)} triggers; at most {MOST_TRIGGERS} are read.")
    return tuple(_trigger(number, entry, rounds, categories) for number, entry in enumerate(entries, start=1))


def _json_entries(text: str) -> list[Any] | None:
    """The list of triggers in a JSON answer; None where the answer is not JSON at all."""
    fenced = FENCE.search(text)
    text = fenced[1].strip() if fenced else text
    start = re.search(r'\{\s*"|\[\s*\{', text)
    if start is None:
        return None
    try:
        value, _ = json.JSONDecoder().raw_decode(text, start.start())
    except (ValueError, RecursionError) as error:
        raise UnreadableSummary(f"The answer is broken JSON ({error}).") from error
    entries = value.get("triggers") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise UnreadableSummary("The JSON has no list “triggers”.")
    return entries


def _list_entry(item: str) -> dict[str, Any]:
    patterns = (ROUNDS_IN_BRACKETS, ROUNDS_SET_OFF, NUMBERS_IN_BRACKETS)
    found = next(filter(None, (pattern.search(item[:LONGEST]) for pattern in patterns)), None)
    if found is None:
        return {"text": item}
    return {"text": item[: found.start()], "rounds": [found[1]]}


def _trigger(number: int, entry: Any, rounds: Collection[int], categories: Sequence[str]) -> DraftedTrigger:
    if not isinstance(entry, dict):
        raise UnreadableSummary(f"Trigger {number} is not an object.")
    explicit = entry.get("explicit")
    return DraftedTrigger(
        text=_trigger_text(number, entry.get("text")),
        factor=_known(entry.get("factor"), FACTORS),
        explicit=explicit if isinstance(explicit, bool) else None,
        category=_known(entry.get("category"), categories),
        rounds=_trigger_rounds(number, entry.get("rounds"), rounds),
    )


def _trigger_text(number: int, value: Any) -> str:
    text = " ".join(storable(value).split()) if isinstance(value, str) else ""
    if not text:
        raise UnreadableSummary(f"Trigger {number} has no text.")
    if len(text) > LONGEST:
        raise UnreadableSummary(f"Trigger {number} is longer than {LONGEST} characters.")
    return text


def _known(value: Any, known: Sequence[str]) -> str:
    wanted = value.strip().casefold() if isinstance(value, str) else ""
    return next((name for name in known if name.casefold() == wanted), "")


def _trigger_rounds(number: int, value: Any, known: Collection[int]) -> tuple[int, ...]:
    named: set[int] = set()
    for entry in value if isinstance(value, list) else []:
        named |= _positions(entry)
    if not named:
        raise UnreadableSummary(f"Trigger {number} names no round that supports it.")
    supporting = tuple(sorted(named & set(known)))
    if not supporting:
        wrong = ", ".join(str(position) for position in sorted(named))
        raise UnreadableSummary(f"Trigger {number} rests on rounds that cannot support it ({wrong}).")
    return supporting


def _positions(entry: Any) -> set[int]:
    if isinstance(entry, bool) or not isinstance(entry, int | str):
        return set()
    positions: set[int] = set()
    for first, last in NUMBER_OR_RANGE.findall(str(entry)):
        positions |= set(range(int(first), int(last or first) + 1))
    return positions
