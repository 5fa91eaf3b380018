"""The steps of an import: each reads one file, or one heap of pictures, and puts what it holds in.

A step gives records in a fixed order, so that work that starts again can pass over those that are in already.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.formats.eibench_reading import read_complex, read_labels, read_questions
from annotation.formats.reading import Refusal, WrongFileError
from annotation.formats.rows_reading import read_rows
from annotation.formats.sample_rows import Emotions, LabelRow
from annotation.importing.archives import in_archive, open_archive
from annotation.importing.brought_files import open_brought
from annotation.importing.found_pictures import Found, UnreadableFileError, found, in_folder, read_file
from annotation.importing.labels import LabelPut
from annotation.importing.matching_pictures import Matcher
from annotation.importing.outcomes import Outcome, Remark
from annotation.importing.pictures import PicturePut, take_pictures
from annotation.importing.questions import QuestionPut
from annotation.models import ImportKind, ImportRun, Severity
from annotation.pictures.reading import MAXIMUM_BYTES

ROWS_AT_ONCE = 2000
PICTURES_AT_ONCE = 32


class Step(Protocol):
    """One step of an import."""

    file: str
    at_once: int

    def expected(self) -> int:
        """About how many records there are."""

    def records(self) -> Iterator:
        """The rows, and refusals in place of those that are broken. Raises WrongFileError."""

    def prepare(self, records: list) -> list:
        """What takes long and needs no transaction."""

    def put(self, rows: list) -> Outcome:
        """Write rows in the caller's transaction."""

    def closing(self) -> list[Remark]:
        """Remarks on the file as a whole, once all records are in."""


@dataclass(slots=True)
class RowsStep:
    """A text file, read by `read` and put in by `put`."""

    brought: dict
    read: Callable[..., Iterator]
    put: Callable[[list], Outcome]
    at_once: int = ROWS_AT_ONCE
    without_full_stop: int = 0

    @property
    def file(self) -> str:
        """The file's name in remarks."""
        return self.brought["name"]

    def expected(self) -> int:
        """The number of the file's lines."""
        with open_brought(self.brought) as file:
            return sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))

    def records(self) -> Iterator:
        """The file's rows."""
        with open_brought(self.brought) as file:
            for record in self.read(file):
                if isinstance(record, LabelRow) and not record.text.endswith("."):
                    self.without_full_stop += 1
                yield record

    def prepare(self, records: list) -> list:
        """The records as they are: text needs no preparation."""
        return records

    def closing(self) -> list[Remark]:
        """How many labels lack the last full stop."""
        count = self.without_full_stop
        what = ngettext(
            "%(count)s label does not end in a full stop; it is kept as it is.",
            "%(count)s labels do not end in a full stop; they are kept as they are.",
            count,
        )
        return [Remark(Severity.WARNING, 0, self.file, what % {"count": count})] if count else []


@dataclass(slots=True)
class PicturesStep:
    """Pictures in folders, in ZIPs or loose; `opened` holds the archives, which are read behind the records' end."""

    brought: list[dict]
    matcher: Matcher
    pictures: PicturePut
    opened: ExitStack
    at_once: int = PICTURES_AT_ONCE
    file: str = field(init=False)

    def __post_init__(self) -> None:
        self.file = self.brought[0]["name"] if len(self.brought) == 1 else _("pictures")

    def expected(self) -> int:
        """The number of files."""
        return sum(1 for _file in self._files())

    def records(self) -> Iterator:
        """The files with the paths that they go in under."""
        yield from self.matcher.matched(self._files())

    def prepare(self, records: list) -> list:
        """Read and render them."""
        return take_pictures(records)

    def put(self, rows: list) -> Outcome:
        """Write them, and wake the samples that waited for them."""
        return self.pictures.put(rows)

    def closing(self) -> list[Remark]:
        """Which folders were left off, and how many files were passed over."""
        remarks = [_left_off(folder, count) for folder, count in self.matcher.left_off.most_common(5)]
        if over := self.matcher.passed_over:
            words = ngettext(
                "%s file that no question names was passed over.",
                "%s files that no question names were passed over.",
                over,
            )
            remarks.append(words % over)
        return [Remark(Severity.WARNING, 0, self.file, why) for why in remarks]

    def _files(self) -> Iterator[Found | Refusal]:
        for brought in self.brought:
            yield from files_of(brought, self.opened)


