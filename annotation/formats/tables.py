"""Reading CSV, record by record: a quote that is never closed spoils its own line only."""

import csv
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from annotation.formats.reading import MAXIMUM_LINE, Item, WrongFileError, shown, text_of

MOST_LINES = 50  # a record longer than this has a quote that was never closed
DELIMITERS = ",;\t"
csv.field_size_limit(MAXIMUM_LINE)


def csv_records(file: BinaryIO, *, required: tuple[str, ...]) -> Iterator[Item]:
    """Each record as a dictionary by the header's columns. Raises WrongFileError where a required one is missing."""
    with text_of(file) as text:
        records = _records(text)
        _line, header = next(records, (1, ""))
        delimiter = max(DELIMITERS, key=header.count)
        columns = [name.strip().lower() for name in (_cells(header, delimiter) or [])]
        _check_header(columns, required)
        for line, record in records:
            yield _item(line, _cells(record, delimiter), columns)


def _item(line: int, cells: list[str] | None, columns: list[str]) -> Item:
    if cells is None:
        return Item(line, problem=_("The quotes of this line do not fit."))
    if len(cells) != len(columns):
        return Item(line, problem=_wrong_width(len(cells), len(columns)))
    return Item(line, dict(zip(columns, cells, strict=True)))


def _records(text) -> Iterator[tuple[int, str]]:
    """Records with the line they begin on: lines joined until their quotes are even, blank ones left out."""
    number, held = 0, []
    while True:
        line = text.readline(MAXIMUM_LINE)
        held += [line] if line else []
        while held and (taken := _taken(held, at_end=not line)):
            record = "".join(held[:taken])
            if record.strip():
                yield number + 1, record
            number, held = number + taken, held[taken:]
        if not line:
            return


def _taken(held: list[str], *, at_end: bool) -> int:
    """How many of the lines make the next record; 0 where more lines are wanted."""
    quotes = 0
    for count, line in enumerate(held[:MOST_LINES], 1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return count
    return 1 if at_end or len(held) >= MOST_LINES else 0


def _cells(record: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None where its quotes do not fit."""
    try:
        return next(csv.reader([record.rstrip("\r\n")], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _check_header(columns: list[str], required: tuple[str, ...]) -> None:
    missing = [name for name in required if name not in columns]
    if missing:
        raise WrongFileError(
            _("The first line names the columns and lacks %(missing)s; it has: %(found)s.")
            % {"missing": ", ".join(missing), "found": shown(", ".join(columns))[:200] or _("nothing")}
        )
    if len(set(columns)) < len(columns):
        raise WrongFileError(_("The first line names a column twice."))


def _wrong_width(found: int, wanted: int) -> str:
    return _("The line has %(found)s cells, the first line has %(wanted)s.") % {"found": found, "wanted": wanted}
