"""Puts the gap report into words: names and definitions of figures, numbers as text, rows for CSV and JSON."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from review.gaps.figures import ADDED, DRAFTED, FIGURES, FINAL, REJECTED, Estimate
from review.gaps.reports import GROUP_FIGURES, Group, Report
from review.states import AddReason, RejectReason

NAMES = {
    "accepted": _("Accepted"),
    "edited": _("Edited"),
    "rejected": _("Rejected"),
    "added": _("Added"),
    "added_per_review": _("Added per review"),
    "precision_strict": _("Precision, strict"),
    "precision": _("Precision"),
    "recall_strict": _("Recall, strict"),
    "recall": _("Recall"),
    "edit_words": _("Words changed"),
    "edit_change": _("Share of words changed"),
    **{f"rejected_{reason}": RejectReason(reason).label for reason in REJECTED},
    **{f"added_{reason}": AddReason(reason).label for reason in ADDED},
}
MEANINGS = {
    "accepted": _("kept as drafted"),
    "edited": _("kept with other words"),
    "rejected": _("taken out, for one of the reasons below"),
    "added": _("final triggers that no draft had"),
    "added_per_review": _("triggers that a person had to add to one sample"),
    "precision_strict": _("drafted triggers that people kept as they were"),
    "precision": _("drafted triggers that people kept, edited or not"),
    "recall_strict": _("final triggers that the draft had in the same words"),
    "recall": _("final triggers that came from the draft, edited or not"),
    "edit_words": _("words put in, taken out or replaced in an edited trigger"),
    "edit_change": _("the same, over the words of the longer text"),
}
SECTIONS = [
    (_("What became of drafted triggers"), ("accepted", "edited", "rejected", *(f"rejected_{r}" for r in REJECTED))),
    (_("What people added"), ("added", *(f"added_{reason}" for reason in ADDED), "added_per_review")),
    (_("Drafts against final labels"), ("precision_strict", "precision", "recall_strict", "recall")),
    (_("How much was edited"), ("edit_words", "edit_change")),
]
HEADLINES = ("accepted", "precision", "recall", "added", "edit_words")
NUMBERS = ("added_per_review", "edit_words")  # all others are shares
UNITS = {
    DRAFTED: _("drafted triggers"),
    FINAL: _("final triggers"),
    ("reviews",): _("reviews"),
    ("edit",): _("edited triggers"),
}


@dataclass(frozen=True)
class Line:
    """One figure in words; value and interval are empty where there is nothing to compute them from."""

    key: str
    name: str
    meaning: str
    value: str
    interval: str
    count: str
    unit: str
    images: int

    @property
    def is_reason(self) -> bool:
        """Whether it is a part of the figure above it."""
        return self.key not in MEANINGS


def line(key: str, estimate: Estimate | None) -> Line:
    """A figure in words."""
    value, interval = (_number(key, estimate.value), _interval(key, estimate)) if estimate else ("", "")
    count = number_format(estimate.count, force_grouping=True) if estimate else "0"
    unit, images = UNITS[FIGURES[key].denominator], estimate.images if estimate else 0
    return Line(key, NAMES[key], MEANINGS.get(key, ""), value, interval, count, unit, images)


def headlines(report: Report) -> list[Line]:
    """The figures that the page opens with, where there are any."""
    lines = [line(key, report.total.figures[key]) for key in HEADLINES]
    return [found for found in lines if found.value]


def sections(report: Report) -> list[tuple[str, list[Line]]]:
    """All figures of the whole, under their headings."""
    return [(title, [line(key, report.total.figures[key]) for key in keys]) for title, keys in SECTIONS]


def group_lines(group: Group) -> list[Line]:
    """The figures of one group, in the order of GROUP_FIGURES."""
    return [line(key, group.figures[key]) for key in GROUP_FIGURES]


def plain_rows(report: Report) -> Iterator[dict]:
    """Every figure of the report as numbers, one mapping a figure."""
    yield from _plain_group("all", report.total)
    for dimension in report.dimensions:
        for group in dimension.groups:
            yield from _plain_group(dimension.name, group)


def _plain_group(dimension: str, group: Group) -> Iterator[dict]:
    for key, estimate in group.figures.items():
        yield {
            "by": dimension,
            "group": group.label,
            "samples": group.samples,
            "figure": key,
            "value": estimate and estimate.value,
            "low": estimate and estimate.low,
            "high": estimate and estimate.high,
            "of": estimate.count if estimate else 0,
            "images": estimate.images if estimate else 0,
            "scripted": group.is_scripted,
        }


def _number(key: str, value: float) -> str:
    return _rounded(value, 2) if key in NUMBERS else f"{_rounded(100 * value, 1)} %"


def _interval(key: str, estimate: Estimate) -> str:
    if estimate.low is None:
        return ""
    if key in NUMBERS:
        return f"{_rounded(estimate.low, 2)} – {_rounded(estimate.high, 2)}"
    return f"{_rounded(100 * estimate.low, 1)} – {_rounded(100 * estimate.high, 1)} %"


def _rounded(value: float, places: int) -> str:
    """The number in the reader's language; Django's formatting alone would cut digits off."""
    return number_format(round(value, places), places)
