"""Reads lists that a model wrote as prose: numbered or bulleted lines."""

from __future__ import annotations

import re

# Longer lines than this are no list items that we could use.
LONGEST = 1_000
ITEM = re.compile(r"\s*(?:\d{1,2}\s{0,2}[.):]|[-*•])\s{1,8}(\S.*)")


def storable(text: str) -> str:
    """The text without what no database or file can hold: zero characters and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def without_thoughts(text: str) -> str:
    """The text without the thinking that some models put before their answer."""
    return text.rpartition("</think>")[2].strip()


def read_items(text: str) -> list[str]:
    """The items of the lists in a text, continuation lines joined, emphasis marks taken off."""
    items: list[str] = []
    open_item = False
    for line in text.splitlines():
        found = ITEM.fullmatch(line[:LONGEST])
        if found:
            items.append(found[1])
        elif open_item and line.strip():
            items[-1] = f"{items[-1]} {line.strip()}"
        open_item = bool(line.strip()) and bool(items)
    return [" ".join(item.replace("**", "").split()) for item in items]
