"""Undoing a submit or skip: of a submit, the old review is withdrawn and a new one opens with the same work."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Origin, ReleaseItem, Sample
from annotation.states import SampleStatus
from review.decisions import standing
from review.models import Adjudication, Review
from review.planting import plant_again
from review.queueing import one_at_a_time
from review.refusals import Ended, Refusal, Unknown
from review.states import AdjudicationStatus, ReviewStatus
from review.submitting import submitted_labels


@dataclass(frozen=True, slots=True)
class Undone:
    """The review that is open again, and what was taken back: "submit" or "skip"."""

    review: int
    way: str


@transaction.atomic
def undo_last(benchmark: Benchmark, *, client_id: uuid.UUID | None = None, by) -> Undone:
    """Take the person's last submit or skip back, as `take_back` does; a skip whose sample others took since stays.

    A repeat under the same client id takes nothing more back and gives the same answer. Raises Ended where what was
    taken back has gone on since.
    """
    one_at_a_time(benchmark, by)
    return _answer_of(benchmark, client_id, by) or take_back(
        benchmark, _last_ended(benchmark, by), client_id=client_id, by=by
    )


def _answer_of(benchmark: Benchmark, client_id: uuid.UUID | None, by) -> Undone | None:
    """The answer that an undo under this client id was given already."""
    found = undone_under(client_id, ("withdrawn", "skip withdrawn"), benchmark, by=by)
    if found is None:
        return None
    answer = Undone(found.detail.get("reopened", found.subject_id), "submit" if found.verb == "withdrawn" else "skip")
    if not Review.objects.open_by(by).filter(pk=answer.review).exists():
        raise Ended(_("That was taken back already, and has gone on since."), code="over")
    return answer


def undone_under(client_id: uuid.UUID | None, verbs: tuple[str, ...], benchmark: Benchmark, *, by) -> Event | None:
    """The event (one of these verbs) of the person's undo under this client id."""
    if client_id is None:
        return None
    return Event.objects.filter(benchmark=benchmark, by=by, verb__in=verbs, detail__client_id=str(client_id)).first()


@transaction.atomic
def take_back(benchmark: Benchmark, review: Review, *, client_id: uuid.UUID | None = None, by) -> Undone:
    """Take a submit or skip of the person back while its sample is not final. Raises Unknown and Refusal.

    Nothing is erased: a withdrawn review keeps its decisions and its label, and history keeps the skip. The event
    bears the `client_id`, by which a repeat is known.
    """
    named = {"client_id": str(client_id)} if client_id else {}
    if review.annotator_id != by.pk:
        raise Unknown(_("There is no submit of yours to take back."), code="nothing")
    locked = Sample.objects.select_for_update(of=("self",), no_key=True).select_related("final_label")
    sample = locked.annotate(**final_facts("pk")).get(pk=review.sample_id, benchmark=benchmark)
    if review.status == ReviewStatus.SKIPPED:
        _check_unseen(sample, by)
    if why := why_final(sample):
        raise Refusal(why, code="settled")
    if review.status == ReviewStatus.SKIPPED:
        _unskip(benchmark, sample, review, named, by)
        return Undone(review.pk, "skip")
    if not _withdraw(review):
        raise Refusal(_("This submit has just been taken back elsewhere."))
    reopened = _open_again(sample, review)
    plant_again(review, reopened)
    _step_back(sample)
    facts = {"sample": sample.pk, "reopened": reopened.pk} | named
    Event.objects.record("withdrawn", review, by=by, benchmark=benchmark, **facts)
    return Undone(reopened.pk, "submit")


def final_facts(sample: str) -> dict[str, Exists]:
    """What `why_final` needs beside the sample itself, for rows in which `sample` names it."""
    released = ReleaseItem.objects.filter(sample=OuterRef(sample)).exclude(label__origin=Origin.IMPORTED)
    settled = Adjudication.objects.filter(sample=OuterRef(sample))
    return {
        "is_released": Exists(released),
        "is_adjudicated": Exists(settled.filter(status=AdjudicationStatus.SUBMITTED)),
        "is_being_adjudicated": Exists(settled.open_ones()),
    }


def why_final(sample: Sample, facts=None) -> str:
    """Why nothing of the sample is taken back any more, in words; empty where it may be.

    `facts` bears what `final_facts` asked for, the sample itself by default.
    """
    facts = facts or sample
    if sample.status == SampleStatus.EXCLUDED:
        return _("The sample was excluded since: ask an admin to bring it back first.")
    is_settled = sample.final_label and sample.final_label.origin == Origin.ADJUDICATED
    if is_settled or facts.is_adjudicated:
        return _("The sample was adjudicated since: its label stands.")
    if facts.is_being_adjudicated:
        return _("An adjudicator is at this sample now: tell them in a comment what you would change.")
    if facts.is_released:
        return _("The label was released since, and releases never change.")
    return ""


def _last_ended(benchmark, by) -> Review:
    ended = Q(status=ReviewStatus.SUBMITTED) | Q(status=ReviewStatus.SKIPPED, sample__free_places__gt=0)
    own = Review.objects.filter(ended, annotator=by, sample__benchmark=benchmark)
    last = own.order_by("-ended_at", "-id").first()
    if last is None:
        raise Refusal(_("There is no submit of yours to take back."), code="nothing")
    return last


def _check_unseen(sample: Sample, by) -> None:
    if sample.adjudications.filter(adjudicator=by).exists():
        raise Refusal(
            _("You looked at what others wrote about that sample: it is for somebody else now."), code="settled"
        )


def _unskip(benchmark, sample: Sample, review: Review, named: dict, by) -> None:
    """Open the skipped review again with what was written in it; what was left to adjudicators comes back."""
    again = {"status": ReviewStatus.OPEN, "slot": _free_slot(sample), "reason": "", "ended_at": None}
    again["lease_until"] = timezone.now() + timedelta(seconds=settings.REVIEW_LEASE_SECONDS)
    if not Review.objects.filter(pk=review.pk, status=ReviewStatus.SKIPPED).update(**again):
        raise Refusal(_("This skip has just been taken back elsewhere."))
    _step_back(sample)
    facts = {"sample": sample.pk, "reason": review.reason} | named
    Event.objects.record("skip withdrawn", review, by=by, benchmark=benchmark, **facts)


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
