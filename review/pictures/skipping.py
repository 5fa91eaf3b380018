"""Skipping a whole picture: all its questions go to someone else."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Image, Sample
from review.models import Review
from review.refusals import Refusal, Unknown
from review.skipping import skip
from review.states import ReviewStatus


@transaction.atomic
def skip_picture(benchmark: Benchmark, image: Image, reviews: Collection[int], *, reason: str, note="", by) -> None:
    """End these open reviews of the picture without decisions; a repeat changes nothing.

    Raises Unknown, Ended and Refusal, skipping none.
    """
    own = Review.objects.filter(pk__in=reviews, annotator=by, sample__image=image, sample__benchmark=benchmark)
    if not reviews:
        raise Refusal(_("Reload the page: it did not say what is to be skipped."), code="unreadable")
    if own.count() != len(set(reviews)):
        raise Unknown(_("This review is of another picture."), code="unknown")
    list(Sample.objects.select_for_update(no_key=True).filter(reviews__in=reviews, image=image).order_by("pk"))
    waiting = list(own.exclude(status=ReviewStatus.SKIPPED).order_by("sample_id").values_list("pk", flat=True))
    for review in waiting:
        skip(benchmark, review, reason=reason, note=note, by=by)
    if waiting:
        detail = {"reviews": sorted(set(reviews)), "reason": reason}
        Event.objects.record("picture skipped", image, by=by, benchmark=benchmark, **detail)
