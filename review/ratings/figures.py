"""The arithmetic of quality ratings: means, spreads, and Krippendorff's alpha with bootstrap intervals. Pure NumPy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from review.agreement.coefficients import Coefficient, krippendorff_alpha

SCALE = 6  # scores 0 to 5

Scores = Sequence[Mapping[str, int]]  # of each item: rater -> score


@dataclass(frozen=True, slots=True)
class Spread:
    """Number, mean, sample standard deviation (n - 1; none for a single rating), lowest and highest."""

    number: int
    mean: float
    deviation: float | None
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Some items: each rater's spread (none: rated nothing), all ratings together, and how far raters agree.

    `mean_of_rater_means` counts every rater alike, `pooled.mean` every rating.
    """

    items: int
    raters: dict[str, Spread | None]
    pooled: Spread | None
    mean_of_rater_means: float | None
    ordinal: Coefficient
    interval: Coefficient


def figures(scores: Scores, raters: Sequence[str]) -> Figures:
    """The figures of these items."""
    by_rater = {rater: spread([one[rater] for one in scores if rater in one]) for rater in raters}
    means = [found.mean for found in by_rater.values() if found]
    counts = value_counts(scores)
    return Figures(
        len(scores),
        by_rater,
        spread([score for one in scores for score in one.values()]),
        float(np.mean(means)) if means else None,
        krippendorff_alpha(counts, "ordinal"),
        krippendorff_alpha(counts, "interval"),
    )


def paper_mean(groups: Sequence[Figures]) -> float | None:
    """The overall mean as the paper has it: the mean of the emotions' means of the raters' means."""
    means = [group.mean_of_rater_means for group in groups if group.mean_of_rater_means is not None]
    return float(np.mean(means)) if means else None


def spread(scores: Sequence[int]) -> Spread | None:
    """The spread of some ratings; none of nothing."""
    if not scores:
        return None
    deviation = float(np.std(scores, ddof=1)) if len(scores) > 1 else None
    return Spread(len(scores), float(np.mean(scores)), deviation, min(scores), max(scores))


def value_counts(scores: Scores) -> np.ndarray:
    """How many raters gave each score to each item, of the shape (items, SCALE)."""
    counts = np.zeros((len(scores), SCALE), dtype=np.int64)
    for place, one in enumerate(scores):
        np.add.at(counts[place], list(one.values()), 1)
    return counts
