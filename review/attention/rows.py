"""Reads how each person got through the drafts that they were shown."""

from dataclasses import dataclass

from annotation.models import Benchmark
from review.selecting import select

# Blind reviews are left out: their seconds went into writing. `whole`: all was accepted as it stood, nothing added.
REVIEWS = """
SELECT review.annotator_id, review.seconds, count(*) FILTER (WHERE decision.action <> 'add') AS shown,
    bool_and(decision.action = 'accept') AS whole
FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
JOIN review_decision decision ON decision.review_id = review.id
WHERE review.status = 'submitted' AND review.arm = 'assisted' AND sample.benchmark_id = %(benchmark)s
  AND review.draft_id IS NOT NULL AND (%(person)s::bigint IS NULL OR review.annotator_id = %(person)s)
GROUP BY review.id HAVING count(*) FILTER (WHERE decision.action <> 'add') > 0
ORDER BY review.annotator_id, review.ended_at, review.id
"""
# A review that was taken back and submitted again shows the same false trigger again: the first answer counts.
PLANTED = """
SELECT annotator_id, count(*), count(*) FILTER (WHERE action = 'reject') FROM (
    SELECT DISTINCT ON (review.annotator_id, review.sample_id) review.annotator_id, planted.action
    FROM review_plantedtrigger planted JOIN review_review review ON review.id = planted.review_id
    JOIN annotation_sample sample ON sample.id = review.sample_id
    WHERE planted.answered_at IS NOT NULL AND sample.benchmark_id = %(benchmark)s
      AND (%(person)s::bigint IS NULL OR review.annotator_id = %(person)s)
    ORDER BY review.annotator_id, review.sample_id, planted.answered_at
) answered GROUP BY annotator_id
"""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One submitted review: its active seconds, how many drafted triggers it showed, and whether all were kept."""

    seconds: float
    shown: int
    whole: bool


def read_reviewed(benchmark: Benchmark, person: int | None = None) -> dict[int, list[Reviewed]]:
    """The reviews of each person (or of one) in the order in which they were submitted."""
    found: dict[int, list[Reviewed]] = {}
    for who, seconds, shown, whole in select(REVIEWS, {"benchmark": benchmark.pk, "person": person}):
        found.setdefault(who, []).append(Reviewed(seconds, shown, whole))
    return found


def read_planted(benchmark: Benchmark, person: int | None = None) -> dict[int, tuple[int, int]]:
    """By person (or of one): how many planted triggers were answered, and how many of them rejected."""
    return {
        who: (shown, caught) for who, shown, caught in select(PLANTED, {"benchmark": benchmark.pk, "person": person})
    }
