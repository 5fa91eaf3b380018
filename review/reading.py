"""Whose work a person may read: reviewers do not see each other's before all of it is in."""

from django.db.models import Q, QuerySet

from annotation.models import Benchmark
from annotation.permissions import Right, can
from annotation.states import REVIEWABLE
from review.models import Review
from review.states import ReviewStatus


def readable(user, benchmark: Benchmark, reviews: QuerySet) -> QuerySet:
    """Those of the reviews that the user may read.

    Annotators read their own. Who reviews and sees figures too reads others' once the sample wants nobody any more;
    admins do not wait for that, but nobody reads others' work on a sample that they are reviewing themselves.
    """
    if not can(user, benchmark, Right.MEASURE):
        return reviews.filter(annotator=user)
    at_it = Review.objects.filter(annotator=user, status=ReviewStatus.OPEN).values("sample_id")
    hidden = Q(sample__in=at_it)
    if can(user, benchmark, Right.REVIEW) and not can(user, benchmark, Right.MANAGE):
        hidden |= Q(sample__status__in=REVIEWABLE)
    return reviews.exclude(hidden & ~Q(annotator=user))
