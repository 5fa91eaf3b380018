"""Reading one huge JSON object pair by pair, with line numbers, going on behind a broken pair."""

import io
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from annotation.formats.reading import DECODER, Item, ValueProblem, WrongFileError, text_of

AHEAD = 1_000_000  # characters: no pair may be longer
SPACE = re.compile(r"[ \t\r\n]*")


def json_pairs(file: BinaryIO) -> Iterator[Item]:
    """The pairs (key, value) of the object that the file holds. Raises WrongFileError where it holds none."""
    with text_of(file) as text:
        reader = PairReader(text)
        reader.open()
        while not reader.is_at_end():
            yield reader.next()
        if not reader.closed:
            yield Item(reader.line, problem=_("The file ends before its object is closed."))
        elif reader.trailing():
            yield Item(reader.line, problem=_("There is text behind the object; it was not read."))


class PairReader:
    """A window over the text, at least AHEAD characters long until the text ends, and the place within it."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text, self._window, self._at = text, "", 0
        self.line, self.closed = 1, False

    def open(self) -> None:
        """Step over the opening brace."""
        if self._peek() != "{":
            raise WrongFileError(_("The file does not begin with {: one JSON object is wanted."))
        self._step(1)

    def is_at_end(self) -> bool:
        """Whether no pair is left; steps over the closing brace."""
        sign = self._peek()
        if sign == "}":
            self.closed = True
            self._step(1)
        return sign in ("}", "")

    def trailing(self) -> bool:
        """Whether anything follows the object."""
        return self._peek() != ""

    def next(self) -> Item:
        """The next pair; behind a broken one, reading goes on at the next line."""
        line = self.line
        try:
            key = self._value()
            self._expect(":")
            value = self._value()
            if self._peek() not in ("}", ""):
                self._expect(",")
            return Item(line, (key, value))
        except ValueProblem as problem:
            self._skip_line()
            return Item(line, problem=str(problem))

    def _value(self):
        self._peek()
        try:
            value, end = DECODER.raw_decode(self._window, self._at)
        except json.JSONDecodeError as error:
            raise ValueProblem(_("This is not JSON: %(what)s.") % {"what": error.msg.removesuffix(" at")})
        except (ValueError, RecursionError, StopIteration) as error:
            raise ValueProblem(str(error) or _("This JSON cannot be read."))
        self._step(end - self._at)
        return value

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise ValueProblem(_("This is not JSON: “%(sign)s” is missing.") % {"sign": sign})
        self._step(1)

    def _peek(self) -> str:
        """The next sign that is no space; empty at the end."""
        self._fill()
        self._step(SPACE.match(self._window, self._at).end() - self._at)
        return self._window[self._at : self._at + 1]

    def _fill(self) -> None:
        """Read on, so that a whole pair fits between here and the window's end."""
        while len(self._window) - self._at < AHEAD and (more := self._text.read(AHEAD)):
            self._window, self._at = self._window[self._at :] + more, 0

    def _step(self, count: int) -> None:
        self.line += self._window.count("\n", self._at, self._at + count)
        self._at += count

    def _skip_line(self) -> None:
        """Go behind the end of this line, or of the window where it is longer."""
        end = self._window.find("\n", self._at)
        self._step((end + 1 if end >= 0 else len(self._window)) - self._at)
