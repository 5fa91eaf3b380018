"""How far a judge agrees with people: Cohen's kappa, true-positive and true-negative rate. Pure NumPy.

The pairs are a sample stratified on one judge's verdicts, so each pair stands for (pairs of its stratum) / (checked
pairs of its stratum): inverse-probability weights, also for other judges on the same pairs. Intervals are of a
bootstrap that draws whole pictures within each stratum and weights each draw back to the stratum's size.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from inference.judges.intervals import FEWEST, LEVELS, REPLICATES, SEED, Estimate

CELLS = 5  # (judge, person): not-not, not-found, found-not, found-found; and pairs that the judge said nothing of
NEITHER, PERSON_ONLY, JUDGE_ONLY, BOTH, SILENT = range(CELLS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's verdict on a pair beside a judge's (None: it said nothing); `share` is 1 / persons of the pair."""

    image: str
    stratum: bool
    judged: bool | None
    person: bool
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Over `pairs` checked pairs; a figure is none where nothing is known of a stratum, or it divides by nothing."""

    pairs: int
    kappa: Estimate | None
    true_positive: Estimate | None
    true_negative: Estimate | None


def accuracy(verdicts: Iterable[Verdict], sizes: Mapping[bool, int]) -> Accuracy:
    """The judge's figures; `sizes` are the numbers of all pairs of each stratum."""
    verdicts, names = list(verdicts), [name for name in sizes if sizes[name]]
    told = [one for one in verdicts if one.judged is not None]
    strata = [sums_by_picture([one for one in verdicts if one.stratum == name]) for name in names]
    pairs = _pairs(told)
    if not strata or not all(len(sums) for sums in strata):
        return Accuracy(pairs, None, None, None)
    totals = np.array([sizes[name] for name in names], dtype=float)
    values = rates(weighted([sums.sum(axis=0) for sums in strata], totals))
    intervals = _intervals(strata, totals)
    of = (told, [one for one in told if one.person], [one for one in told if not one.person])
    figures = [_estimate(*found) for found in zip(values, intervals, of, strict=True)]
    return Accuracy(pairs, *figures)


def sums_by_picture(verdicts: list[Verdict]) -> np.ndarray:
    """How many pairs of each picture fall into each cell, of the shape (pictures, CELLS)."""
    images, place = np.unique([one.image for one in verdicts], return_inverse=True)
    cells = [SILENT if one.judged is None else 2 * one.judged + one.person for one in verdicts]
    flat = np.asarray(place, dtype=int) * CELLS + np.array(cells, dtype=int)
    shares = [one.share for one in verdicts]
    return np.bincount(flat, weights=shares, minlength=len(images) * CELLS).reshape(len(images), CELLS)


def weighted(strata: Sequence[np.ndarray], totals: np.ndarray) -> np.ndarray:
    """The cells (…, 4) of all pairs, estimated from those of each stratum, each (…, CELLS), and its total."""
    parts = [total * sums / sums.sum(axis=-1, keepdims=True) for total, sums in zip(totals, strata, strict=True)]
    return np.sum(parts, axis=0)[..., :SILENT]


def rates(cells: np.ndarray) -> np.ndarray:
    """Kappa, true-positive and true-negative rate, of the shape (3, …), of tables (…, 4); NaN where undefined.

    Cohen's kappa is (observed - expected) / (1 - expected agreement), expected from both margins (Cohen 1960).
    """
    neither, person_only, judge_only, both = np.moveaxis(cells, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = cells.sum(axis=-1)
        observed = (neither + both) / total
        judge, person = (judge_only + both) / total, (person_only + both) / total
        expected = judge * person + (1 - judge) * (1 - person)
        kappa = np.where(np.isclose(expected, 1), np.nan, (observed - expected) / (1 - expected))
        return np.stack([kappa, both / (both + person_only), neither / (neither + judge_only)])


def _intervals(strata: list[np.ndarray], totals: np.ndarray) -> list[tuple[float, float] | None]:
    """The percentile intervals of the three rates; none where a stratum has fewer than FEWEST pictures."""
    if min((sums[:, :SILENT].sum(axis=1) > 0).sum() for sums in strata) < FEWEST:
        return [None] * 3
    generator = np.random.default_rng(SEED)
    drawn = []
    for sums in strata:
        times = generator.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=REPLICATES)
        drawn.append(times @ sums)
    known = [each[np.isfinite(each)] for each in rates(weighted(drawn, totals))]
    return [tuple(map(float, np.quantile(each, LEVELS))) if len(each) else None for each in known]


def _pairs(verdicts: list[Verdict]) -> int:
    return round(sum(one.share for one in verdicts))


def _estimate(value: float, interval: tuple[float, float] | None, of: list[Verdict]) -> Estimate | None:
    """A figure with what it is a share of; without interval where no draw differs from another, as at 0 and 1.

    What is uncertain there hangs on how many pairs were checked in each stratum, of which the rate says nothing.
    """
    if not np.isfinite(value):
        return None
    low, high = interval if interval and not np.isclose(*interval, rtol=0, atol=1e-12) else (None, None)
    return Estimate(float(value), low, high, _pairs(of), len({one.image for one in of}))
