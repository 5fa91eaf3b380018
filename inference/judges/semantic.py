"""The semantic judge: triggers and statements are paired one to one so that the similar ones meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .encoders import Encoder
from .statements import statements_of

# The least cosine of all-MiniLM-L6-v2 at which a statement counts as naming a trigger. Against the official labels: a
# trigger meets one this similar in the label of another sample of its own emotion in 6.9 % of cases, of another emotion
# in 1.3 % (at 0.5: 16.5 % and 5.0 %; at 0.7: 2.9 % and 0.2 %). benchmarks/judging.py counts this anew.
THRESHOLD = 0.6


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the match table: a trigger by its place in the label (None: a statement that names none).

    `similarity` is the cosine of the pair, or of the trigger's nearest statement where it is not found.
    """

    trigger: int | None
    statement: str
    similarity: float | None
    found: bool


@dataclass(frozen=True, slots=True)
class Matched:
    """What an answer names of a label: recall is found / total, precision is found / stated."""

    pairs: tuple[Pair, ...]
    found: int
    total: int
    stated: int


def match(triggers: Sequence[str], answer: str, encoder: Encoder, threshold: float = THRESHOLD) -> Matched:
    """Pair the label's triggers with the answer's statements: the assignment of the largest sum of cosines.

    Only pairs at or above the threshold take part, so that no strong pair is broken up for two weak ones.
    """
    statements = statements_of(answer)
    similarity = encoder.embed(list(triggers)) @ encoder.embed(statements).T
    partners = _assigned(similarity, threshold)
    pairs = [_line(place, statements, similarity, partners) for place in range(len(triggers))]
    left = [statement for place, statement in enumerate(statements) if place not in partners.values()]
    pairs += [Pair(None, statement, None, False) for statement in left]
    return Matched(tuple(pairs), len(partners), len(triggers), len(statements))


def _assigned(similarity: np.ndarray, threshold: float) -> dict[int, int]:
    """The statement of each trigger that has one."""
    from scipy.optimize import linear_sum_assignment  # a page needs the threshold alone, and starts without SciPy

    if not similarity.size:
        return {}
    eligible = similarity >= threshold
    rows, columns = linear_sum_assignment(np.where(eligible, similarity + 1.0, 0.0), maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if eligible[row, column]}


def _line(place: int, statements: Sequence[str], similarity: np.ndarray, partners: dict[int, int]) -> Pair:
    if not statements:
        return Pair(place, "", None, False)
    partner = partners.get(place, int(similarity[place].argmax()))
    return Pair(place, statements[partner], round(float(similarity[place, partner]), 6), place in partners)


def f1(found: int, total: int, stated: int) -> float:
    """The harmonic mean of recall and precision; 0 where nothing is found."""
    return 2 * found / (total + stated) if found else 0.0
