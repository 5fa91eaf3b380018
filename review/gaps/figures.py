"""The arithmetic of the gap: ratios of sums with 95 % intervals from a bootstrap clustered by image. Pure NumPy.

Triggers of one picture are not independent (perspectives share it, one person judges them together), so whole pictures
are drawn, not triggers. Pictures that have the same sums are interchangeable: drawing n pictures with replacement is
drawing how often each distinct pair of sums occurs, a multinomial, which costs the same at 100 and at 100,000 pictures.
"""

from dataclasses import dataclass

import numpy as np

from review.states import AddReason, RejectReason

REJECTED = tuple(reason.value for reason in RejectReason)
ADDED = tuple(reason.value for reason in AddReason)
MEASURES = ("reviews", "accept", "edit", *REJECTED, *ADDED, "words", "change")
DRAFTED = ("accept", "edit", *REJECTED)
FINAL = ("accept", "edit", *ADDED)

REPLICATES = 2000
SEED = 20250410
FEWEST = 5  # pictures: a bootstrap over fewer gives an interval that says nothing, and says it with confidence
LEVELS = (0.025, 0.975)
AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Definition:
    """A figure: the sum of some measures over the sum of others."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


FIGURES = {
    "accepted": Definition(("accept",), DRAFTED),
    "edited": Definition(("edit",), DRAFTED),
    "rejected": Definition(REJECTED, DRAFTED),
    "added": Definition(ADDED, FINAL),
    "added_per_review": Definition(ADDED, ("reviews",)),
    "precision_strict": Definition(("accept",), DRAFTED),
    "precision": Definition(("accept", "edit"), DRAFTED),
    "recall_strict": Definition(("accept",), FINAL),
    "recall": Definition(("accept", "edit"), FINAL),
    "edit_words": Definition(("words",), ("edit",)),
    "edit_change": Definition(("change",), ("edit",)),
    **{f"rejected_{reason}": Definition((reason,), DRAFTED) for reason in REJECTED},
    **{f"added_{reason}": Definition((reason,), FINAL) for reason in ADDED},
}


@dataclass(frozen=True)
class Estimate:
    """A figure's value, its interval (none from fewer than FEWEST pictures), and what it is a share of."""

    value: float
    low: float | None
    high: float | None
    count: int
    images: int


@dataclass(frozen=True)
class Columns:
    """Long columns of equal length: a picture, a sample, the index of a measure in MEASURES, its amount."""

    image: np.ndarray
    sample: np.ndarray
    measure: np.ndarray
    amount: np.ndarray

    def where(self, chosen: np.ndarray) -> "Columns":
        """The rows that a mask chooses."""
        return Columns(self.image[chosen], self.sample[chosen], self.measure[chosen], self.amount[chosen])


def sums_by_image(columns: Columns) -> np.ndarray:
    """The sum of each measure over each picture, of the shape (measures, pictures)."""
    images, place = np.unique(columns.image, return_inverse=True)
    cells = columns.measure * len(images) + place
    sums = np.bincount(cells, weights=columns.amount, minlength=len(MEASURES) * len(images))
    return sums.reshape(len(MEASURES), len(images))


def figures(columns: Columns, names) -> dict[str, Estimate | None]:
    """The named figures; none where the denominator is nothing."""
    sums = sums_by_image(columns)
    return {
        name: estimate(_total(sums, FIGURES[name].numerator), _total(sums, FIGURES[name].denominator)) for name in names
    }


def estimate(numerator: np.ndarray, denominator: np.ndarray) -> Estimate | None:
    """The ratio of two sums over pictures, each array with one number a picture.

    Only pictures that have something in the denominator are drawn.
    """
    drawn = denominator > 0
    numerator, denominator = numerator[drawn], denominator[drawn]
    if not len(denominator):
        return None
    value, count = float(numerator.sum() / denominator.sum()), int(denominator.sum())
    low, high = interval(numerator, denominator) if len(denominator) >= FEWEST else (None, None)
    return Estimate(value, low, high, count, len(denominator))


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


def _total(sums: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    return sums[[MEASURES.index(name) for name in names]].sum(axis=0)
