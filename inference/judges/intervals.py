"""Ratios of sums with 95 % intervals from a bootstrap clustered by image. Pure NumPy.

What is said of one picture is not independent (perspectives share it, one person judges it all), so whole pictures are
drawn. Pictures that have the same sums are interchangeable: drawing n pictures with replacement is drawing how often
each distinct pair of sums occurs, a multinomial, which costs the same at 100 and at 100,000 pictures.

Where every picture says 0 %, or every one 100 %, all draws are alike and a bootstrap has no width, which is no
certainty: shares then have the exact interval at the number of pictures. That is exact for the share of pictures, and
an approximation for shares pooled over what is in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

REPLICATES = 2000
SEED = 20250410
FEWEST = 5  # pictures: a bootstrap over fewer gives an interval that says nothing, and says it with confidence
LEVELS = (0.025, 0.975)
AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Estimate:
    """A figure's value, its interval (none from fewer than FEWEST pictures), and what it is a share of."""

    value: float
    low: float | None
    high: float | None
    count: int
    images: int


def mean_by_image(images: Sequence[str], values: Sequence[float], *, is_share: bool = False) -> Estimate | None:
    """The mean of values, each of a picture; none where there are none. `is_share`: they lie between 0 and 1."""
    return ratio_by_image(images, values, [1.0] * len(values), is_share=is_share)


def ratio_by_image(
    images: Sequence[str], over: Sequence[float], under: Sequence[float], *, is_share: bool = False
) -> Estimate | None:
    """The ratio of two sums over rows, each of a picture, with an interval over whole pictures."""
    if not len(images):
        return None
    _names, place = np.unique(images, return_inverse=True)
    return estimate(np.bincount(place, weights=over), np.bincount(place, weights=under), is_share=is_share)


def estimate(numerator: np.ndarray, denominator: np.ndarray, *, is_share: bool = False) -> Estimate | None:
    """The ratio of two sums over pictures, each array with one number a picture.

    Only pictures that have something in the denominator are drawn.
    """
    drawn = denominator > 0
    numerator, denominator = numerator[drawn], denominator[drawn]
    if not len(denominator):
        return None
    value, count = float(numerator.sum() / denominator.sum()), int(denominator.sum())
    if len(denominator) < FEWEST:
        return Estimate(value, None, None, count, len(denominator))
    at_end = exact_at_end(value, len(denominator)) if is_share else None
    low, high = at_end or interval(numerator, denominator)
    return Estimate(value, low, high, count, len(denominator))


def exact_at_end(share: float, pictures: int) -> tuple[float, float] | None:
    """The 95 % interval of Clopper and Pearson (1934) of a share of 0 or 1 in so many pictures; none of any other.

    It counts pictures, not what is in them: 0 of n has the upper end 1 - 0.025^(1/n), n of n the lower end 0.025^(1/n).
    A mean of one value from 0 to 1 a picture is at most the share of pictures that have any, so the end holds for it
    too. For a pooled share, in which pictures weigh by what is in them, it is the share of pictures' interval, taken as
    an approximation.
    """
    end = LEVELS[0] ** (1 / pictures)
    if np.isclose(share, 0, rtol=0, atol=1e-12):
        return 0.0, 1 - end
    return (end, 1.0) if np.isclose(share, 1, rtol=0, atol=1e-12) else None


def interval(numerator: np.ndarray, denominator: np.ndarray) -> tuple[float, float]:
    """The percentile interval of the ratio of sums when pictures are drawn with replacement."""
    pairs, occurrences = _distinct(numerator, denominator)
    shares = occurrences / occurrences.sum()
    generator = np.random.default_rng(SEED)
    ratios = []
    while len(ratios) < REPLICATES:
        size = min(REPLICATES - len(ratios), max(1, AT_ONCE // len(shares)))
        over, under = (generator.multinomial(len(numerator), shares, size=size) @ pairs).T
        ratios.extend(over / under)
    low, high = np.quantile(ratios, LEVELS)
    return float(low), float(high)


def _distinct(numerator: np.ndarray, denominator: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct pairs, of the shape (pairs, 2), and how often each occurs."""
    over, over_place = np.unique(numerator, return_inverse=True)
    under, under_place = np.unique(denominator, return_inverse=True)
    cells, occurrences = np.unique(over_place * len(under) + under_place, return_counts=True)
    return np.stack([over[cells // len(under)], under[cells % len(under)]], axis=1), occurrences
