"""Whose work a person may read: reviewers do not see each other's before all of it is in."""

from django.db.models import Q, QuerySet

from annotation.hiding import samples_kept_from
from annotation.models import Benchmark, Origin, ReleaseItem
from annotation.permissions import Right, can
from annotation.states import REVIEWABLE, SampleStatus
from review.models import Review
from review.states import Arm, ReviewStatus

WORK = (Origin.HUMAN, Origin.BLIND, Origin.ADJUDICATED)


def readable(user, benchmark: Benchmark, rows: QuerySet, *, by: str = "annotator") -> QuerySet:
    """Those rows (reviews, comments, adjudications: of a `sample`, `by` a person) that the user may read.

    Annotators read their own. Who reviews and sees figures too reads others' once the sample wants nobody any more;
    admins do not wait for that, but nobody reads others' work on a sample that they are reviewing themselves.
    """
    if not can(user, benchmark, Right.MEASURE):
        return rows.filter(**{by: user})
    return rows.exclude(not_yet_in(user, benchmark) & ~Q(**{by: user}))


def readable_labels(user, benchmark: Benchmark, labels: QuerySet) -> QuerySet:
    """Those labels that the user may read: for people with the right to the figures all but others' work so far.

    Before it is released an own list is no label of one's own to read, unless one runs the benchmark: it lacks what was
    planted and kept. What was decided is told by the review.
    """
    if not can(user, benchmark, Right.MANAGE):
        labels = labels.exclude(Q(origin=Origin.HUMAN, created_by=user) & ~Q(pk__in=_released()))
    if not can(user, benchmark, Right.MEASURE):
        return labels.filter(Q(origin=Origin.IMPORTED) | Q(created_by=user))
    labels = labels.exclude(origin=Origin.DRAFT, sample__in=samples_kept_from(user))
    return labels.exclude(not_yet_in(user, benchmark) & Q(origin__in=WORK) & ~Q(created_by=user))


def not_yet_in(user, benchmark: Benchmark) -> Q:
    """The rows of samples on which others' work is still hidden from the user, who has the right to the figures."""
    hidden = Q(sample__in=at_work_on(user))
    if can(user, benchmark, Right.REVIEW) and not can(user, benchmark, Right.MANAGE):
        hidden |= Q(sample__status__in=REVIEWABLE)
    return hidden


def finals_kept_from(user, benchmark: Benchmark) -> QuerySet:
    """The ids of the samples whose final label the user may not read now: what they are reviewing.

    Nor, before it is released and unless they run the benchmark, a list that reviewers agreed on where they are one of
    them: it lacks what was planted in theirs and kept.
    """
    own = Q(status=ReviewStatus.OPEN)
    if not can(user, benchmark, Right.MANAGE):
        agreed = Q(status=ReviewStatus.SUBMITTED, sample__final_label__origin=Origin.HUMAN)
        own |= agreed & ~Q(sample__final_label__in=_released())
    return Review.objects.filter(own, annotator=user, sample__benchmark=benchmark).values_list("sample_id", flat=True)


def _released() -> QuerySet:
    return ReleaseItem.objects.values("label_id")


def drafts_kept_from(user) -> QuerySet:
    """The ids of the samples whose drafts the user may not read now: what they are reviewing, and blind beginnings.

    Who reviews sees the draft on the sheet, where it may hold a planted trigger, or comes after the own list. A blind
    review that lapsed or was skipped before that list was kept may be taken up again while the sample has a place.
    """
    unwritten = Q(arm=Arm.BLIND, draft__isnull=False, blind_label__isnull=True)
    has_place = Q(sample__status__in=[*REVIEWABLE, SampleStatus.ADJUDICATION], sample__free_places__gt=0)
    let_go = Q(status__in=[ReviewStatus.RETURNED, ReviewStatus.SKIPPED])
    own = Review.objects.filter(Q(status=ReviewStatus.OPEN) | let_go & unwritten & has_place, annotator=user)
    return own.values_list("sample_id", flat=True)


def at_work_on(user) -> QuerySet:
    """The ids of the samples that the user is reviewing now."""
    return Review.objects.filter(annotator=user, status=ReviewStatus.OPEN).values_list("sample_id", flat=True)
