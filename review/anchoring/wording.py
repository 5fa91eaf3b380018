"""Puts the anchoring report into words, and into plain values for the command and the API."""

from dataclasses import asdict, dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from inference.judges.intervals import Estimate
from review.anchoring.figures import Comparison
from review.anchoring.reports import COMPARABLE, OWN, SAME, AnchoringReport, Part

TITLES = {
    OWN: _("The same people before and after they saw the draft"),
    SAME: _("On the same samples: blind lists and other people's lists with the draft"),
    COMPARABLE: _("On comparable samples: the same emotion and split"),
}
ARMS = {
    OWN: (_("Before the draft"), _("After the draft")),
    SAME: (_("Blind"), _("With the draft")),
    COMPARABLE: (_("Blind"), _("With the draft")),
}
NAMES = {
    "f1": _("F1 of list and draft"),
    "recall": _("Recall of the draft"),
    "precision": _("Precision of the draft"),
    "triggers": _("Triggers per list"),
    "from_draft": _("Final triggers from the draft"),
}
MEANINGS = {
    "f1": _("list and draft matched one to one by meaning"),
    "recall": _("the share of a list's triggers that the draft has too"),
    "precision": _("the share of the draft's triggers that the list has too"),
    "triggers": _("how many triggers a person names"),
    "from_draft": _("the share of the final list that was accepted or edited from the draft"),
}
NUMBERS = ("triggers",)  # all others are shares


@dataclass(frozen=True, slots=True)
class Line:
    """One measure in words; a value is empty where there is nothing to compute it from."""

    name: str
    meaning: str
    blind: str
    assisted: str
    difference: str
    interval: str


def lines(part: Part) -> list[Line]:
    """The measures of a part in words."""
    return [_line(one) for one in part.comparisons]


def _line(one: Comparison) -> Line:
    return Line(
        NAMES[one.measure],
        MEANINGS[one.measure],
        _number(one.measure, one.blind and one.blind.value),
        _number(one.measure, one.assisted and one.assisted.value),
        _number(one.measure, one.difference and one.difference.value, signed=True),
        _interval(one.measure, one.difference),
    )


def _number(measure: str, value: float | None, *, signed: bool = False) -> str:
    """Shares in percent; a difference (`signed`) of them in percentage points, without a sign for percent."""
    if value is None:
        return ""
    text = number_format(value, 2) if measure in NUMBERS else number_format(100 * value, 1)
    if signed:
        return f"+{text}" if value > 0 else text
    return text if measure in NUMBERS else f"{text} %"


def _interval(measure: str, found: Estimate | None) -> str:
    if found is None or found.low is None:
        return ""
    return f"{_number(measure, found.low, signed=True)} – {_number(measure, found.high, signed=True)}"


def plain(report: AnchoringReport) -> dict:
    """The report as numbers: means of both arms and their difference with intervals, part by part."""
    return {
        "blind_reviews": report.blind,
        "assisted_reviews": report.assisted,
        "waiting": len(report.waiting),
        "parts": [
            {"name": part.name, "samples": part.samples, "measures": [asdict(one) for one in part.comparisons]}
            for part in report.parts
        ],
    }
