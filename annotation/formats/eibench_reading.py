"""Reading the official files: user.jsonl, basic_ground_truth.json and ec_complex.jsonl.

Every text is kept exactly as it is, so that an export gives the same bytes again.
"""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from annotation.formats.json_object import json_pairs
from annotation.formats.numbered import parse_numbered
from annotation.formats.reading import Item, Refusal, ValueProblem, json_lines, shown
from annotation.formats.sample_rows import (
    Emotions,
    LabelRow,
    QuestionRow,
    checked_label,
    checked_path,
    checked_question,
    with_folder_emotion,
)
from annotation.models import Split


def read_questions(file: BinaryIO, emotions: Emotions) -> Iterator[QuestionRow | Refusal]:
    """The basic split's questions, lines `{path: question}`; the picture's folder names the emotion."""
    for item in json_lines(file):
        for path, question in _pairs(item):
            yield _checked(item.line, path, lambda line, path, value: _question(line, path, value, emotions), question)
        if problem := _problem(item):
            yield problem


def read_labels(file: BinaryIO) -> Iterator[LabelRow | Refusal]:
    """The basic split's labels, one object `{path: text}`."""
    for item in json_pairs(file):
        if item.problem:
            yield Refusal(item.line, "", item.problem)
        else:
            yield _checked(item.line, item.value[0], _label, item.value[1])


def read_complex(file: BinaryIO) -> Iterator[QuestionRow | Refusal]:
    """The complex split, lines `{path: {question: text}}`; the file does not name the emotion, so it stays empty."""
    for item in json_lines(file):
        for path, perspectives in _pairs(item):
            if not isinstance(perspectives, dict) or not perspectives:
                yield Refusal(item.line, shown(path), _("The value is no object {question: label}."))
                continue
            for pair in perspectives.items():
                yield _checked(item.line, path, _perspective, pair)
        if problem := _problem(item):
            yield problem


def _pairs(item: Item) -> list[tuple]:
    return list(item.value.items()) if isinstance(item.value, dict) else []


def _problem(item: Item) -> Refusal | None:
    """What is wrong with a line that gave no pair."""
    if item.problem:
        return Refusal(item.line, "", item.problem)
    if not _pairs(item):
        return Refusal(item.line, shown(item.value), _("The line is no object with a picture's path in it."))
    return None


def _checked(line: int, path, parse, value):
    """What `parse` makes of a pair, or a refusal."""
    try:
        return parse(line, checked_path(path), value)
    except ValueProblem as problem:
        return Refusal(line, shown(path), str(problem))


def _question(line: int, path: str, value, emotions: Emotions) -> QuestionRow:
    return with_folder_emotion(QuestionRow(line, path, checked_question(value), Split.BASIC), emotions)


def _label(line: int, path: str, value) -> LabelRow:
    return LabelRow(line, path, checked_label(value))


def _perspective(line: int, path: str, pair: tuple) -> QuestionRow:
    question, label = pair
    if not parse_numbered(checked_label(label)).triggers:
        raise ValueProblem(_("The label holds no trigger."))
    return QuestionRow(line, path, checked_question(question), Split.COMPLEX, label=label)