def _left_off(folder: str, count: int) -> str:
    words = ngettext(
        "%(count)s picture: the folder “%(folder)s” in front was left off, as its question names it without.",
        "%(count)s pictures: the folder “%(folder)s” in front was left off, as their questions name them without.",
        count,
    )
    return words % {"count": count, "folder": folder}


def files_of(brought: dict, opened: ExitStack) -> Iterator[Found | Refusal]:
    """What a folder, a ZIP or one loose picture holds; a ZIP stays open in `opened`. Raises WrongFileError."""
    if "path" in brought and Path(brought["path"]).is_dir():
        yield from in_folder(Path(brought["path"]))
    elif brought["name"].lower().endswith(".zip"):
        file = opened.enter_context(open_brought(brought))
        yield from in_archive(opened.enter_context(open_archive(file)))
    elif "path" in brought:
        yield found(brought["name"], partial(read_file, Path(brought["path"])))
    else:
        yield found(brought["name"], partial(_read_upload, brought))


def _read_upload(brought: dict) -> bytes:
    try:
        with open_brought(brought) as file:
            return file.read(MAXIMUM_BYTES + 1)
    except WrongFileError as error:
        raise UnreadableFileError(str(error))


def steps_of(run: ImportRun, opened: ExitStack) -> list[Step]:
    """The steps of an import, in the order in which they have to be taken; `opened` is closed behind the last."""
    makers = {ImportKind.EIBENCH: _eibench, ImportKind.ROWS: _rows, ImportKind.IMAGES: _images}
    return list(makers[run.kind](run, opened))


def _eibench(run: ImportRun, opened: ExitStack) -> Iterator[Step]:
    emotions, labels = Emotions(run.benchmark.emotions), LabelPut(run.benchmark, by=run.created_by)
    questions = QuestionPut(run.benchmark)
    for brought in run.files.get("questions", []):
        yield RowsStep(brought, partial(read_questions, emotions=emotions), questions.put)
    for brought in run.files.get("labels", []):
        yield RowsStep(brought, read_labels, labels.put_basic)
    for brought in run.files.get("complex", []):
        yield RowsStep(brought, read_complex, partial(_put_complex, questions.put, labels))
    yield from _pictures(run, opened, only_known=True)


def _rows(run: ImportRun, opened: ExitStack) -> Iterator[Step]:
    emotions = Emotions(run.benchmark.emotions)
    for brought in run.files["rows"]:
        read = partial(read_rows, name=brought["name"], emotions=emotions)
        yield RowsStep(brought, read, QuestionPut(run.benchmark).put)
    yield from _pictures(run, opened, only_known=True)


def _images(run: ImportRun, opened: ExitStack) -> Iterator[Step]:
    yield from _pictures(run, opened, only_known=False)


def _pictures(run: ImportRun, opened: ExitStack, *, only_known: bool) -> Iterator[Step]:
    if brought := run.files.get("images"):
        prefix = brought[0].get("prefix", "")
        matcher = Matcher(run.benchmark, prefix, only_known)
        yield PicturesStep(brought, matcher, PicturePut(run, run.benchmark), opened)


def _put_complex(put, labels: LabelPut, rows: list) -> Outcome:
    """Samples, then their labels; a row counts once, by what became of its label."""
    questions = put(rows)
    outcome = labels.put_complex([row for row in rows if row not in questions.left_out])
    outcome.remarks += questions.remarks
    outcome.left_out += questions.left_out
    return outcome
