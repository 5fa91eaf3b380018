"""Coefficients of agreement with 95 % intervals from a bootstrap that draws whole clusters. Pure NumPy.

A cluster is what is drawn with replacement: an item, or a picture with all that was decided about it. Every coefficient
is a function of sums over clusters, so that a draw is a weighted sum; clusters with the same sums are interchangeable.
"""

from collections.abc import Callable
from dataclasses import dataclass

import krippendorff
import numpy as np

from inference.judges.intervals import AT_ONCE, FEWEST, LEVELS, REPLICATES, SEED

LONELY, SAME = "lonely", "same"  # why there is no figure: nothing was judged twice; everything was judged alike


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient over `count` units that two or more judged, in `clusters` clusters; no value: `undefined` is why.

    No interval from fewer than FEWEST clusters.
    """

    value: float | None
    low: float | None
    high: float | None
    count: int
    clusters: int
    undefined: str = ""


def krippendorff_alpha(counts: np.ndarray, level: str, clusters: np.ndarray | None = None) -> Coefficient:
    """Krippendorff's alpha (2011) of counts (units, values): how many judged each unit to be each value.

    `level` is nominal, ordinal or interval (values 0, 1, 2 …). The value is the library's; the interval draws clusters
    (the units themselves where none are given).
    """
    clusters = np.arange(len(counts)) if clusters is None else clusters
    judged = counts.sum(axis=1) > 1
    counts, clusters = counts[judged], clusters[judged]
    seen = counts.any(axis=0)
    if seen.sum() < 2:
        return _without(len(counts), clusters)
    value = float(krippendorff.alpha(value_counts=counts, level_of_measurement=level))
    sums = sums_by_cluster(coincidences(counts).reshape(len(counts), -1), clusters)
    return _with(value, sums, lambda drawn: alpha_of_coincidences(drawn, level), len(counts))


def of_sums(sums: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray], count: int) -> Coefficient:
    """The statistic of sums (clusters, k) over `count` units, with its interval."""
    return _with(float(statistic(sums.sum(axis=0))), sums, statistic, count)


def coincidences(counts: np.ndarray) -> np.ndarray:
    """Each unit's share of the coincidence matrix, of the shape (units, values, values)."""
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1])
    return pairs / (counts.sum(axis=1) - 1)[:, None, None]


def alpha_of_coincidences(flat: np.ndarray, level: str) -> np.ndarray:
    """Alpha of flat coincidence matrices (…, values * values); NaN where all values are the same."""
    size = round(flat.shape[-1] ** 0.5)
    matrix = flat.reshape(*flat.shape[:-1], size, size)
    totals = matrix.sum(axis=-1)
    distance = _distances(totals, level)
    number = totals.sum(axis=-1)
    observed = (matrix * distance).sum(axis=(-2, -1))
    expected = (totals[..., :, None] * totals[..., None, :] * distance).sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1 - (number - 1) * observed / expected


def _distances(totals: np.ndarray, level: str) -> np.ndarray:
    """The squared distances of the values (…, values, values), from how often each occurs (…, values)."""
    size = totals.shape[-1]
    steps = np.arange(size)
    if level == "nominal":
        return 1.0 - np.eye(size)
    if level == "interval":
        return (steps[:, None] - steps[None, :]).astype(float) ** 2
    middles = np.cumsum(totals, axis=-1) - totals / 2
    return (middles[..., :, None] - middles[..., None, :]) ** 2


def cohen_kappa(tables: np.ndarray, clusters: np.ndarray) -> Coefficient:
    """Cohen's kappa (1960) of tables (units, values, values): what the one said of each unit beside the other."""
    if not len(tables):
        return _without(0, clusters)
    sums = sums_by_cluster(tables.reshape(len(tables), -1).astype(float), clusters)
    return of_sums(sums, _kappa, len(tables))


def _kappa(flat: np.ndarray) -> np.ndarray:
    size = round(flat.shape[-1] ** 0.5)
    table = flat.reshape(*flat.shape[:-1], size, size)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = table / table.sum(axis=(-2, -1), keepdims=True)
        observed = np.trace(shares, axis1=-2, axis2=-1)
        expected = (shares.sum(axis=-1) * shares.sum(axis=-2)).sum(axis=-1)
        return _chance_corrected(observed, expected)


def fleiss_kappa(counts: np.ndarray, clusters: np.ndarray) -> Coefficient:
    """Fleiss' kappa (1971) of counts (units, values); units that fewer than two judged are left out.

    Where units were judged by different numbers, each counts alike: its share of agreeing pairs, its shares of values.
    """
    judged = counts.sum(axis=1) > 1
    counts, clusters = counts[judged].astype(float), clusters[judged]
    if not len(counts):
        return _without(0, clusters)
    number = counts.sum(axis=1)
    agreeing = (counts * (counts - 1)).sum(axis=1) / (number * (number - 1))
    parts = np.column_stack([np.ones(len(counts)), agreeing, counts / number[:, None]])
    sums = sums_by_cluster(parts, clusters)
    return of_sums(sums, _fleiss, len(counts))


def _fleiss(sums: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        units, agreeing, shares = sums[..., 0], sums[..., 1], sums[..., 2:]
        expected = ((shares / units[..., None]) ** 2).sum(axis=-1)
        return _chance_corrected(agreeing / units, expected)


def _chance_corrected(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return np.where(np.isclose(expected, 1), np.nan, (observed - expected) / (1 - expected))


def sums_by_cluster(parts: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """The sums of rows (units, k) over each cluster, of the shape (clusters, k)."""
    names, place = np.unique(clusters, return_inverse=True)
    sums = np.zeros((len(names), parts.shape[1]))
    np.add.at(sums, place, parts)
    return sums


def interval(sums: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]) -> tuple[float, float] | None:
    """The percentile interval of a statistic of sums when clusters are drawn; none from fewer than FEWEST.

    Draws in which the statistic is not defined are left out; so is the interval where that is most of them.
    """
    if len(sums) < FEWEST:
        return None
    distinct, occurrences = np.unique(sums, axis=0, return_counts=True)
    generator = np.random.default_rng(SEED)
    found: list[float] = []
    shares = occurrences / occurrences.sum()
    step = max(1, AT_ONCE // len(shares))
    for start in range(0, REPLICATES, step):
        size = min(step, REPLICATES - start)
        found.extend(statistic(generator.multinomial(len(sums), shares, size=size) @ distinct))
    known = np.array([value for value in found if np.isfinite(value)])
    if len(known) * 2 < REPLICATES:
        return None
    low, high = np.quantile(known, LEVELS)
    return float(low), float(high)


def _with(value: float, sums: np.ndarray, statistic, count: int) -> Coefficient:
    if not np.isfinite(value):
        return Coefficient(None, None, None, count, len(sums), SAME)
    low, high = interval(sums, statistic) or (None, None)
    return Coefficient(value, low, high, count, len(sums))


def _without(count: int, clusters: np.ndarray) -> Coefficient:
    return Coefficient(None, None, None, count, len(np.unique(clusters)), SAME if count else LONELY)
