"""What two texts say differently: line by line, and word by word within the lines that changed."""

import difflib
import re
from dataclasses import dataclass

WORDS = re.compile(r"\s+|\S+")
MOST_WORDS = 3_000  # of more words in one place, the whole place is shown as replaced
NEIGHBOURS = 2  # unchanged lines shown around a change


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison as runs of ("same" | "removed" | "added", text); `is_gap`: lines left out here."""

    pieces: list[tuple[str, str]]
    is_gap: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the two texts differ here."""
        return any(kind != "same" for kind, _text in self.pieces)


def differences(before: str, after: str) -> list[Line]:
    """The changed lines with their neighbours, gaps between them; empty where the texts are equal."""
    old, young = before.splitlines(), after.splitlines()
    lines = []
    for kind, i, j, k, m in difflib.SequenceMatcher(a=old, b=young, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [Line([("same", line)]) for line in old[i:j]]
        else:
            lines += _replaced("\n".join(old[i:j]), "\n".join(young[k:m]))
    return _without_the_rest(lines) if any(line.is_changed for line in lines) else []


def _replaced(before: str, after: str) -> list[Line]:
    """Lines that changed, compared by words; the runs are cut where their text has line breaks."""
    old, young = WORDS.findall(before), WORDS.findall(after)
    runs = []
    if len(old) + len(young) > MOST_WORDS:
        runs = [("removed", before), ("added", after)]
    else:
        for kind, i, j, k, m in difflib.SequenceMatcher(a=old, b=young, autojunk=False).get_opcodes():
            runs += [("same", "".join(old[i:j]))] if kind == "equal" else []
            runs += [("removed", "".join(old[i:j])), ("added", "".join(young[k:m]))] if kind != "equal" else []
    return _cut([(kind, text) for kind, text in runs if text])


def _cut(runs: list[tuple[str, str]]) -> list[Line]:
    lines: list[list[tuple[str, str]]] = [[]]
    for kind, text in runs:
        first, *others = text.split("\n")
        lines[-1].append((kind, first))
        lines += [[(kind, other)] for other in others]
    return [Line([piece for piece in pieces if piece[1]] or pieces[:1]) for pieces in lines]


def _without_the_rest(lines: list[Line]) -> list[Line]:
    """The changed lines and their neighbours; unchanged empty lines tell nothing."""
    told = [line for line in lines if line.is_changed or line.pieces[0][1].strip()]
    changed = [place for place, line in enumerate(told) if line.is_changed]
    near = {place + step for place in changed for step in range(-NEIGHBOURS, NEIGHBOURS + 1)}
    shown: list[Line] = []
    for place, line in enumerate(told):
        if place in near:
            shown.append(line)
        elif not shown or not shown[-1].is_gap:
            shown.append(Line([], is_gap=True))
    return shown
