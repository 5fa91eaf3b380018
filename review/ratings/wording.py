"""Puts the quality report into words and into plain values for JSON: never a number that is none."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from review.agreement.coefficients import LONELY, SAME, Coefficient
from review.models import RatingRound
from review.ratings.figures import Spread
from review.ratings.reports import Group, QualityReport

UNDEFINED = {
    LONELY: _("undefined: nothing was rated by two raters"),
    SAME: _("undefined: all ratings are the same"),
}
FINISH_FIRST = _("Rate the rest of the round first: nobody sees what others gave before having finished.")
MEANS = {
    "mean_as_in_the_paper": _("Mean as in the paper"),
    "plain_mean": _("Plain mean"),
}
MEANINGS = {
    "mean_as_in_the_paper": _("the mean of the emotions' means, each the mean of the raters' means"),
    "plain_mean": _("every rating counts alike"),
}


def plain(found: RatingRound, report: QualityReport) -> dict:
    """The report as plain values; a figure that is not defined is null, and beside it why."""
    pooled = report.overall.figures.pooled
    return {
        "round": found.name,
        "raters": [{"name": rater.name, "from_file": rater.is_file} for rater in report.raters],
        "mean_as_in_the_paper": report.paper_mean,
        "plain_mean": pooled.mean if pooled else None,
        "emotions": [_plain_group(report, group) for group in report.emotions],
        "overall": _plain_group(report, report.overall),
    }


def _plain_group(report: QualityReport, group: Group) -> dict:
    figures = group.figures
    return {
        "emotion": group.name,
        "samples": figures.items,
        "raters": [{"rater": rater.name} | plain_spread(figures.raters[rater.key]) for rater in report.raters],
        "all_ratings": plain_spread(figures.pooled),
        "mean_of_rater_means": figures.mean_of_rater_means,
        "alpha_ordinal": plain_coefficient(figures.ordinal),
        "alpha_interval": plain_coefficient(figures.interval),
    }


def plain_spread(spread: Spread | None) -> dict:
    """A spread as plain values; of nothing, number 0 and nulls."""
    if spread is None:
        return {"number": 0, "mean": None, "standard_deviation": None, "lowest": None, "highest": None}
    return {
        "number": spread.number,
        "mean": spread.mean,
        "standard_deviation": spread.deviation,
        "lowest": spread.lowest,
        "highest": spread.highest,
    }


def plain_coefficient(found: Coefficient) -> dict:
    """A coefficient as plain values."""
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "units": found.count,
        "undefined": str(UNDEFINED.get(found.undefined, "")),
    }


def number(value: float | None, places: int = 2) -> str:
    """A number in the reader's language; a dash for none."""
    return "–" if value is None else number_format(round(value, places), places)


def alpha_words(found: Coefficient) -> str:
    """A coefficient with its interval, or why there is none."""
    if found.undefined:
        return str(UNDEFINED[found.undefined])
    spread = f" [{number(found.low)} – {number(found.high)}]" if found.low is not None else ""
    return f"{number(found.value)}{spread}"


def spread_words(spread: Spread | None) -> str:
    """A spread on one line."""
    if spread is None:
        return "–"
    return f"{number(spread.mean)} ± {number(spread.deviation)} ({spread.lowest} – {spread.highest})"


@dataclass(frozen=True, slots=True)
class Cell:
    """A mean with its spread and number in words."""

    value: str
    spread: str
    number: int


@dataclass(frozen=True, slots=True)
class Row:
    """One emotion, or all: each rater's cell, all ratings, the mean of the raters' means, and both alphas."""

    name: str
    samples: int
    raters: list[Cell]
    pooled: Cell
    mean_of_rater_means: str
    alphas: list[Coefficient]


def table(report: QualityReport) -> list[Row]:
    """The report as rows of a table, all items last."""
    return [
        Row(
            group.name,
            group.figures.items,
            [_cell(group.figures.raters[rater.key]) for rater in report.raters],
            _cell(group.figures.pooled),
            number(group.figures.mean_of_rater_means),
            [group.figures.ordinal, group.figures.interval],
        )
        for group in report.groups
    ]


def headlines(report: QualityReport) -> list[tuple[str, str, str]]:
    """Name, meaning and value of both overall means."""
    pooled = report.overall.figures.pooled
    values = {"mean_as_in_the_paper": report.paper_mean, "plain_mean": pooled.mean if pooled else None}
    return [(MEANS[key], MEANINGS[key], number(values[key])) for key in MEANS]


def _cell(spread: Spread | None) -> Cell:
    if spread is None:
        return Cell("", "", 0)
    deviation = f"± {number(spread.deviation)}, " if spread.deviation is not None else ""
    return Cell(number(spread.mean), f"{deviation}{spread.lowest} – {spread.highest}", spread.number)
