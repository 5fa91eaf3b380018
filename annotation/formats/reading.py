"""Tolerant, streaming readers: they give each row with its line, and a problem in place of a row that is broken.

Bytes that are not UTF-8 come through as lone surrogates, so that they spoil their own row only; `checked_text` refuses
them. Memory does not grow with the file.
"""

import contextlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

MAXIMUM_LINE = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a file: the line it begins on, counted from 1, and what it holds or else what is wrong with it."""

    line: int
    value: Any = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot go in: the line it begins on (0: the whole file), what it is, and why."""

    line: int
    what: str
    why: str


class ValueProblem(ValueError):
    """A value that cannot be taken; the message says why."""


class WrongFileError(ValueError):
    """The whole file is of another kind; the message says which was wanted."""


@contextlib.contextmanager
def text_of(file: BinaryIO) -> Iterator[io.TextIOWrapper]:
    """The file as text, without its byte order mark; it stays open. Raises WrongFileError for UTF-16 and UTF-32."""
    start = file.read(4)
    file.seek(0)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise WrongFileError(_("The file is UTF-16: save it as UTF-8 and import it again."))
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield text
    finally:
        text.detach()


def lines_of(text: io.TextIOWrapper) -> Iterator[Item]:
    """The file's lines without their ends, blank ones left out; a line that is far too long is a problem."""
    number = 0
    while line := text.readline(MAXIMUM_LINE):
        number += 1
        if len(line) == MAXIMUM_LINE and not line.endswith("\n"):
            _skip_line(text)
            yield Item(number, problem=_("The line is longer than a million characters."))
        elif line.strip():
            yield Item(number, line.rstrip("\r\n"))


def _skip_line(text: io.TextIOWrapper) -> None:
    while (rest := text.readline(MAXIMUM_LINE)) and not rest.endswith("\n"):
        pass


def json_lines(file: BinaryIO) -> Iterator[Item]:
    """One JSON value a line."""
    with text_of(file) as text:
        for item in lines_of(text):
            yield item if item.problem else _parsed(item)


def _parsed(item: Item) -> Item:
    try:
        return Item(item.line, decode(item.value))
    except ValueProblem as problem:
        return Item(item.line, problem=str(problem))


def decode(text: str) -> Any:
    """A JSON value. Raises ValueProblem, also where an object names a key twice."""
    try:
        return DECODER.decode(text)
    except ValueProblem:
        raise
    except json.JSONDecodeError as error:
        raise ValueProblem(
            _("This is not JSON: %(what)s at character %(column)s.")
            % {"what": error.msg.removesuffix(" at"), "column": error.pos + 1}
        )
    except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
        raise ValueProblem(_("This JSON is nested too deep or holds a number that is too long."))


def unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs of a JSON object as a dictionary. Raises ValueProblem where a key is given twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueProblem(_("A key is given twice in one object."))
    return found


DECODER = json.JSONDecoder(object_pairs_hook=unrepeated)


def checked_text(value: Any, name: str, *, most: int, blank: bool = False) -> str:
    """The value where it is a text that can be kept, exactly as it is. `most` counts bytes. Raises ValueProblem."""
    if not isinstance(value, str):
        raise ValueProblem(_("The %(name)s is not a text.") % {"name": name})
    if not blank and not value.strip():
        raise ValueProblem(_("The %(name)s is empty.") % {"name": name})
    if "\0" in value:
        raise ValueProblem(_("The %(name)s holds a NUL character.") % {"name": name})
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise ValueProblem(_("The %(name)s is not valid UTF-8 text: save the file as UTF-8.") % {"name": name})
    if size > most:
        raise ValueProblem(_("The %(name)s is longer than %(most)s bytes.") % {"name": name, "most": most})
    return value


def shown(value: Any) -> str:
    """A value for a remark: short, and free of what Postgres cannot keep."""
    text = value if isinstance(value, str) else json.dumps(value)
    return text[:300].encode(errors="replace").decode().replace("\0", "␀")
