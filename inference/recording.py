"""Writing down what came of a picture's drafts: everything in one transaction, guarded by the job's fence."""

import contextlib
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from annotation.models import Event, Job, Label, Origin, Sample, Trigger
from annotation.states import SampleStatus
from inference.carrying import settle
from inference.cfsa.engine import Engine
from inference.cfsa.outcome import DraftOutcome, RoundRecord
from inference.holding import engine_for
from inference.models import Draft, EngineRun, Round, Support
from inference.states import DraftStatus

COSTS = ("prompt_tokens", "reused_tokens", "generated_tokens", "seconds")
SUBJECT_LIMIT = Round._meta.get_field("subject").max_length


def note_packages(run: EngineRun, described: dict) -> None:
    """Keep what the first worker said about engine and versions; only what nobody told before is added."""
    if described.keys() <= run.packages.keys():
        return
    with transaction.atomic():
        told = type(run).objects.select_for_update(no_key=True).values_list("packages", flat=True).get(pk=run.pk)
        run.packages = described | told
        type(run).objects.filter(pk=run.pk).update(packages=run.packages)


@contextlib.contextmanager
def noted(run: EngineRun) -> Iterator[Engine]:
    """The run's engine, and what it says of itself kept: before it answers, and what it found out while it did.

    Raises EngineConfigurationError.
    """
    engine = engine_for(run)
    note_packages(run, engine.describe())
    yield engine
    note_packages(run, engine.describe())


def record_job(job: Job, outcomes: dict[str, DraftOutcome]) -> None:
    """End a picture's job with its drafts, whose outcomes are by the draft's id. Raises LeaseLost."""
    pending = Draft.objects.filter(job=job, status=DraftStatus.PENDING).select_related("run__benchmark")
    settle(job, pending, outcomes, done=record_done, failed=_record_failed, again=_add_cost)


def record_done(draft: Draft, outcome: DraftOutcome, *, by=None) -> None:
    """Write a finished draft: its label and triggers, its rounds, and which rounds each trigger rests on."""
    sample = Sample.objects.select_for_update(no_key=True).get(pk=draft.sample_id)
    triggers = _write_label(sample, outcome)
    rounds = Round.objects.bulk_create([Round(draft=draft, **_fields(record)) for record in outcome.rounds])
    draft.status = DraftStatus.DONE
    draft.label = triggers[0].label
    _end(draft, outcome)
    at = {record.position: record for record in rounds}
    Support.objects.bulk_create(
        Support(trigger=trigger, round=at[position])
        for trigger, drafted in zip(triggers, outcome.triggers, strict=True)
        for position in drafted.rounds
    )
    if sample.status == SampleStatus.READY and not draft.run.trial:
        Sample.objects.filter(pk=sample.pk).update(status=SampleStatus.DRAFTED)
    Event.objects.record("drafted", sample, by=by, benchmark=draft.run.benchmark, run=draft.run_id, draft=draft.pk)


def _record_failed(draft: Draft, outcome: DraftOutcome) -> None:
    """Keep the cause, the raw answer and what was answered before; a retry asks all of it anew."""
    draft.status = DraftStatus.FAILED
    draft.error = outcome.error
    draft.failed_rounds = _answered(outcome)
    _end(draft, outcome)
    benchmark = draft.run.benchmark
    Event.objects.record("draft failed", draft, by=None, benchmark=benchmark, error=outcome.error[:500])


def _add_cost(draft: Draft, outcome: DraftOutcome) -> None:
    """Count what a try cost that is to be made again, and keep what it said."""
    _add_up(draft, outcome)
    draft.failed_rounds = _answered(outcome)
    draft.save(update_fields=[*COSTS, "failed_rounds"])


def _answered(outcome: DraftOutcome) -> list[dict]:
    return [_fields(record) for record in outcome.rounds]


def _end(draft: Draft, outcome: DraftOutcome) -> None:
    """Close a draft."""
    _add_up(draft, outcome)
    draft.raw_summary = outcome.raw_summary
    draft.finished_at = timezone.now()
    draft.save()


def _add_up(draft: Draft, outcome: DraftOutcome) -> None:
    """Tokens and seconds of all tries add up, for the budget counts failed ones too."""
    for name in COSTS:
        setattr(draft, name, getattr(draft, name) + sum(getattr(record, name) for record in outcome.rounds))


def _write_label(sample: Sample, outcome: DraftOutcome) -> list[Trigger]:
    texts = [" ".join(drafted.text.split()) for drafted in outcome.triggers]
    label = Label.objects.create(
        sample=sample,
        version=(sample.labels.aggregate(last=Max("version"))["last"] or 0) + 1,
        origin=Origin.DRAFT,
        text="\n".join(f"{position}. {text}" for position, text in enumerate(texts, start=1)),
    )
    return Trigger.objects.bulk_create(
        Trigger(
            label=label,
            position=position,
            text=text,
            factor=drafted.factor,
            explicit=drafted.explicit,
            category=drafted.category,
        )
        for position, (text, drafted) in enumerate(zip(texts, outcome.triggers, strict=True), start=1)
    )


def _fields(record: RoundRecord) -> dict:
    """A round's columns but for the draft."""
    kept = {name: getattr(record, name) for name in ("position", "phase", "question", "answer", "shared", *COSTS)}
    return kept | {"subject": record.subject[:SUBJECT_LIMIT]}
