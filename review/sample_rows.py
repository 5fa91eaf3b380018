"""Rows of the sample list as its table shows them: words and addresses are looked up once a page, not once a row."""

from typing import NamedTuple

from django.db.models import QuerySet

from annotation.models import Split
from annotation.states import SampleStatus
from inference.starting import UNDRAFTABLE

COLUMNS = ("pk", "position", "question", "image__path", "image_id", "image__sha256", "image__sensitive")
KINDS = ("emotion", "fine_emotion", "split", "status")
TONES = {
    SampleStatus.WAITING: "warn",
    SampleStatus.DRAFTED: "info",
    SampleStatus.IN_REVIEW: "info",
    SampleStatus.ADJUDICATION: "bad",
    SampleStatus.ACCEPTED: "good",
}


class SampleRow(NamedTuple):
    """One sample; `image` is the id of its picture, None while that is awaited, `tone` the badge's colour.

    `draftable` tells whether a run can draft it at all.
    """

    pk: int
    position: int
    question: str
    path: str
    image: int | None
    sensitive: bool
    emotion: str
    fine_emotion: str
    split: str
    status: str
    tone: str
    draftable: bool


def rows_of(samples: QuerySet) -> list[SampleRow]:
    """The samples in their order, in words of the reader's language."""
    statuses = {value: str(label) for value, label in SampleStatus.choices}
    splits = {value: str(label) for value, label in Split.choices}
    rows = samples.values_list(*COLUMNS, *KINDS)
    return [
        SampleRow(
            pk,
            position,
            question,
            path,
            image if sha256 else None,
            sensitive,
            emotion,
            fine_emotion,
            splits[split],
            statuses[status],
            TONES.get(status, "plain"),
            status not in UNDRAFTABLE,
        )
        for pk, position, question, path, image, sha256, sensitive, emotion, fine_emotion, split, status in rows
    ]
