"""By which name a person is shown: adjudicators know the reviewers of what they settle by a letter alone."""

from collections import defaultdict

from django.utils.translation import gettext as _

from annotation.models import Benchmark, Sample
from annotation.permissions import Right, can
from annotation.states import SampleStatus
from review.laying_out import in_no_telling_order, reviewer_name
from review.models import Review
from review.states import ReviewStatus


def letters_of(user, benchmark: Benchmark, samples: list[Sample]) -> dict[int, dict[int, str]]:
    """By the sample's id and the person's: “Reviewer A”, as on the adjudication screen; others keep their names.

    Admins, who see who works on what anyway, and people who settle nothing get no letters.
    """
    if can(user, benchmark, Right.MANAGE) or not can(user, benchmark, Right.ADJUDICATE):
        return {}
    open_still = [sample.pk for sample in samples if sample.status == SampleStatus.ADJUDICATION]
    reviews: dict[int, list[Review]] = defaultdict(list)
    for review in Review.objects.filter(sample__in=open_still, status=ReviewStatus.SUBMITTED).exclude(annotator=user):
        reviews[review.sample_id].append(review)
    return {
        sample: {
            review.annotator_id: _("Reviewer %(name)s") % {"name": reviewer_name(place)}
            for place, review in enumerate(in_no_telling_order(found))
        }
        for sample, found in reviews.items()
    }
