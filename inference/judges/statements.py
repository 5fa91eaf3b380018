"""Takes an answer apart into statements: the items of its lists and the sentences of its prose."""

from __future__ import annotations

import re

MARKER = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,3}[.):])\s+")
MARKDOWN = re.compile(r"^\s*#{1,6}\s+|\*\*|__|`")
# A full stop ends a sentence where white space and a capital, a quote or a digit follow, and no known abbreviation
# precedes it. The libraries that split sentences better are either large models or not maintained any more.
BOUNDARY = re.compile(r"(?<=[.!?。！？])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])|(?<=[。！？])")
ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|Mr|Mrs|Ms|Dr|St|No|approx|cf)|\b[A-Z])\.$")


def statements_of(answer: str) -> list[str]:
    """The statements of an answer in order, without numbers, bullets and headings; [] for an empty one."""
    statements = []
    for line in answer.splitlines():
        text = MARKDOWN.sub("", MARKER.sub("", line)).strip()
        if text and not _is_heading(text):
            statements += sentences_of(text)
    return statements


def sentences_of(text: str) -> list[str]:
    """The sentences of a text on one line, white space tidied."""
    sentences: list[str] = []
    for piece in BOUNDARY.split(" ".join(text.split())):
        if sentences and ABBREVIATION.search(sentences[-1]):
            sentences[-1] = f"{sentences[-1]} {piece}"
        elif re.search(r"\w", piece):
            sentences.append(piece.strip())
    return sentences


def _is_heading(text: str) -> bool:
    """A line that only announces a list: it claims nothing."""
    return text.endswith(":") or not re.search(r"\w", text)
