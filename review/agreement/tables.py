"""Lays the agreement report out as the tables of its page, with what the reader may see of it."""

from dataclasses import dataclass

from annotation.models import Benchmark
from annotation.permissions import Right, can
from review.agreement.reports import PEOPLE, AgreementReport, Group
from review.agreement.rows import DRAFT
from review.agreement.wording import COMPANY_NAMES, FIGURE_NAMES, MEANINGS, Matrix, matrix, named, plain_figure

OF_CATEGORIES = ("shared", "nominal", "fleiss")


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column of figures."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """Figures by group, or (for all samples) by company."""

    title: str
    columns: list[Column]
    rows: list[tuple[str, list[dict]]]


@dataclass(frozen=True, slots=True)
class Tables:
    """All of the page. A reader who does not measure gets people alone, and of the pairs the own ones."""

    headlines: list[tuple[Column, dict]]
    total: Table
    emotions: list[Table]
    categories: Table
    lists: Matrix
    sets: Matrix
    verdicts: Matrix


def agreement_tables(benchmark: Benchmark, report: AgreementReport, reader) -> Tables:
    """The report as the reader's tables."""
    measures = can(reader, benchmark, Right.MEASURE)
    companies = list(COMPANY_NAMES) if measures else [PEOPLE]
    raters = named(benchmark, report, reader)
    people_and_final = [rater for rater in raters if rater.key != DRAFT]
    compared = raters if measures else people_and_final
    matrices = [matrix(report, *which) for which in ((compared, "f1"), (compared, "masi"), (people_and_final, "kappa"))]
    return Tables(
        [
            (_column(name), plain_figure(getattr(report.total.figures[PEOPLE], name)))
            for name in ("f1", "masi", "fleiss")
        ],
        _by_company(report.total, companies),
        [_by_group(report.emotions, company) for company in companies],
        _table("", OF_CATEGORIES, [(group.name, group.figures[PEOPLE]) for group in report.categories]),
        *(each if measures else each.own() for each in matrices),
    )


def _by_company(total: Group, companies: list[str]) -> Table:
    return _table("", FIGURE_NAMES, [(str(COMPANY_NAMES[company]), total.figures[company]) for company in companies])


def _by_group(groups: list[Group], company: str) -> Table:
    return _table(str(COMPANY_NAMES[company]), FIGURE_NAMES, [(each.name, each.figures[company]) for each in groups])


def _table(title: str, names, rows) -> Table:
    plain = [(name, [plain_figure(getattr(figures, each)) for each in names]) for name, figures in rows]
    return Table(title, [_column(name) for name in names], plain)


def _column(name: str) -> Column:
    return Column(str(FIGURE_NAMES[name]), str(MEANINGS[name]))
