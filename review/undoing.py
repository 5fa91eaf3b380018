"""Undoing the last submit: the old review is withdrawn and a new one opens with the same work."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Origin, Sample
from annotation.states import SampleStatus
from review.decisions import standing
from review.models import Review
from review.refusals import Refusal
from review.states import ReviewStatus
from review.submitting import submitted_labels


@transaction.atomic
def undo_last(benchmark: Benchmark, *, by) -> int:
    """Take the person's last submit back; returns the id of the review that is open again. Raises Refusal.

    Nothing is erased: the withdrawn review keeps its decisions and its label.
    """
    last = _last_submitted(benchmark, by)
    locked = Sample.objects.select_for_update(of=("self",), no_key=True).select_related("final_label")
    sample = locked.get(pk=last.sample_id)
    _check_undoable(sample)
    if not _withdraw(last):
        raise Refusal(_("This submit has just been taken back elsewhere."))
    reopened = _open_again(sample, last)
    _step_back(sample)
    Event.objects.record("withdrawn", last, by=by, benchmark=benchmark, sample=sample.pk, reopened=reopened.pk)
    return reopened.pk


def _last_submitted(benchmark, by) -> Review:
    submitted = Review.objects.filter(annotator=by, sample__benchmark=benchmark, status=ReviewStatus.SUBMITTED)
    last = submitted.order_by("-ended_at", "-id").first()
    if last is None:
        raise Refusal(_("There is no submit of yours to take back."), code="nothing")
    return last


def _check_undoable(sample: Sample) -> None:
    if sample.status == SampleStatus.EXCLUDED:
        raise Refusal(_("The sample was excluded since: ask an admin to bring it back first."), code="settled")
    if sample.final_label and sample.final_label.origin == Origin.ADJUDICATED:
        raise Refusal(_("The sample was adjudicated since: its label stands."), code="settled")


def _withdraw(review: Review) -> int:
    """It keeps the time of its submit, which releases tell; the time of the withdrawal is the event's."""
    still = Review.objects.filter(pk=review.pk, status=ReviewStatus.SUBMITTED)
    return still.update(status=ReviewStatus.WITHDRAWN)


def _open_again(sample: Sample, review: Review) -> Review:
    taken = set(Review.objects.holding().filter(sample=review.sample_id).values_list("slot", flat=True))
    free = next((slot for slot in range(sample.wanted) if slot not in taken), None)
    if free is None:
        raise Refusal(_("As many people as this sample wants have it already."), code="settled")
    return Review.objects.create(
        sample_id=review.sample_id,
        annotator_id=review.annotator_id,
        draft_id=review.draft_id,
        slot=free,
        working=review.working,
        seconds=review.seconds,
        lease_until=timezone.now() + timedelta(seconds=settings.REVIEW_LEASE_SECONDS),
    )


def _step_back(sample: Sample) -> None:
    labels, flagged = submitted_labels(sample.pk)
    sample.status = standing(overlap=sample.wanted, labels=labels, flagged=flagged)
    sample.final_label = None
    sample.save(update_fields=["status", "final_label"])
