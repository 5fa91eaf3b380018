"""The queue: samples are handed out under a lease, never beyond the overlap, and abandoned work comes back."""

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from annotation.models import Benchmark, Sample
from review.models import Review
from review.states import ReviewStatus

MOST_OPEN = 3  # the sample on the screen, the one loaded ahead, and one brought back by undo
MOST_ATTEMPTS = 25

OWN_OPEN = """
SELECT coalesce(array_agg(review.id ORDER BY review.id), '{}'),
       EXISTS (SELECT 1 FROM review_review lapsed
               WHERE lapsed.status = 'open' AND lapsed.lease_until < now() AND lapsed.annotator_id <> %(user)s)
FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
WHERE review.annotator_id = %(user)s AND review.status = 'open' AND sample.benchmark_id = %(benchmark)s
"""

RETURN_LAPSED = """
UPDATE review_review SET status = 'returned', lease_until = NULL, ended_at = now()
WHERE id IN (SELECT id FROM review_review WHERE status = 'open' AND lease_until < now()
             AND annotator_id IS DISTINCT FROM %(user)s FOR UPDATE SKIP LOCKED)
"""

# The first sample in order that wants one more person and that this person has not had, with the place that is free
# on it. One scan of each candidate's reviews tells all; the lock keeps two claims apart, and where it does not (a
# claim that ended between our snapshot and our lock) the unique constraints do.
CANDIDATE = """
SELECT sample.id, so_far.returned,
       (SELECT min(place) FROM generate_series(0, %(overlap)s - 1) place
        WHERE place <> ALL (coalesce(so_far.places, '{}'))) AS slot,
       (SELECT draft.id FROM inference_draft draft JOIN inference_draftrun run ON run.id = draft.run_id
        WHERE draft.sample_id = sample.id AND draft.status = 'done' AND NOT run.trial
        ORDER BY draft.id DESC LIMIT 1) AS draft_id
FROM annotation_sample sample
CROSS JOIN LATERAL (
    SELECT array_agg(slot::integer) FILTER (WHERE status IN ('open', 'submitted')) AS places,
           bool_or(annotator_id = %(user)s AND status IN ('open', 'submitted', 'skipped')) AS had,
           max(id) FILTER (WHERE annotator_id = %(user)s AND status = 'returned') AS returned
    FROM review_review review WHERE review.sample_id = sample.id
) so_far
WHERE sample.benchmark_id = %(benchmark)s AND sample.status IN ('drafted', 'in_review')
  AND sample.position > %(after)s
  AND coalesce(cardinality(so_far.places), 0) < %(overlap)s AND so_far.had IS NOT TRUE
"""
IN_ORDER = "ORDER BY sample.position LIMIT 1"

CLAIM = """
WITH candidate AS ({candidate} FOR UPDATE OF sample {waiting}),
resumed AS (
    UPDATE review_review SET status = 'open', slot = candidate.slot, ended_at = NULL,
        lease_until = now() + make_interval(secs => %(lease)s)
    FROM candidate WHERE review_review.id = candidate.returned RETURNING review_review.id
), opened AS (
    INSERT INTO review_review (sample_id, annotator_id, draft_id, status, slot, lease_until, version, working,
                               seconds, reason, flagged, flag_reason, opened_at)
    SELECT id, %(user)s, draft_id, 'open', slot, now() + make_interval(secs => %(lease)s), 1, '{{}}', 0, '', false, '',
           now()
    FROM candidate WHERE returned IS NULL
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT id FROM resumed UNION ALL SELECT id FROM opened
"""
CLAIM_FREE = CLAIM.format(candidate=CANDIDATE + IN_ORDER, waiting="SKIP LOCKED")
CLAIM_WAITING = CLAIM.format(candidate=CANDIDATE + IN_ORDER, waiting="")
CLAIM_THIS = CLAIM.format(candidate=CANDIDATE + "AND sample.id = %(sample)s", waiting="")

LAST_POSITION = """
SELECT sample.position FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
WHERE review.annotator_id = %(user)s AND sample.benchmark_id = %(benchmark)s ORDER BY review.id DESC LIMIT 1
"""

