"""The gap report: how far drafts were from what people made of them, in all and by emotion, category, factor, run."""

import json
from dataclasses import asdict, dataclass

import numpy as np
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Factor
from inference.models import DraftRun
from review.gaps.caching import remembered
from review.gaps.figures import FIGURES, Columns, Estimate, figures
from review.gaps.rows import Rows, fingerprint, read_rows

DIMENSIONS = {
    "emotion": gettext_lazy("By emotion"),
    "category": gettext_lazy("By category"),
    "factor": gettext_lazy("By factor"),
    "run": gettext_lazy("By draft run"),
}
UNNAMED = {
    "emotion": gettext_lazy("not named"),
    "category": gettext_lazy("no category"),
    "factor": gettext_lazy("no factor"),
}
GROUP_FIGURES = ("accepted", "edited", "rejected", "added", "precision", "recall", "edit_words")
SHAPE = 6  # of what is remembered; raise it when Report or its figures change


@dataclass(frozen=True)
class Group:
    """The figures of some samples; `name` is the emotion, category or factor as stored, or the run's id.

    `is_scripted`: some of the drafts behind them came from a script.
    """

    name: str
    label: str
    samples: int
    images: int
    figures: dict[str, Estimate | None]
    is_scripted: bool


@dataclass(frozen=True)
class Dimension:
    """The same figures, group by group."""

    name: str
    groups: list[Group]

    @property
    def title(self) -> str:
        """The heading of its table."""
        return DIMENSIONS[self.name]


@dataclass(frozen=True)
class Report:
    """All figures of a benchmark; `total` has no samples where nothing was reviewed."""

    total: Group
    dimensions: list[Dimension]

    @property
    def is_scripted(self) -> bool:
        """Whether any of the drafts came from a script."""
        return self.total.is_scripted

    @property
    def is_mixed(self) -> bool:
        """Whether only some of the drafts came from a script."""
        return len({group.is_scripted for group in self.dimension("run").groups}) > 1

    def dimension(self, name: str) -> Dimension:
        """The dimension of that name."""
        return next(dimension for dimension in self.dimensions if dimension.name == name)


def report(benchmark: Benchmark, run: DraftRun | None = None) -> Report:
    """The report of all runs or of one; computed anew when a review has come or gone since."""
    reviews = fingerprint(benchmark, run)
    key = ("report", SHAPE, get_language(), benchmark.pk, run.pk if run else 0, reviews, _order(benchmark))
    return remembered(key, lambda: compute(benchmark, run), pack=_packed, unpack=_unpacked)


def _packed(found: Report) -> bytes:
    return json.dumps(asdict(found)).encode()


def _unpacked(kept: bytes) -> Report:
    plain = json.loads(kept)
    dimensions = [
        Dimension(each["name"], [_unpacked_group(group) for group in each["groups"]]) for each in plain["dimensions"]
    ]
    return Report(_unpacked_group(plain["total"]), dimensions)


def _unpacked_group(plain: dict) -> Group:
    found = {name: each and Estimate(**each) for name, each in plain["figures"].items()}
    return Group(**(plain | {"figures": found}))


def compute(benchmark: Benchmark, run: DraftRun | None = None) -> Report:
    """The report, read from the decisions."""
    rows = read_rows(benchmark, run)
    runs = {run.pk: run for run in DraftRun.objects.filter(benchmark=benchmark)}
    scripted = np.array([runs[pk].is_scripted for pk in rows.groups["run"]], dtype=bool)
    total = _group("", _("All"), rows.columns, FIGURES, is_scripted=bool(scripted.any()))
    words = {"factor": dict(Factor.choices), "run": runs}
    dimensions = [
        Dimension(name, _groups(_order(benchmark), name, rows, scripted, words.get(name, {}))) for name in DIMENSIONS
    ]
    return Report(total, dimensions)


def _groups(order: tuple, dimension: str, rows: Rows, scripted: np.ndarray, words: dict) -> list[Group]:
    """One group for each value, the benchmark's own ones first and in its order; `words` are what to call them."""
    values = rows.groups[dimension]
    codes: dict = {}
    coded = np.array([codes.setdefault(value, len(codes)) for value in values], dtype=np.int64)
    places = {value: place for place, value in enumerate(order)}
    names = sorted((value for value in codes if value is not None), key=lambda value: _place(places, value))
    return [
        _group(
            value,
            str(words.get(value, value) or UNNAMED.get(dimension, "")),
            rows.columns.where(coded == codes[value]),
            GROUP_FIGURES,
            is_scripted=bool(scripted[coded == codes[value]].any()),
        )
        for value in names
    ]


def _group(name, label: str, columns: Columns, names, *, is_scripted: bool) -> Group:
    samples, images = len(np.unique(columns.sample)), len(np.unique(columns.image))
    return Group(str(name), label, samples, images, figures(columns, names), is_scripted)


def _order(benchmark: Benchmark) -> tuple[str, ...]:
    return (*benchmark.emotions, *benchmark.categories)


def _place(places: dict, value) -> tuple:
    return value == "", places.get(value, len(places)), str(value).zfill(12)
