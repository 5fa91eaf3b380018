"""Reading a label's text, `1. trigger.\n2. trigger`, into triggers, kindly, with a word on each flaw."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

NUMBERED = re.compile(r"\s*(\d+)[.)、]\s*(.*?)\s*", re.DOTALL)
DOUBLED = re.compile(r"\d+\.\s\s+\S")
CLEAN = re.compile(r"(\d+)\. (\S|\S.*\S)")


@dataclass(frozen=True, slots=True)
class Numbered:
    """The triggers in their order, without numbers and outer spaces, and the text's flaws in words."""

    triggers: list[str]
    flaws: list[str]


def parse_numbered(text: str) -> Numbered:
    """The triggers of a label's text; an empty item is left out, a line without a number is a trigger of its own."""
    triggers, flaws = [], []
    for position, line in enumerate(text.split("\n"), 1):
        trigger, flaw = _item(line, position)
        if trigger:
            triggers.append(trigger)
        if flaw:
            flaws.append(flaw)
    return Numbered(triggers, flaws)


def _item(line: str, position: int) -> tuple[str, str]:
    """The trigger of one line and what is wrong with the line, each empty where there is none."""
    clean = CLEAN.fullmatch(line)
    if clean and clean[1] == str(position):
        return clean[2], ""
    found = NUMBERED.fullmatch(line)
    if not found:
        return line.strip(), _("item %(position)s has no number") % {"position": position}
    return found[2], _flaw(line, found, position)


def _flaw(line: str, found: re.Match, position: int) -> str:
    if not found[2]:
        return _("item %(position)s is empty") % {"position": position}
    if found[1] != str(position):
        return _("item %(position)s is numbered %(number)s") % {"position": position, "number": found[1][:12]}
    if line != line.lstrip():
        return _("item %(position)s begins with a space") % {"position": position}
    if DOUBLED.match(line):
        return _("item %(position)s has more than one space behind its number") % {"position": position}
    if line != line.rstrip():
        return _("item %(position)s ends with a space") % {"position": position}
    return _("item %(position)s is not written as “%(position)s. text”") % {"position": position}
