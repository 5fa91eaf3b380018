"""Groups the triggers of several labels of one sample so that those of one meaning stand together."""

import functools
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from .semantic import THRESHOLD


class Stated(Protocol):
    """A trigger: anything with an id and a text."""

    id: int
    text: str


@functools.lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """The text as it counts for being the same: without case, doubled spaces or a full stop at its end."""
    return " ".join(text.split()).casefold().rstrip(".")


def groups(
    triggers_by_label: Mapping[int, Sequence[Stated]],
    similarity: Mapping[tuple[int, int], float],
    threshold: float = THRESHOLD,
) -> list[list[int]]:
    """Groups of trigger ids, at most one of each label, in the order in which the labels bring them.

    `similarity` has a cosine for pairs of ids, the smaller first; a pair without one is not alike. Label by label, the
    assignment of the largest sum of mean similarities decides which trigger joins which group; the same text always
    joins, a mean below the threshold never does.
    """
    found: list[list[Stated]] = []
    for triggers in triggers_by_label.values():
        partners = _partners(found, triggers, similarity, threshold)
        for place, trigger in enumerate(triggers):
            if place in partners:
                found[partners[place]].append(trigger)
            else:
                found.append([trigger])
    return [[trigger.id for trigger in group] for group in found]


def _partners(found, triggers, similarity, threshold) -> dict[int, int]:
    """The place of the group that each trigger of one label joins, by the trigger's place."""
    texts = [{plain(other.text) for other in group} for group in found]
    possible = [
        (row, column)
        for row, trigger in enumerate(triggers)
        for column, group in enumerate(found)
        if plain(trigger.text) in texts[column] or _score(trigger, group, similarity) >= threshold
    ]
    partners = dict(possible)
    if len(partners) == len(possible) == len(set(partners.values())):  # as mostly: nothing to choose between
        return partners
    scores = [[_score(trigger, group, similarity) for group in found] for trigger in triggers]
    same = [[plain(trigger.text) in text for text in texts] for trigger in triggers]
    return _best(possible, np.array(scores), np.array(same))


def _best(possible: list[tuple[int, int]], scores: np.ndarray, same: np.ndarray) -> dict[int, int]:
    """Of the possible pairs (row, column) those of the assignment that is worth most."""
    from scipy.optimize import linear_sum_assignment  # what needs no groups starts without SciPy

    eligible = np.zeros(scores.shape, dtype=bool)
    eligible[tuple(zip(*possible, strict=True))] = True
    # One exact text outweighs all that could be won by breaking it up.
    worth = np.where(eligible, scores + 1.0, 0.0) + same * 4.0 * sum(scores.shape)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if eligible[row, column]}


def _score(trigger: Stated, group: Sequence[Stated], similarity) -> float:
    """The mean cosine between the trigger and the group's members; -1 counts for a pair that was not compared."""
    total, own = 0.0, trigger.id
    for other in group:
        total += similarity.get((own, other.id) if own < other.id else (other.id, own), -1.0)
    return total / len(group)
