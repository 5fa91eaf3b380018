"""Means of two arms and their difference, with intervals over whole pictures. Pure NumPy."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from inference.judges.intervals import (
    AT_ONCE,
    FEWEST,
    LEVELS,
    REPLICATES,
    SEED,
    Estimate,
    exact_at_end,
    mean_by_image,
)

COUNTS = ("triggers",)  # measures that are no share: they have no end at 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure in both arms; `difference` is assisted less blind. None where an arm has nothing."""

    measure: str
    blind: Estimate | None
    assisted: Estimate | None
    difference: Estimate | None


def paired(measure: str, images: Sequence[int], blind: Sequence[float], assisted: Sequence[float]) -> Comparison:
    """Means over rows that have a value in either arm, and the mean of their differences."""
    means = (mean_by_image(images, values, is_share=measure not in COUNTS) for values in (blind, assisted))
    return Comparison(measure, *means, mean_by_image(images, np.subtract(assisted, blind)))


def standardised(
    measure: str, images: Sequence[int], strata: Sequence[Hashable], is_blind: Sequence[bool], values: Sequence[float]
) -> Comparison:
    """Means of rows that share no sample: the assisted ones weighted as the blind ones lie over the strata.

    Direct standardisation: the assisted mean is the sum over strata of the blind rows' share of the stratum times the
    assisted mean in it. Strata without rows of both arms are left out.
    """
    sums, numbers = _by_picture(images, strata, is_blind, values)
    both = numbers.sum(axis=0).all(axis=-1)
    sums, numbers = sums[:, both], numbers[:, both]
    there = numbers.any(axis=(1, 2))
    sums, numbers = sums[there], numbers[there]
    if not len(sums):
        return Comparison(measure, None, None, None)
    drawn = _draws(sums, numbers) if len(sums) >= FEWEST else None
    at = _means(sums.sum(axis=0), numbers.sum(axis=0))
    counts = numbers.sum(axis=(0, 1))
    found = [
        _estimate(at[place], None if drawn is None else drawn[place], int(count), len(sums))
        for place, count in enumerate((*counts, counts.sum()))
    ]
    if drawn is not None and measure not in COUNTS:
        found[:2] = [_with_width(one, numbers, arm) for arm, one in enumerate(found[:2])]
    return Comparison(measure, *found)


def _by_picture(images, strata, is_blind, values) -> tuple[np.ndarray, np.ndarray]:
    """Sums of values and numbers of rows, both of the shape (pictures, strata, arms); the blind arm is the first."""
    _images, image = np.unique(np.asarray(images, dtype=np.int64), return_inverse=True)
    places: dict[Hashable, int] = {}
    stratum = np.array([places.setdefault(name, len(places)) for name in strata], dtype=np.int64)
    arm = 1 - np.asarray(is_blind, dtype=np.int64)
    shape = (len(_images), len(places), 2)
    cells = np.ravel_multi_index((image, stratum, arm), shape) if len(image) else image
    size = int(np.prod(shape))
    sums = np.bincount(cells, weights=np.asarray(values, dtype=np.float64), minlength=size)
    return sums.reshape(shape), np.bincount(cells, minlength=size).reshape(shape).astype(np.float64)


def _means(sums: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Blind mean, standardised assisted mean and their difference from sums of the shape (…, strata, arms)."""
    both = (numbers > 0).all(axis=-1)
    means = np.divide(sums, numbers, out=np.zeros_like(sums), where=numbers > 0)
    weights = np.where(both, numbers[..., 0], 0.0)
    blind, assisted = (np.sum(means[..., arm] * weights, axis=-1) / weights.sum(axis=-1) for arm in (0, 1))
    return np.stack([blind, assisted, assisted - blind])


def _draws(sums: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """The three figures of REPLICATES drawings of pictures with replacement; nan where a drawing has no stratum."""
    pictures, *shape = sums.shape
    flat = np.concatenate([sums.reshape(pictures, -1), numbers.reshape(pictures, -1)], axis=1)
    generator = np.random.default_rng(SEED)
    shares, parts, left = np.full(pictures, 1 / pictures), [], REPLICATES
    while left:
        size = min(left, max(1, AT_ONCE // pictures))
        drawn = generator.multinomial(pictures, shares, size=size) @ flat
        halves = (half.reshape(size, *shape) for half in np.split(drawn, 2, axis=1))
        with np.errstate(invalid="ignore", divide="ignore"):
            parts.append(_means(*halves))
        left -= size
    return np.concatenate(parts, axis=1)


def _with_width(found: Estimate, numbers: np.ndarray, arm: int) -> Estimate:
    """The mean of a share in one arm; at 0 or 1 with the exact interval at the number of the arm's pictures."""
    at_end = exact_at_end(found.value, int(numbers[..., arm].any(axis=-1).sum()))
    return replace(found, low=at_end[0], high=at_end[1]) if at_end else found


def _estimate(value: float, drawn: np.ndarray | None, count: int, images: int) -> Estimate:
    if drawn is None:
        return Estimate(float(value), None, None, count, images)
    low, high = np.nanquantile(drawn, LEVELS)
    return Estimate(float(value), float(low), float(high), count, images)
