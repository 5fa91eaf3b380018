"""Samples that were skipped until nobody is left to take them: they go to the adjudicators, so that none is stuck."""

from django.db import connection, transaction

from annotation.models import Benchmark, Event, Role, Sample
from annotation.states import REVIEWABLE, SampleStatus
from review.models import Review
from review.states import ReviewStatus

ENOUGH_SKIPS = 10  # so many people who pass a sample on say enough about it, however many others there are

# An annotator who may have the sample and had it not; admins and adjudicators are not waited for.
SOMEBODY = """
EXISTS (
    SELECT 1 FROM annotation_membership member
    JOIN auth_user person ON person.id = member.user_id AND person.is_active
    WHERE member.benchmark_id = sample.benchmark_id AND member.role = %(role)s
    AND member.user_id <> ALL (sample.had_by)
    AND (sample.audience = '{}' OR member.user_id = ANY (sample.audience) OR EXISTS (
        SELECT 1 FROM annotation_peoplegroup_members grouped
        WHERE grouped.user_id = member.user_id AND -grouped.peoplegroup_id = ANY (sample.audience))))
"""
IS_ANYBODY_LEFT = f"SELECT {SOMEBODY} FROM annotation_sample sample WHERE sample.id = %(sample)s"  # noqa: S608
LEFT_ALONE = f"""
SELECT DISTINCT sample.id FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
WHERE review.status = 'skipped' AND sample.status IN ('drafted', 'in_review') AND sample.free_places > 0
AND NOT {SOMEBODY} ORDER BY sample.id
"""  # noqa: S608


def is_stranded(sample: int, *, besides=None) -> bool:
    """Whether somebody skipped the sample, nobody has it open (but for `besides`), and nobody is left to take it."""
    reviews = Review.objects.filter(sample=sample)
    skips = reviews.filter(status=ReviewStatus.SKIPPED).count()
    if not skips or reviews.filter(status=ReviewStatus.OPEN).exclude(annotator=besides).exists():
        return False
    if skips >= ENOUGH_SKIPS:
        return True
    with connection.cursor() as cursor:
        cursor.execute(IS_ANYBODY_LEFT, {"sample": sample, "role": Role.ANNOTATOR})
        return not cursor.fetchone()[0]


def refer_if_stranded(benchmark: Benchmark, sample: Sample) -> bool:
    """Pass the sample on to the adjudicators where it is stranded; the caller holds its lock."""
    if sample.status not in REVIEWABLE or not is_stranded(sample.pk):
        return False
    sample.status = SampleStatus.ADJUDICATION
    sample.save(update_fields=["status"])
    Event.objects.record("left to adjudicators", sample, by=None, benchmark=benchmark)
    return True


def refer_all_stranded() -> int:
    """Pass on what was stranded by no skip: its last people left, or it was assigned to others; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT_ALONE, {"role": Role.ANNOTATOR})
        candidates = [row[0] for row in cursor.fetchall()]
    return sum(_refer(sample) for sample in candidates)


@transaction.atomic
def _refer(pk: int) -> bool:
    sample = Sample.objects.select_for_update(no_key=True).get(pk=pk)
    return refer_if_stranded(sample.benchmark, sample)
