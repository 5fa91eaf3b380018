"""The results table of a release: a line a run, columns of splits and emotions, differences from one run."""

import json
from dataclasses import dataclass
from importlib import resources

from django.db.models import Avg, Count, Q, Sum

from annotation.models import Release, Split
from inference.models import EvaluationRun, Judge, Setting
from inference.spending import spent
from review.gaps.figures import Estimate
from review.results.figures import Counted, counted, difference, mean_f1, mean_score, precision
from review.results.rows import Row, Signature, read_rows, signatures

ALL = ""  # the column over all emotions of a split
SETTINGS = list(Setting)


@dataclass(frozen=True, slots=True)
class Column:
    """Samples of one split, of one emotion or of all."""

    split: str
    emotion: str

    def takes(self, row: Row) -> bool:
        """Whether a row's sample is one of them."""
        return row.split == self.split and self.emotion in (ALL, row.emotion)


@dataclass(frozen=True, slots=True)
class Line:
    """One run: recall in each column, precision and F1 where the judge counts statements, and what it cost.

    `mark` tells a run from an earlier one of the same name, setting and persona; of the first it is empty.
    """

    run: EvaluationRun
    mark: str
    columns: list[Column]
    cells: list[Estimate | None]
    precision: Estimate | None
    f1: float | None
    counted: Counted
    difference: Estimate | None
    dollars: float
    seconds: float | None
    prefilled: float | None
    generated: float | None

    @property
    def name(self) -> str:
        """The model's name, marked where the run is a repeat."""
        return self.run.name + self.mark

    @property
    def name_with_persona(self) -> str:
        """The model's name and its persona where that is not the paper's, marked where the run is a repeat."""
        return self.run.name_with_persona + self.mark

    @property
    def titled_cells(self) -> list[dict]:
        """The cells with the samples that each is over."""
        pairs = zip(self.columns, self.cells, strict=True)
        return [{"split": column.split, "emotion": column.emotion, "recall": cell} for column, cell in pairs]


@dataclass(frozen=True, slots=True)
class Results:
    """A release's table by one judge; `baseline` is the run that the others are compared with."""

    release: Release
    signature: Signature | None
    signatures: list[Signature]
    columns: list[Column]
    lines: list[Line]
    baseline: EvaluationRun | None

    @property
    def published(self) -> dict:
        """The paper's own figures of recall, for reference; its figures of other kinds are not comparable."""
        told = published()
        return told | {"rows": []} if self.is_coherence else told

    @property
    def is_coherence(self) -> bool:
        """Whether the cells are coherence, not recall."""
        return self.signature is not None and self.signature.judge == Judge.COHERENCE

    @property
    def is_scripted(self) -> bool:
        """Whether a script wrote some of what was judged."""
        return any(line.run.is_scripted for line in self.lines)


def results(release: Release, key: str = "", baseline: int | None = None) -> Results:
    """The table by the judge of that key (else the one of most runs), differences from that run (else the first)."""
    known = signatures(release)
    signature = next((one for one in known if one.key == key), known[0] if known else None)
    runs = sorted(
        EvaluationRun.objects.filter(release=release).select_related("benchmark", "release"),
        key=lambda run: (SETTINGS.index(run.setting), run.name.casefold(), run.persona, run.pk),
    )
    by_run: dict[int, list[Row]] = {run.pk: [] for run in runs}
    for row in read_rows(release, signature) if signature else []:
        by_run[row.run].append(row)
    columns = _columns(release)
    first = next((run for run in runs if _scored(by_run[run.pk])), None)
    base = next((run for run in runs if run.pk == baseline), first)
    costs, totals = _costs(release), _totals(release)
    marks = _marks(runs)
    lines = [
        _line(run, marks[run.pk], by_run[run.pk], columns, base and by_run[base.pk], costs, totals) for run in runs
    ]
    return Results(release, signature, known, columns, lines, base)


def published() -> dict:
    """The paper's own figures, for reference: other judges, other runs."""
    return json.loads((resources.files(__package__) / "published.json").read_text(encoding="utf-8"))


def _scored(rows: list[Row]) -> bool:
    return any(row.score is not None for row in rows)


def _columns(release: Release) -> list[Column]:
    """Each emotion of the basic split and all of it, then the complex split as a whole, as in the paper."""
    found = set(release.items.order_by().values_list("split", "emotion").distinct())
    order = {name: place for place, name in enumerate(release.benchmark.emotions)}
    emotions = sorted({name for split, name in found if split == Split.BASIC}, key=lambda name: order.get(name, 99))
    basic = [Column(Split.BASIC, name) for name in emotions if name] + [Column(Split.BASIC, ALL)] if emotions else []
    return basic + ([Column(Split.COMPLEX, ALL)] if any(split == Split.COMPLEX for split, _name in found) else [])


def _marks(runs: list[EvaluationRun]) -> dict[int, str]:
    """By run its number, where an earlier one has its name, setting and persona; else nothing."""
    marks: dict[int, str] = {}
    taken = set()
    for run in runs:
        told = (run.name_with_persona, run.setting)
        marks[run.pk] = f" #{run.pk}" if told in taken else ""
        taken.add(told)
    return marks


def _line(run, mark, rows, columns, base_rows, costs, totals) -> Line:
    cost = costs.get(run.pk, {})
    return Line(
        run=run,
        mark=mark,
        columns=columns,
        cells=[mean_score(row for row in rows if column.takes(row)) for column in columns],
        precision=precision(rows),
        f1=mean_f1(rows, totals),
        counted=counted(rows),
        difference=difference(rows, base_rows) if base_rows and rows is not base_rows else None,
        dollars=float(spent(run)),
        seconds=cost.get("seconds"),
        prefilled=cost.get("prefilled"),
        generated=cost.get("generated"),
    )


def _costs(release: Release) -> dict[int, dict]:
    """Means a sample, by run; imported predictions cost nothing that is known."""
    runs = EvaluationRun.objects.filter(release=release).exclude(engine="imported")
    done = Q(predictions__status="done")
    found = runs.annotate(
        mean_seconds=Avg("predictions__seconds", filter=done),
        read=Sum("predictions__prompt_tokens", filter=done) - Sum("predictions__reused_tokens", filter=done),
        written=Sum("predictions__generated_tokens", filter=done),
        number=Count("predictions", filter=done),
    ).order_by()
    return {
        run.pk: {"seconds": run.mean_seconds, "prefilled": run.read / run.number, "generated": run.written / run.number}
        for run in found
        if run.number
    }


def _totals(release: Release) -> dict[int, int]:
    """The number of triggers of each item's label."""
    return dict(release.items.order_by().annotate(number=Count("label__triggers")).values_list("pk", "number"))