RENEW = """
UPDATE review_review SET lease_until = now() + make_interval(secs => %(lease)s)
WHERE id = ANY(%(reviews)s) AND annotator_id = %(user)s AND status = 'open' RETURNING id
"""


def claim(benchmark: Benchmark, *, by, besides: tuple[int, ...] = ()) -> int | None:
    """The id of the person's next review: their own open one first, else the next sample; None: nothing is left.

    `besides` are reviews that the browser has already. A person holds at most MOST_OPEN reviews at a time.
    """
    own, lapsed = _own_open(benchmark, by)
    if lapsed:
        return_lapsed(sparing=by)
    for review in own:
        if review not in besides and renew([review], by=by):
            return review
    return _claim_next(benchmark, by) if len(own) < MOST_OPEN else None


def claim_sample(sample: Sample, *, by) -> int | None:
    """The id of the person's review of this very sample; None where it is not to be had."""
    return_lapsed(sparing=by)
    own = Review.objects.open_by(by).filter(sample=sample).values_list("id", flat=True).first()
    if own and renew([own], by=by):
        return own
    return _attempt(CLAIM_THIS, _parameters(sample.benchmark, by) | {"sample": sample.pk})


def renew(reviews: list[int], *, by) -> list[int]:
    """Renew the leases of the person's open reviews; returns the ids of those that are still theirs."""
    parameters = {"reviews": list(reviews), "user": by.pk, "lease": settings.REVIEW_LEASE_SECONDS}
    with connection.cursor() as cursor:
        return [row[0] for row in cursor.execute(RENEW, parameters).fetchall()]


def return_lapsed(*, sparing=None) -> int:
    """Give back every open review whose lease ran out, its working kept; returns how many. `sparing` keeps theirs."""
    with connection.cursor() as cursor:
        cursor.execute(RETURN_LAPSED, {"user": sparing.pk if sparing else None})
        return cursor.rowcount


def progress(benchmark: Benchmark, *, by) -> dict:
    """How many samples the person submitted today, and how many still want somebody."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    submitted = Q(status=ReviewStatus.SUBMITTED, ended_at__gte=midnight, sample__benchmark=benchmark)
    return {
        "done_today": Review.objects.filter(submitted, annotator=by).count(),
        "remaining": Sample.objects.filter(benchmark=benchmark).reviewable().aggregate(count=Count("id"))["count"],
    }


def _own_open(benchmark, by) -> tuple[list[int], bool]:
    with connection.cursor() as cursor:
        return cursor.execute(OWN_OPEN, {"user": by.pk, "benchmark": benchmark.pk}).fetchone()


def _parameters(benchmark, by) -> dict:
    lease = settings.REVIEW_LEASE_SECONDS
    return {"user": by.pk, "benchmark": benchmark.pk, "overlap": benchmark.overlap, "lease": lease, "after": -1}


def _claim_next(benchmark, by) -> int | None:
    """Skip samples that others are claiming; before saying that nothing is left, wait for those too."""
    parameters = _parameters(benchmark, by)
    if benchmark.overlap > 1 and (further := _claim_further(parameters)):
        return further
    for _attempts in range(MOST_ATTEMPTS):
        review = _attempt(CLAIM_FREE, parameters) or _attempt(CLAIM_WAITING, parameters)
        if review or not _is_any_left(parameters):
            return review
    return None


def _claim_further(parameters: dict) -> int | None:
    """Go on behind the person's last sample: all that they did and others still have to do lies before it."""
    with connection.cursor() as cursor:
        last = cursor.execute(LAST_POSITION, parameters).fetchone()
    return _attempt(CLAIM_FREE, parameters | {"after": last[0]}) if last else None


def _attempt(statement: str, parameters: dict) -> int | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            row = cursor.execute(statement, parameters).fetchone()
    except IntegrityError:  # someone took the place between our snapshot and our lock
        return None
    return row[0] if row else None


def _is_any_left(parameters: dict) -> bool:
    with connection.cursor() as cursor:
        return cursor.execute(CANDIDATE + IN_ORDER, parameters).fetchone() is not None
