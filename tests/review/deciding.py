"""Writes submitted reviews as rows, decision by decision, for tests of what is computed from them."""

import uuid

from django.db import transaction
from django.utils import timezone

from annotation.models import Label, Origin, Sample, Trigger
from annotation.states import SampleStatus
from review.models import Decision, Review
from review.states import Arm, ReviewStatus
from tests.factories import make_label


@transaction.atomic
def decide(
    sample, annotator, decisions, *, draft=None, added=(), final=True, flag="", ended=None, seconds=12.5, blind=()
) -> Review:
    """A submitted review: one decision a drafted trigger, in order, then the added triggers.

    A decision is "accept", ("edit", new text) or ("reject", reason); an added trigger is (text, reason), after which
    category and evidence may follow. `ended` is when it was submitted, now where none is given; `seconds` is active
    time.
    `blind` are the texts that were written before the draft was seen (none: the review began with it).
    """
    drafted = list(draft.label.triggers.all()) if draft else []
    label = Label.objects.create(
        sample=sample, version=sample.labels.count() + 1, origin=Origin.HUMAN, text="by hand", created_by=annotator
    )
    review = Review.objects.create(
        sample=sample,
        annotator=annotator,
        draft=draft,
        arm=Arm.BLIND if blind else Arm.ASSISTED,
        blind_label=make_label(sample, blind, origin=Origin.BLIND, by=annotator) if blind else None,
        status=ReviewStatus.SUBMITTED,
        slot=Review.objects.holding().filter(sample=sample).count(),
        client_id=uuid.uuid4(),
        label=label,
        ended_at=ended or timezone.now(),
        seconds=seconds,
        flagged=bool(flag),
        flag_reason=flag,
    )
    for trigger, decision in zip(drafted, decisions, strict=True):
        _decide(review, trigger, decision)
    for text, reason, *category in added:
        _add(review, text, reason, *category)
    if final:
        Sample.objects.filter(pk=sample.pk).update(status=SampleStatus.ACCEPTED, final_label=label)
    return review


def _decide(review, trigger, decision) -> None:
    if decision == "accept":
        Decision.objects.create(review=review, trigger=trigger, result=_copy(review, trigger), action="accept")
    elif decision[0] == "edit":
        result = _copy(review, trigger, text=decision[1])
        Decision.objects.create(review=review, trigger=trigger, result=result, action="edit")
    else:
        Decision.objects.create(review=review, trigger=trigger, action="reject", reason=decision[1])


def _copy(review, trigger, text=None) -> Trigger:
    return Trigger.objects.create(
        label=review.label,
        position=review.label.triggers.count() + 1,
        text=text or trigger.text,
        factor=trigger.factor,
        category=trigger.category,
        derived_from=trigger,
    )


def _add(review, text, reason, category="", evidence=None) -> None:
    position = review.label.triggers.count() + 1
    kind = {"category": category, "evidence": evidence}
    result = Trigger.objects.create(label=review.label, position=position, text=text, **kind)
    Decision.objects.create(review=review, result=result, action="add", reason=reason)
