"""Undoing the last submit or skip: of a submit, the old review is withdrawn and a new one opens with the same work."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Origin, Sample
from annotation.states import SampleStatus
from review.decisions import standing
from review.models import Review
from review.planting import plant_again
from review.refusals import Refusal
from review.states import ReviewStatus
from review.submitting import submitted_labels


@dataclass(frozen=True, slots=True)
class Undone:
    """The review that is open again, and what was taken back: "submit" or "skip"."""

    review: int
    way: str


@transaction.atomic
def undo_last(benchmark: Benchmark, *, by) -> Undone:
    """Take the person's last submit or skip back. Raises Refusal.

    Nothing is erased: a withdrawn review keeps its decisions and its label, and history keeps the skip. A skip whose
    sample others have taken since stays.
    """
    last = _last_ended(benchmark, by)
    locked = Sample.objects.select_for_update(of=("self",), no_key=True).select_related("final_label")
    sample = locked.get(pk=last.sample_id)
    _check_undoable(sample)
    if last.status == ReviewStatus.SKIPPED:
        _unskip(benchmark, sample, last, by)
        return Undone(last.pk, "skip")
    if not _withdraw(last):
        raise Refusal(_("This submit has just been taken back elsewhere."))
    reopened = _open_again(sample, last)
    plant_again(last, reopened)
    _step_back(sample)
    Event.objects.record("withdrawn", last, by=by, benchmark=benchmark, sample=sample.pk, reopened=reopened.pk)
    return Undone(reopened.pk, "submit")


def _last_ended(benchmark, by) -> Review:
    ended = Q(status=ReviewStatus.SUBMITTED) | Q(status=ReviewStatus.SKIPPED, sample__free_places__gt=0)
    own = Review.objects.filter(ended, annotator=by, sample__benchmark=benchmark)
    last = own.order_by("-ended_at", "-id").first()
    if last is None:
        raise Refusal(_("There is no submit of yours to take back."), code="nothing")
    return last


def _unskip(benchmark, sample: Sample, review: Review, by) -> None:
    """Open the skipped review again with what was written in it; what was left to adjudicators comes back."""
    if sample.adjudications.filter(adjudicator=by).exists():
        raise Refusal(
            _("You looked at what others wrote about that sample: it is for somebody else now."), code="settled"
        )
    again = {"status": ReviewStatus.OPEN, "slot": _free_slot(sample), "reason": "", "ended_at": None}
    again["lease_until"] = timezone.now() + timedelta(seconds=settings.REVIEW_LEASE_SECONDS)
    if not Review.objects.filter(pk=review.pk, status=ReviewStatus.SKIPPED).update(**again):
        raise Refusal(_("This skip has just been taken back elsewhere."))
    _step_back(sample)
    Event.objects.record("skip withdrawn", review, by=by, benchmark=benchmark, sample=sample.pk, reason=review.reason)


def _check_undoable(sample: Sample) -> None:
    if sample.status == SampleStatus.EXCLUDED:
        raise Refusal(_("The sample was excluded since: ask an admin to bring it back first."), code="settled")
    if sample.final_label and sample.final_label.origin == Origin.ADJUDICATED:
        raise Refusal(_("The sample was adjudicated since: its label stands."), code="settled")


def _withdraw(review: Review) -> int:
    """It keeps the time of its submit, which releases tell; the time of the withdrawal is the event's."""
    still = Review.objects.filter(pk=review.pk, status=ReviewStatus.SUBMITTED)
    return still.update(status=ReviewStatus.WITHDRAWN)


def _free_slot(sample: Sample) -> int:
    taken = set(Review.objects.holding().filter(sample=sample).values_list("slot", flat=True))
    free = next((slot for slot in range(sample.wanted) if slot not in taken), None)
    if free is None:
        raise Refusal(_("As many people as this sample wants have it already."), code="settled")
    return free


def _open_again(sample: Sample, review: Review) -> Review:
    return Review.objects.create(
        sample_id=review.sample_id,
        annotator_id=review.annotator_id,
        draft_id=review.draft_id,
        arm=review.arm,
        blind_label_id=review.blind_label_id,
        slot=_free_slot(sample),
        working=review.working,
        seconds=review.seconds,
        lease_until=timezone.now() + timedelta(seconds=settings.REVIEW_LEASE_SECONDS),
    )


def _step_back(sample: Sample) -> None:
    labels, flagged = submitted_labels(sample.pk)
    sample.status = standing(overlap=sample.wanted, labels=labels, flagged=flagged)
    sample.final_label = None
    sample.save(update_fields=["status", "final_label"])
