"""Giving back: an admin returns a sample that somebody left open to the queue at once, with what they wrote kept."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Sample
from review.models import Review
from review.refusals import Ended
from review.states import ReviewStatus


@transaction.atomic
def give_back(benchmark: Benchmark, review: Review, *, by) -> None:
    """End the open review as returned: its person may take it up again while the place is free. Raises Ended."""
    Sample.objects.select_for_update(no_key=True).get(pk=review.sample_id)
    returned = Review.objects.filter(pk=review.pk, status=ReviewStatus.OPEN).update(
        status=ReviewStatus.RETURNED, lease_until=None, ended_at=timezone.now()
    )
    if not returned:
        raise Ended(_("This review has ended meanwhile."), code="over")
    Event.objects.record("given back", review, by=by, benchmark=benchmark, sample=review.sample_id)
