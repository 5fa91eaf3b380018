"""Adjudicating: keeping the work, submitting the final label, passing a sample on, and taking a submit back."""

import json
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Label, Origin, ReleaseItem, Sample, Trigger
from annotation.states import SampleStatus
from inference.matching import enqueue_match
from review.adjudication_queue import claim_sample, lease_end
from review.choosing import Chosen, choose
from review.decisions import label_text
from review.laying_out import stated_of
from review.models import Adjudication, Choice, ChoiceSource
from review.queueing import one_at_a_time
from review.refusals import Conflict, Ended, Refusal, Unknown
from review.saving import active_time, storable
from review.states import AdjudicationStatus
from review.undoing import undone_under

LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the browser sends: the whole work at `version`, under an id of its own that makes repeats harmless."""

    client_id: uuid.UUID
    version: int
    working: dict
    seconds: float = 0.0


def save(benchmark: Benchmark, adjudication: int, *, version: int, working: dict, seconds: float, by) -> int:
    """Keep the working of an open adjudication that is still at `version`; returns its new version.

    Raises Unknown, Ended, Conflict and Refusal. One that had gone back to the queue is taken up again where it is free.
    """
    kept = {"working": json.loads(storable(working)), "seconds": active_time(seconds), "lease_until": lease_end()}
    found = _take_up_again(benchmark, adjudication, by)
    open_still = Adjudication.objects.open_by(by).filter(pk=found.pk, version=version)
    if not open_still.update(**kept, version=F("version") + 1):
        raise _conflict(found)
    return version + 1


def submit(benchmark: Benchmark, adjudication: int, settlement: Settlement, *, by) -> dict:
    """Write the choices and the final label, and accept the sample; a repeat gives the same answer.

    Returns the ids of adjudication, sample and label. Raises Unknown, Ended, Conflict, Refusal naming row and remedy.
    """
    answer = _answer_of(adjudication, settlement.client_id, by)
    if answer is None:
        _take_up_again(benchmark, adjudication, by)
        answer = _settle(benchmark, adjudication, settlement, by)
    return answer


def _answer_of(adjudication: int, client_id: uuid.UUID, by) -> dict | None:
    """The answer that a submit under this client id was given already."""
    done = Adjudication.objects.filter(pk=adjudication, client_id=client_id, adjudicator=by, label__isnull=False)
    found = done.values_list("id", "sample_id", "label_id").first()
    return dict(zip(("adjudication", "sample", "label"), found, strict=True)) if found else None


@transaction.atomic
def _settle(benchmark: Benchmark, pk: int, settlement: Settlement, by) -> dict:
    sample = Sample.objects.select_for_update(no_key=True).get(adjudications=pk)
    adjudication = Adjudication.objects.select_for_update(no_key=True).get(pk=pk)
    if answer := _answer_of(pk, settlement.client_id, by):  # a repeat that waited for the first one
        return answer
    _check_open(adjudication, sample)
    if adjudication.version != settlement.version:
        raise _conflict(adjudication)
    rows = settlement.working.get("rows") if isinstance(settlement.working, dict) else None
    chosen = choose(rows, stated_of(sample), categories=benchmark.categories)
    label = _write_label(sample, chosen, by)
    _end(adjudication, settlement, label)
    _write_choices(adjudication, chosen, label)
    sample.status, sample.final_label = SampleStatus.ACCEPTED, label
    sample.save(update_fields=["status", "final_label"])
    Event.objects.record("adjudicated", sample, by=by, benchmark=benchmark, adjudication=pk, label=label.pk)
    enqueue_match([sample.pk], by=by)
    return {"adjudication": pk, "sample": sample.pk, "label": label.pk}


def _check_open(adjudication: Adjudication, sample: Sample) -> None:
    if adjudication.status != AdjudicationStatus.OPEN:
        raise Ended(_("This adjudication has just ended elsewhere."), code="over")
    if sample.status != SampleStatus.ADJUDICATION:
        raise Ended(_("A reviewer took work back, so this sample does not need you any more."), code="over")


def _write_label(sample: Sample, chosen: list[Chosen], by) -> Label:
    version = 1 + (sample.labels.aggregate(last=Max("version"))["last"] or 0)
    kept = [choice for choice in chosen if choice.position is not None]
    label = Label.objects.create(
        sample=sample, version=version, origin=Origin.ADJUDICATED, text=label_text(kept), created_by=by
    )
    Trigger.objects.bulk_create(
        Trigger(
            label=label,
            position=choice.position,
            text=choice.text,
            factor=choice.factor,
            explicit=choice.explicit,
            category=choice.category,
            evidence=choice.evidence,
            derived_from_id=choice.wording,
        )
        for choice in kept
    )
    return label


def _end(adjudication: Adjudication, settlement: Settlement, label: Label) -> None:
    fields = {
        "status": AdjudicationStatus.SUBMITTED,
        "lease_until": None,
        "ended_at": timezone.now(),
        "version": settlement.version + 1,
        "working": json.loads(storable(settlement.working)),
        "seconds": active_time(settlement.seconds),
        "client_id": settlement.client_id,
        "label": label,
    }
    try:
        with transaction.atomic():
            Adjudication.objects.filter(pk=adjudication.pk).update(**fields)
    except IntegrityError as error:
        if "client_id" not in str(error):
            raise
        raise Refusal(_("This submit belongs to another sample: reload the page."), code="mixed_up")


def _write_choices(adjudication: Adjudication, chosen: list[Chosen], label: Label) -> None:
    results = dict(label.triggers.values_list("position", "pk"))
    written = Choice.objects.bulk_create(
        Choice(
            adjudication=adjudication,
            result_id=results.get(choice.position),
            action=choice.action,
            reason=choice.reason,
            note=choice.note,
        )
        for choice in chosen
    )
    ChoiceSource.objects.bulk_create(
        ChoiceSource(choice=row, trigger_id=source)
        for row, choice in zip(written, chosen, strict=True)
        for source in choice.sources
    )


@transaction.atomic
def pass_on(benchmark: Benchmark, adjudication: int, *, reason: str, work: dict | None = None, by) -> None:
    """Give the sample to another adjudicator, with a reason; the work is kept.

    `work` is what `save` takes, and is saved with it. Said again in the same words it is the same, as when the answer
    was lost on its way. Raises Unknown, Ended, Conflict and Refusal.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Refusal(_("Say in a few words why you pass this sample on."))
    mine = Adjudication.objects.filter(pk=adjudication, adjudicator=by, sample__benchmark=benchmark)
    if mine.filter(status=AdjudicationStatus.RETURNED, reason=reason).exists():
        return
    if work is not None:
        save(benchmark, adjudication, **work, by=by)
    found = _take_up_again(benchmark, adjudication, by)
    passed = Adjudication.objects.open_by(by).filter(pk=found.pk)
    ended = {"status": AdjudicationStatus.RETURNED, "lease_until": None, "ended_at": timezone.now()}
    if not passed.update(**ended, reason=reason):
        raise Ended(_("This adjudication has just ended elsewhere."), code="over")
    Event.objects.record(
        "adjudication returned", found, by=by, benchmark=benchmark, sample=found.sample_id, reason=reason
    )


