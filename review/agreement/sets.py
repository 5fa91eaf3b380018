"""Agreement on lists of free-text triggers: one-to-one by meaning for pairs, groups of one meaning for alpha. Pure.

The MASI distance of two sets is 1 - J * M: J is the Jaccard index, M is 1 for equal sets, 2/3 where one holds the
other, 1/3 where they overlap, 0 else (Passonneau 2006).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from inference.judges.merging import groups
from inference.judges.semantic import THRESHOLD
from review.agreement.coefficients import LONELY, Coefficient, of_sums, sums_by_cluster
from review.agreement.rows import Stated


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two lists beside each other: which triggers meet, by id."""

    left: Sequence[Stated]
    right: Sequence[Stated]
    partners: dict[int, int]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, whichever list is held against the other."""
        total = len(self.left) + len(self.right)
        return 2 * len(self.partners) / total if total else 1.0

    @property
    def jaccard(self) -> float:
        """Shared meanings over all meanings of both lists."""
        union = len(self.left) + len(self.right) - len(self.partners)
        return len(self.partners) / union if union else 1.0

    @property
    def sets(self) -> list[frozenset[int]]:
        """Both lists as sets of meanings: a trigger on the right that meets one on the left is named as that one."""
        names = {right: left for left, right in self.partners.items()}
        return [frozenset(one.id for one in self.left), frozenset(names.get(one.id, one.id) for one in self.right)]


def meeting(left: Sequence[Stated], right: Sequence[Stated], similarities: Mapping) -> Meeting:
    """Pair the triggers of two lists one to one by meaning."""
    found = groups({0: left, 1: right}, similarities, THRESHOLD)
    return Meeting(left, right, {pair[0]: pair[1] for pair in found if len(pair) == 2})


def meanings(by_rater: Mapping[str, Sequence[Stated]], similarities: Mapping) -> dict[str, frozenset[int]]:
    """Each rater's list as a set of groups of one meaning, numbered within the sample."""
    places = {
        trigger: place
        for place, group in enumerate(groups(dict(enumerate(by_rater.values())), similarities, THRESHOLD))
        for trigger in group
    }
    return {rater: frozenset(places[one.id] for one in stated) for rater, stated in by_rater.items()}


def masi_distance(one: frozenset, other: frozenset) -> float:
    """The MASI distance of two sets, 0 for equal ones."""
    if one == other:
        return 0.0
    shared = len(one & other)
    if not shared:
        return 1.0
    monotonic = 2 / 3 if shared in (len(one), len(other)) else 1 / 3
    return 1 - shared / len(one | other) * monotonic


def masi_alpha(units: Sequence[Sequence[frozenset]], clusters: Sequence[int]) -> Coefficient:
    """Krippendorff's alpha with the MASI distance; a unit is one sample's sets.

    Sets of different samples share nothing, so their distance is 1 (0 where both are empty) and only pairs within a
    sample need be looked at.
    """
    rows = [(_sums(sets), cluster) for sets, cluster in zip(units, clusters, strict=True) if len(sets) > 1]
    if not rows:
        return Coefficient(None, None, None, 0, 0, LONELY)
    sums = sums_by_cluster(np.array([row for row, _cluster in rows]), np.array([cluster for _row, cluster in rows]))
    return of_sums(sums, _alpha, len(rows))


def _sums(sets: Sequence[frozenset]) -> tuple[float, float, float, int]:
    """How many sets, their distances over ordered pairs / (sets - 1), what these fall short of 1 by, empty sets.

    Pairs of empty sets are no part of the shortfall: they are counted with those of other samples.
    """
    distances = 2 * sum(masi_distance(one, other) for one, other in combinations(sets, 2))
    number, empty = len(sets), sum(not one for one in sets)
    return number, distances / (number - 1), number * (number - 1) - distances - empty * (empty - 1), empty


def _alpha(sums: np.ndarray) -> np.ndarray:
    number, observed, nearness, empty = np.moveaxis(sums, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = 1 - (nearness + empty * (empty - 1)) / (number * (number - 1))
        return np.where(np.isclose(expected, 0), np.nan, 1 - observed / number / expected)
