"""The blind arm: a person writes what they see before they see the draft; both lists are kept."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Label, Origin, Sample, Trigger
from review.decisions import Decided, decide, label_text
from review.models import Review
from review.refusals import Refusal
from review.saving import active_time, conflict_of, storable, take_up_again
from review.states import Arm


@transaction.atomic
def reveal(benchmark: Benchmark, review: int, *, version: int, working: dict, seconds: float, by) -> int:
    """Keep the list that the person wrote so far as it is, and show the draft from now on; returns the review's id.

    A repeat changes nothing. Raises Unknown, Ended, Conflict, and Refusal naming row and remedy.
    """
    found = take_up_again(benchmark, review, by=by)
    Sample.objects.select_for_update(no_key=True).get(pk=found.sample_id)
    found = Review.objects.select_for_update().get(pk=found.pk)
    if found.arm != Arm.BLIND:
        raise Refusal(_("This review shows its draft already."), code="revealed")
    if found.blind_label_id:
        return found.pk
    if found.version != version:
        raise conflict_of(found)
    kept = storable(working) and working
    decided = decide(kept.get("rows"), [], categories=benchmark.categories)
    found.blind_label = _write_list(found, decided, by)
    found.version += 1
    found.working, found.seconds = kept, active_time(seconds)
    found.lease_until = timezone.now() + timedelta(seconds=settings.REVIEW_LEASE_SECONDS)
    found.save(update_fields=["blind_label", "version", "working", "seconds", "lease_until"])
    Event.objects.record(
        "revealed", found, by=by, benchmark=benchmark, sample=found.sample_id, label=found.blind_label_id
    )
    return found.pk


def _write_list(review: Review, decided: list[Decided], by) -> Label:
    """The list as a label that is never final; the caller holds the lock on the sample."""
    last = Label.objects.filter(sample=review.sample_id).aggregate(last=Max("version"))["last"] or 0
    label = Label.objects.create(
        sample_id=review.sample_id, version=last + 1, origin=Origin.BLIND, text=label_text(decided), created_by=by
    )
    fields = ("position", "text", "factor", "explicit", "category")
    Trigger.objects.bulk_create(
        Trigger(label=label, **{name: getattr(decision, name) for name in fields}) for decision in decided
    )
    return label
