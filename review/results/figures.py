"""The arithmetic of results: means over samples with intervals clustered by picture, and paired differences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from inference.judges.intervals import Estimate, mean_by_image, ratio_by_image
from review.results.rows import Row


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of a run's predictions; only scored ones take part in means."""

    samples: int
    scored: int
    unreadable: int
    unscorable: int
    failed: int
    waiting: int


def mean_score(rows: Iterable[Row]) -> Estimate | None:
    """The mean score over samples; none where nothing is scored."""
    scored = [row for row in rows if row.score is not None]
    return mean_by_image([row.image for row in scored], [row.score for row in scored], is_share=True)


def precision(rows: Iterable[Row]) -> Estimate | None:
    """Statements that name a trigger over all statements, summed over samples; none for judges that count none."""
    stated = [row for row in rows if row.stated is not None and row.correct is not None]
    images = [row.image for row in stated]
    return ratio_by_image(images, [row.correct for row in stated], [row.stated for row in stated], is_share=True)


def mean_f1(rows: Iterable[Row], totals: dict[int, int]) -> float | None:
    """The mean over samples of the harmonic mean of recall and precision; `totals` are triggers by item."""
    stated = [row for row in rows if row.stated is not None and row.correct is not None]
    if not stated:
        return None
    return float(np.mean([2 * row.correct / (totals[row.item] + row.stated) if row.correct else 0.0 for row in stated]))


def difference(ours: Iterable[Row], theirs: Iterable[Row]) -> Estimate | None:
    """The mean difference of scores on the samples that both have; pictures are drawn, so both get the same draws."""
    known = {row.item: row.score for row in theirs if row.score is not None}
    pairs = [(row.image, row.score - known[row.item]) for row in ours if row.score is not None and row.item in known]
    return mean_by_image([image for image, _score in pairs], [score for _image, score in pairs])


def counted(rows: Sequence[Row]) -> Counted:
    """How many of a run's predictions are scored, and what became of the others."""
    return Counted(
        samples=len(rows),
        scored=sum(row.score is not None for row in rows),
        unreadable=sum(row.judged == "unreadable" for row in rows),
        unscorable=sum(row.judged == "done" and row.score is None for row in rows),
        failed=sum(row.predicted in ("failed", "cancelled") or row.judged in ("failed", "cancelled") for row in rows),
        waiting=sum(row.predicted == "pending" or (row.predicted == "done" and row.judged in ("", "pending"))
                    for row in rows),
    )  # fmt: skip
