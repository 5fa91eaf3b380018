"""Writes EIBench's official files, byte for byte as they are published; text beyond ASCII is written as UTF-8.

Each function takes rows and yields text piece by piece, so that memory does not grow with their number.
"""

import json
from collections.abc import Iterable, Iterator

encode = json.JSONEncoder(ensure_ascii=False).encode


def question_lines(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """`user.jsonl` from (image path, question): one object a line, each line ended."""
    for path, question in rows:
        yield f"{{{encode(path)}: {encode(question)}}}\n"


def basic_labels(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """`basic_ground_truth.json` from (image path, label text): one object, indent 4, no newline at the end."""
    opening = "{\n"
    for path, text in rows:
        yield f"{opening}    {encode(path)}: {encode(text)}"
        opening = ",\n"
    yield "{}" if opening == "{\n" else "\n}"


def complex_lines(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """`ec_complex.jsonl` from (image path, question, label text): one object a line, no newline at the end."""
    before = ""
    for path, question, text in rows:
        yield f"{before}{{{encode(path)}: {{{encode(question)}: {encode(text)}}}}}"
        before = "\n"