@transaction.atomic
def undo_last(benchmark: Benchmark, *, client_id: uuid.UUID | None = None, by) -> int:
    """Take the person's last submit back while its label is in no release; returns the new open adjudication's id.

    Nothing is erased: the withdrawn adjudication keeps its choices and its label. A repeat under the same client id
    takes nothing more back and gives the same answer. Raises Refusal, and Ended where that one is over.
    """
    one_at_a_time(benchmark, by)
    if undone := undone_under(client_id, ("adjudication withdrawn",), benchmark, by=by):
        return _still_open(undone.detail["reopened"], by)
    mine = Adjudication.objects.filter(adjudicator=by, sample__benchmark=benchmark)
    last = mine.filter(status=AdjudicationStatus.SUBMITTED).order_by("-ended_at", "-id").first()
    if last is None:
        raise Refusal(_("There is no submit of yours to take back."), code="nothing")
    sample = Sample.objects.select_for_update(no_key=True).get(pk=last.sample_id)
    _check_undoable(last, sample)
    if not mine.filter(pk=last.pk, status=AdjudicationStatus.SUBMITTED).update(status=AdjudicationStatus.WITHDRAWN):
        raise Refusal(_("This submit has just been taken back elsewhere."))
    sample.status, sample.final_label = SampleStatus.ADJUDICATION, None
    sample.save(update_fields=["status", "final_label"])
    again = Adjudication.objects.create(
        sample=sample, adjudicator=by, working=last.working, seconds=last.seconds, lease_until=lease_end()
    )
    facts = {"sample": sample.pk, "reopened": again.pk} | ({"client_id": str(client_id)} if client_id else {})
    Event.objects.record("adjudication withdrawn", last, by=by, benchmark=benchmark, **facts)
    return again.pk


def _still_open(adjudication: int, by) -> int:
    if not Adjudication.objects.open_by(by).filter(pk=adjudication).exists():
        raise Ended(_("That was taken back already, and has gone on since."), code="over")
    return adjudication


def _check_undoable(adjudication: Adjudication, sample: Sample) -> None:
    if sample.final_label_id != adjudication.label_id:
        raise Refusal(_("The sample was settled otherwise since: its label stands."), code="settled")
    if ReleaseItem.objects.filter(label=adjudication.label_id).exists():
        raise Refusal(_("The label was released since, and releases never change."), code="settled")


def _take_up_again(benchmark: Benchmark, adjudication: int, by) -> Adjudication:
    """The person's adjudication, open: one that lapsed is opened again where nobody took the sample meanwhile.

    Raises Unknown and Ended.
    """
    mine = Adjudication.objects.filter(pk=adjudication, adjudicator=by, sample__benchmark=benchmark)
    found = mine.select_related("sample").first()
    if found is None:
        raise Unknown(_("This adjudication is not yours, or is not there any more."), code="unknown")
    if found.status == AdjudicationStatus.RETURNED and not found.reason:
        _reopen(found)
    if found.status != AdjudicationStatus.OPEN:
        raise Ended(
            _("This adjudication is over: it was %(status)s.") % {"status": found.get_status_display()}, code="over"
        )
    return found


def _reopen(adjudication: Adjudication) -> None:
    """Open it as it was left, its version too; raises Ended where the sample went to somebody else."""
    opened = claim_sample(adjudication.sample, by=adjudication.adjudicator)
    adjudication.refresh_from_db()
    if opened != adjudication.pk:
        raise Ended(
            _("You were away for a while and this sample went to someone else. What you wrote is kept."), code="taken"
        )


def _conflict(adjudication: Adjudication) -> Conflict:
    adjudication.refresh_from_db()
    return Conflict(
        _("This sample was changed from another window. Choose which of the two goes on."),
        version=adjudication.version,
        working=adjudication.working,
    )
