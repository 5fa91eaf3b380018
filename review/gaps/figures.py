"""The arithmetic of the gap: ratios of sums with 95 % intervals from a bootstrap clustered by image. Pure NumPy."""

from dataclasses import dataclass

import numpy as np

from inference.judges.intervals import Estimate, estimate
from review.states import AddReason, RejectReason

REJECTED = tuple(reason.value for reason in RejectReason)
ADDED = tuple(reason.value for reason in AddReason if reason != AddReason.BEFORE_DRAFT)  # of the blind arm
MEASURES = ("reviews", "accept", "edit", *REJECTED, *ADDED, "words", "change")
DRAFTED = ("accept", "edit", *REJECTED)
FINAL = ("accept", "edit", *ADDED)


@dataclass(frozen=True)
class Definition:
    """A figure: the sum of some measures over the sum of others; a share lies between 0 and 1."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    is_share: bool = True


FIGURES = {
    "accepted": Definition(("accept",), DRAFTED),
    "edited": Definition(("edit",), DRAFTED),
    "rejected": Definition(REJECTED, DRAFTED),
    "added": Definition(ADDED, FINAL),
    "added_per_review": Definition(ADDED, ("reviews",), is_share=False),
    "precision_strict": Definition(("accept",), DRAFTED),
    "precision": Definition(("accept", "edit"), DRAFTED),
    "recall_strict": Definition(("accept",), FINAL),
    "recall": Definition(("accept", "edit"), FINAL),
    "edit_words": Definition(("words",), ("edit",), is_share=False),
    "edit_change": Definition(("change",), ("edit",)),
    **{f"rejected_{reason}": Definition((reason,), DRAFTED) for reason in REJECTED},
    **{f"added_{reason}": Definition((reason,), FINAL) for reason in ADDED},
}


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
    return {name: _figure(sums, FIGURES[name]) for name in names}


def _figure(sums: np.ndarray, wanted: Definition) -> Estimate | None:
    over, under = _total(sums, wanted.numerator), _total(sums, wanted.denominator)
    return estimate(over, under, is_share=wanted.is_share)


def _total(sums: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    return sums[[MEASURES.index(name) for name in names]].sum(axis=0)
