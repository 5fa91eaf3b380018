"""How a review starts: with the draft, with a planted trigger in it, or blind; drawn by seed, to be redone."""

import hashlib

from django.contrib.postgres.functions import TransactionNow
from django.db import connection

from annotation.models import Benchmark
from review.models import Review
from review.states import Arm

# The false trigger is of a draft with another picture and another emotion; where it stands follows from the draw.
PLANT = """
WITH shown AS (
    SELECT review.id AS review, sample.image_id, sample.emotion, draft.label_id, draft.id AS draft,
           (SELECT count(*) FROM annotation_trigger own WHERE own.label_id = draft.label_id) AS own,
           (SELECT max(id) FROM annotation_trigger own WHERE own.label_id = draft.label_id) AS last
    FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
    JOIN inference_draft draft ON draft.id = review.draft_id WHERE review.id = %(review)s
), false_one AS (
    SELECT planted.id FROM shown CROSS JOIN LATERAL (
        SELECT trigger.id FROM inference_draft other JOIN inference_draftrun run ON run.id = other.run_id
        JOIN annotation_sample elsewhere ON elsewhere.id = other.sample_id
        JOIN annotation_trigger trigger ON trigger.label_id = other.label_id
        WHERE other.status = 'done' AND NOT run.trial AND run.benchmark_id = %(benchmark)s
          AND elsewhere.image_id <> shown.image_id AND elsewhere.emotion <> shown.emotion
          AND other.id >= (SELECT floor(%(draw)s * max(id)) FROM inference_draft)
          AND lower(trigger.text) NOT IN (SELECT lower(text) FROM annotation_trigger own
                                          WHERE own.label_id = shown.label_id)
        ORDER BY other.id, trigger.position LIMIT 1) planted
), place AS (
    SELECT 1 + floor(%(place)s * (own + 1))::integer AS position FROM shown
)
INSERT INTO review_plantedtrigger (review_id, trigger_id, shown_as, position, rounds, action, reason)
SELECT shown.review, false_one.id, shown.last + 1, place.position, ARRAY(
           SELECT round.position FROM annotation_trigger own
           JOIN inference_support support ON support.trigger_id = own.id
           JOIN inference_round round ON round.id = support.round_id
           WHERE own.label_id = shown.label_id AND own.position = least(place.position, shown.own)
           ORDER BY round.position), '', ''
FROM shown, false_one, place WHERE shown.own > 0
ON CONFLICT DO NOTHING
"""


def drawn(benchmark: Benchmark, purpose: str, user: int, sample: int) -> float:
    """A number from 0 up to 1 that follows from the benchmark's seed, the person (id) and the sample (id)."""
    text = f"{benchmark.seed}:{purpose}:{user}:{sample}"
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:8], 16) / 2**32


def arrange(benchmark: Benchmark, review: int | None, *, by) -> int | None:
    """Draw how a review starts that this transaction opened; returns the review's id.

    One that is taken up again starts as it did: its person may have seen the draft already.
    """
    if review is None or not (benchmark.blind_share or benchmark.planted_share):
        return review
    found = Review.objects.filter(pk=review, opened_at=TransactionNow(), draft__isnull=False).first()
    if found is None:
        return review
    if drawn(benchmark, "blind", by.pk, found.sample_id) < benchmark.blind_share:
        Review.objects.filter(pk=review).update(arm=Arm.BLIND)
    elif drawn(benchmark, "planted", by.pk, found.sample_id) < benchmark.planted_share:
        _plant(benchmark, found, by)
    return review


def _plant(benchmark: Benchmark, review: Review, by) -> None:
    """Put a false trigger among the drafted ones; none where no other picture has a draft of another emotion."""
    draw, place = (drawn(benchmark, purpose, by.pk, review.sample_id) for purpose in ("which", "where"))
    parameters = {"review": review.pk, "benchmark": benchmark.pk, "place": place}
    with connection.cursor() as cursor:
        for start in (draw, 0.0):  # from a drawn place on, and from the first one where none follows
            cursor.execute(PLANT, parameters | {"draw": start})
            if cursor.rowcount:
                return
