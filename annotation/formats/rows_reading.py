"""Reading plain rows of questions, as CSV or JSON Lines: image, question, emotion[, fine_emotion, split, sensitive]."""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.formats.reading import Item, Refusal, ValueProblem, checked_text, json_lines, shown
from annotation.formats.sample_rows import MOST_FINE_EMOTION, Emotions, QuestionRow, checked_path, checked_question
from annotation.formats.tables import csv_records
from annotation.models import Split

REQUIRED = ("image", "question", "emotion")
OPTIONAL = ("fine_emotion", "split", "sensitive")
SPLITS = frozenset(Split.values)
YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")
EMOTION, FINE_EMOTION, SPLIT = gettext_lazy("emotion"), gettext_lazy("fine-grained emotion"), gettext_lazy("split")


def read_rows(file: BinaryIO, name: str, emotions: Emotions) -> Iterator[QuestionRow | Refusal]:
    """The rows of a file; its name tells JSON Lines (.jsonl, .ndjson, .json) from CSV. Raises WrongFileError."""
    is_json = name.lower().endswith((".jsonl", ".ndjson", ".json"))
    for item in json_lines(file) if is_json else csv_records(file, required=REQUIRED):
        yield _row(item, emotions)


def _row(item: Item, emotions: Emotions) -> QuestionRow | Refusal:
    if item.problem:
        return Refusal(item.line, "", item.problem)
    try:
        return _checked(item.line, _fields(item.value), emotions)
    except ValueProblem as problem:
        return Refusal(item.line, _name(item.value), str(problem))


def _fields(value) -> dict:
    if not isinstance(value, dict):
        raise ValueProblem(_("The line is no object."))
    missing = [name for name in REQUIRED if name not in value]
    if missing:
        raise ValueProblem(_("The row lacks %(missing)s.") % {"missing": ", ".join(missing)})
    return value


def _checked(line: int, fields: dict, emotions: Emotions) -> QuestionRow:
    split = _split(fields.get("split"))
    emotion = checked_text(fields["emotion"], EMOTION, most=400, blank=split == Split.COMPLEX)
    fine = fields.get("fine_emotion")
    return QuestionRow(
        line=line,
        path=checked_path(fields["image"]),
        question=checked_question(fields["question"]),
        split=split,
        emotion=emotions.named(emotion) if emotion.strip() else "",
        fine_emotion=_optional(fine, FINE_EMOTION).strip(),
        sensitive=_sensitive(fields.get("sensitive")),
    )


def _split(value) -> str:
    """The split's name; basic where none is given."""
    name = _optional(value, SPLIT).strip().lower() or "basic"
    if name not in SPLITS:
        raise ValueProblem(_("Unknown split “%(split)s”: it is basic or complex.") % {"split": name[:40]})
    return name


def _sensitive(value) -> bool:
    """Whether the picture is to be blurred; not where nothing is said."""
    words = "" if value is None else str(value).strip().lower()
    if words not in YES + NO:
        raise ValueProblem(_("Unknown word “%(word)s” under sensitive: it is yes or no.") % {"word": shown(value)[:40]})
    return words in YES


def _optional(value, name: str) -> str:
    return checked_text("" if value is None else value, name, most=MOST_FINE_EMOTION, blank=True)


def _name(value) -> str:
    return shown(value["image"] if isinstance(value, dict) and "image" in value else value)
