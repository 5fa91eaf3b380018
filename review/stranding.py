"""Samples that were skipped until nobody is left to take them: they go to the adjudicators, so that none is stuck."""

from django.db import connection

from annotation.models import Benchmark, Event, Role, Sample
from annotation.states import REVIEWABLE, SampleStatus
from review.models import Review
from review.states import ReviewStatus

ENOUGH_SKIPS = 10  # so many people who pass a sample on say enough about it, however many others there are

# Annotators who may have the sample and had it not; admins and adjudicators are not waited for.
ANYBODY_LEFT = """
SELECT EXISTS (
    SELECT 1 FROM annotation_sample sample
    JOIN annotation_membership member ON member.benchmark_id = sample.benchmark_id AND member.role = %(role)s
    JOIN auth_user person ON person.id = member.user_id AND person.is_active
    WHERE sample.id = %(sample)s AND member.user_id <> ALL (sample.had_by)
    AND (sample.audience = '{}' OR member.user_id = ANY (sample.audience) OR EXISTS (
        SELECT 1 FROM annotation_peoplegroup_members grouped
        WHERE grouped.user_id = member.user_id AND -grouped.peoplegroup_id = ANY (sample.audience))))
"""


def is_stranded(sample: int, *, besides=None) -> bool:
    """Whether somebody skipped the sample, nobody has it open (but for `besides`), and nobody is left to take it."""
    reviews = Review.objects.filter(sample=sample)
    skips = reviews.filter(status=ReviewStatus.SKIPPED).count()
    if not skips or reviews.filter(status=ReviewStatus.OPEN).exclude(annotator=besides).exists():
        return False
    if skips >= ENOUGH_SKIPS:
        return True
    with connection.cursor() as cursor:
        cursor.execute(ANYBODY_LEFT, {"sample": sample, "role": Role.ANNOTATOR})
        return not cursor.fetchone()[0]


def refer_if_stranded(benchmark: Benchmark, sample: Sample) -> bool:
    """Pass the sample on to the adjudicators where it is stranded; the caller holds its lock."""
    if sample.status not in REVIEWABLE or not is_stranded(sample.pk):
        return False
    sample.status = SampleStatus.ADJUDICATION
    sample.save(update_fields=["status"])
    Event.objects.record("left to adjudicators", sample, by=None, benchmark=benchmark)
    return True
