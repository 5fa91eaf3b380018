"""Puts the agreement report into words and plain values, with people by name or, to their peers, by pseudonym."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.models import Benchmark
from annotation.permissions import Right, can
from inference.judges.intervals import Estimate
from review.agreement.coefficients import LONELY, SAME, Coefficient
from review.agreement.reports import ACCEPTS_ALL, COMPANIES, PEOPLE, AgreementReport, Group, Pair
from review.agreement.rows import ADJUDICATED, DRAFT

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COMPANY_NAMES = {
    PEOPLE: gettext_lazy("People among themselves"),
    DRAFT: gettext_lazy("With the model's draft"),
    ADJUDICATED: gettext_lazy("With the adjudicated label"),
}
UNDEFINED = {
    LONELY: gettext_lazy("undefined: two raters are needed"),
    SAME: gettext_lazy("undefined: all the same"),
    ACCEPTS_ALL: gettext_lazy("undefined: the draft keeps all that it wrote"),
}
FIGURE_NAMES = {
    "f1": gettext_lazy("F1 of lists"),
    "jaccard": gettext_lazy("Jaccard of lists"),
    "shared": gettext_lazy("Triggers that the other has too"),
    "masi": gettext_lazy("α of lists, MASI distance"),
    "nominal": gettext_lazy("α of verdicts, nominal"),
    "fleiss": gettext_lazy("Fleiss' κ of verdicts"),
}


MEANINGS = {
    "f1": gettext_lazy("two lists matched one to one by meaning, the mean over pairs"),
    "jaccard": gettext_lazy("shared meanings over all meanings of two lists, the mean over pairs"),
    "shared": gettext_lazy("of all triggers in pairs of lists"),
    "masi": gettext_lazy("Krippendorff's, over sets of meanings"),
    "nominal": gettext_lazy("Krippendorff's, over accept, edit and reject"),
    "fleiss": gettext_lazy("over accept, edit and reject"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A rater as a reader sees it: the key in the report, the word in addresses, the name, and whether it is them."""

    key: str
    slug: str
    name: str
    is_reader: bool = False


def named(benchmark: Benchmark, report: AgreementReport, reader=None) -> list[Named]:
    """The raters, people first; by name to who may export (and to nobody in particular: a command), else by letter."""
    people = sorted((key for key in report.raters if key.isdigit()), key=lambda key: _code(benchmark, key))
    names = {}
    if reader is None or can(reader, benchmark, Right.EXPORT):
        accounts = get_user_model().objects.filter(pk__in=people)
        names = {str(pk): username for pk, username in accounts.values_list("pk", "username")}
    found = []
    for place, key in enumerate(people, 1):
        name = names.get(key) or _("Reviewer %(letter)s") % {"letter": _letter(place)}
        found.append(Named(key, _code(benchmark, key), name, reader is not None and key == str(reader.pk)))
    return [*found, *(rater for rater in further_raters() if rater.key in report.raters)]


def further_raters() -> list[Named]:
    """The draft and the adjudicated label, whether or not there is one."""
    further = {DRAFT: _("Model's draft"), ADJUDICATED: _("Adjudicated label")}
    return [Named(key, key, name) for key, name in further.items()]


def _code(benchmark: Benchmark, key: str) -> str:
    """A word for a person that is found neither from the account's number nor from when it was made."""
    return salted_hmac(f"agreement {benchmark.pk}", key, algorithm="sha256").hexdigest()[:12]


def _letter(place: int) -> str:
    """A, B … Z, AA, AB …"""
    place, rest = divmod(place - 1, len(LETTERS))
    return (_letter(place) if place else "") + LETTERS[rest]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of two raters as plain values, none on the diagonal; `pair` are the words of their match table."""

    figure: dict | None
    pair: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """A row for each rater, with a cell for each of the raters of the columns."""

    columns: list[Named]
    rows: list[tuple[Named, list[Cell]]]

    def own(self) -> "Matrix":
        """The reader's row alone."""
        return Matrix(self.columns, [row for row in self.rows if row[0].is_reader])


def matrix(report: AgreementReport, raters: list[Named], figure: str) -> Matrix:
    """The matrix of `f1`, `jaccard` or `masi` of their lists, or of `kappa` of their verdicts."""
    pairs = {(pair.left, pair.right): pair for pair in report.pairs}
    pairs |= {(pair.right, pair.left): pair for pair in report.pairs}
    rows = [(one, [_cell(pairs.get((one.key, other.key)), one, other, figure) for other in raters]) for one in raters]
    return Matrix(raters, rows)


def _cell(pair: Pair | None, one: Named, other: Named, figure: str) -> Cell:
    if pair is None:
        return Cell(None)
    return Cell(plain_figure(getattr(pair, figure)), (one.slug, other.slug) if pair.samples else None)


def plain(benchmark: Benchmark, report: AgreementReport, raters: list[Named]) -> dict:
    """The report as plain values; a figure that is not defined is null, and beside it why."""
    names = {rater.key: rater.name for rater in raters}
    return {
        "benchmark": benchmark.slug,
        "raters": [rater.name for rater in raters],
        "samples": report.samples,
        "waiting": len(report.waiting),
        "all": plain_group(report.total),
        "emotions": [plain_group(group) for group in report.emotions],
        "categories": [plain_group(group) for group in report.categories],
        "pairs": [
            {
                "left": names[pair.left],
                "right": names[pair.right],
                "samples": pair.samples,
                "f1": plain_figure(pair.f1),
                "jaccard": plain_figure(pair.jaccard),
                "masi": plain_figure(pair.masi),
                "kappa": plain_figure(pair.kappa),
            }
            for pair in report.pairs
        ],
    }


def plain_group(group: Group) -> dict:
    """A group's figures by company."""
    companies = {
        company: {name: plain_figure(getattr(figures, name)) for name in FIGURE_NAMES}
        for company, figures in group.figures.items()
    }
    return {"name": group.name} | {company: companies.get(company) for company in COMPANIES}


def plain_figure(figure: Estimate | Coefficient | None) -> dict:
    """A figure as plain values."""
    if figure is None:
        return {"value": None, "low": None, "high": None, "count": 0, "undefined": str(UNDEFINED[LONELY])}
    why = str(UNDEFINED.get(figure.undefined, "")) if isinstance(figure, Coefficient) else ""
    return {"value": figure.value, "low": figure.low, "high": figure.high, "count": figure.count, "undefined": why}


def lines(group: Group) -> Iterator[tuple[str, str, dict]]:
    """Company, figure and plain values of a group, in words."""
    for company, figures in group.figures.items():
        for name in FIGURE_NAMES:
            yield str(COMPANY_NAMES[company]), str(FIGURE_NAMES[name]), plain_figure(getattr(figures, name))
