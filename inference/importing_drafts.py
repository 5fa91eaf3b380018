"""Taking in drafts that were made elsewhere: the good rows become a run of the engine “imported”."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Label, Origin, Sample, Trigger
from annotation.states import SampleStatus
from inference.imported_rows import ImportedRow, RowProblem, read_row
from inference.models import Draft, DraftRun, EngineName, Persona
from inference.starting import UNDRAFTABLE
from inference.states import DraftStatus

BULK = 2000


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was left out: its place among the rows given (from 1), and why."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class ImportedDrafts:
    """What came of an import: the run (none where no row was good), the drafts added, the rows refused."""

    run: DraftRun | None
    added: int
    refused: list[RefusedRow]


@transaction.atomic
def import_drafts(benchmark: Benchmark, rows: Sequence[Any], model: str, *, by) -> ImportedDrafts:
    """Add a finished draft for each good row, under one new run of `model`; refuse the others one by one."""
    good, refused = _read(rows, benchmark.categories)
    matched, unmatched = _match(benchmark, good)
    refused = sorted(refused + unmatched, key=lambda each: each.row)
    if not matched:
        return ImportedDrafts(None, 0, refused)
    run = DraftRun.objects.create(
        benchmark=benchmark, engine=EngineName.IMPORTED, model=model, persona=Persona.NONE, created_by=by
    )
    _write(run, matched)
    Event.objects.record("drafts imported", run, by=by, benchmark=benchmark, samples=len(matched))
    return ImportedDrafts(run, len(matched), refused)


def _read(rows: Sequence[Any], categories: list[str]) -> tuple[dict[int, ImportedRow], list[RefusedRow]]:
    good, refused = {}, []
    for number, row in enumerate(rows, start=1):
        try:
            good[number] = read_row(row, categories)
        except RowProblem as problem:
            refused.append(RefusedRow(number, str(problem)))
    return good, refused


def _match(benchmark: Benchmark, good: dict[int, ImportedRow]) -> tuple[dict[int, tuple], list[RefusedRow]]:
    """The sample of each row, by the sample's id, and the rows that have none of their own."""
    samples = _samples_of(benchmark, good.values())
    matched, refused = {}, []
    for number, row in good.items():
        fitting = [each for each in samples[row.image, row.question] if row.split in ("", each.split)]
        if why := _refusal(fitting, matched):
            refused.append(RefusedRow(number, why))
        else:
            matched[fitting[0].pk] = (fitting[0], row)
    return matched, refused


def _samples_of(benchmark: Benchmark, rows: Iterable[ImportedRow]) -> dict[tuple[str, str], list[Sample]]:
    """The samples on the rows' pictures by path and question, locked against other labels."""
    found = defaultdict(list)
    on_pictures = Sample.objects.filter(benchmark=benchmark, image__path__in={row.image for row in rows})
    locked = on_pictures.select_for_update(of=["self"], no_key=True).select_related("image").order_by("pk")
    for sample in locked:
        found[sample.image.path, sample.question].append(sample)
    return found


def _refusal(fitting: list[Sample], matched: dict[int, tuple]) -> str:
    if not fitting:
        return _("The benchmark has no sample with this picture and question.")
    if len(fitting) > 1:
        return _("Both splits have this picture and question: name the “split”.")
    if fitting[0].pk in matched:
        return _("An earlier row is of the same sample.")
    if fitting[0].status in UNDRAFTABLE:
        return _("The sample waits for its picture or is excluded.")
    return ""


def _write(run: DraftRun, matched: dict[int, tuple[Sample, ImportedRow]]) -> None:
    last = dict(Label.objects.filter(sample__in=matched).values_list("sample").annotate(last=Max("version")).order_by())
    labels = [
        Label(sample=sample, version=last.get(sample.pk, 0) + 1, origin=Origin.DRAFT, text=_label_text(row))
        for sample, row in matched.values()
    ]
    Label.objects.bulk_create(labels, batch_size=BULK)
    triggers = [
        Trigger(
            label=label,
            position=position,
            text=drafted.text,
            factor=drafted.factor,
            explicit=drafted.explicit,
            category=drafted.category,
        )
        for label in labels
        for position, drafted in enumerate(matched[label.sample_id][1].triggers, start=1)
    ]
    Trigger.objects.bulk_create(triggers, batch_size=BULK)
    Draft.objects.bulk_create([_draft(run, label, matched[label.sample_id][1]) for label in labels], batch_size=BULK)
    Sample.objects.filter(pk__in=matched, status=SampleStatus.READY).update(status=SampleStatus.DRAFTED)


def _draft(run: DraftRun, label: Label, row: ImportedRow) -> Draft:
    return Draft(
        run=run,
        sample_id=label.sample_id,
        status=DraftStatus.DONE,
        label=label,
        raw_summary=row.raw,
        finished_at=timezone.now(),
    )


def _label_text(row: ImportedRow) -> str:
    return "\n".join(f"{position}. {drafted.text}" for position, drafted in enumerate(row.triggers, start=1))
