"""Keeping unfinished work: every save carries the version it started from, and renews the lease."""

import json
import math

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Sample
from review.models import Review
from review.refusals import Conflict, Ended, Refusal, Unknown
from review.states import ReviewStatus

LARGEST_WORKING = 200_000  # characters of JSON
LONGEST_PASS = 7 * 24 * 3600.0  # seconds

SAVE = """
UPDATE review_review review
SET working = %(working)s::jsonb, seconds = %(seconds)s, version = review.version + 1,
    lease_until = now() + make_interval(secs => %(lease)s)
FROM annotation_sample sample
WHERE sample.id = review.sample_id AND sample.benchmark_id = %(benchmark)s AND review.id = %(review)s
  AND review.annotator_id = %(user)s AND review.status = 'open' AND review.version = %(version)s
RETURNING review.version
"""


def save(benchmark: Benchmark, review: int, *, version: int, working: dict, seconds: float, by) -> int:
    """Keep the working of an open review that is still at `version`; returns its new version.

    Raises Unknown, Ended (it is over), Conflict (saved from elsewhere since) and Refusal (unfit to be kept).
    A review that had gone back to the queue is taken up again where its place is still free.
    """
    parameters = {"benchmark": benchmark.pk, "review": review, "user": by.pk, "version": version}
    parameters |= {"working": storable(working), "seconds": active_time(seconds), "lease": _lease()}
    saved = _write(parameters)
    if saved is None:
        take_up_again(benchmark, review, by=by)
        saved = _write(parameters)
    if saved is None:
        raise conflict_of(Review.objects.get(pk=review))
    return saved


def take_up_again(benchmark: Benchmark, review: int, *, by) -> Review:
    """The person's review, open: one that lapsed is opened again where its place on the sample is free.

    Raises Unknown and Ended.
    """
    found = Review.objects.filter(pk=review, annotator=by, sample__benchmark=benchmark).first()
    if found is None:
        raise Unknown(_("This review is not yours, or is not there any more."), code="unknown")
    if found.status == ReviewStatus.RETURNED:
        _reopen(benchmark, found)
    if found.status != ReviewStatus.OPEN:
        raise Ended(_("This review is over: it was %(status)s.") % {"status": found.get_status_display()}, code="over")
    return found


def conflict_of(review: Review) -> Conflict:
    """That somebody (most likely the same person elsewhere) saved the review since."""
    return Conflict(
        _("This sample was changed from another window. Choose which of the two goes on."),
        version=review.version,
        working=review.working,
    )


def storable(working) -> str:
    """The working as JSON text that Postgres can keep; raises Refusal."""
    if not isinstance(working, dict):
        raise Refusal(_("The work did not arrive whole. Reload the page: what you wrote is kept in this browser."))
    text = json.dumps(working, allow_nan=False)
    if len(text) > LARGEST_WORKING:
        raise Refusal(_("This is too long to be kept: shorten the texts of the triggers."))
    return text


def active_time(seconds) -> float:
    """Seconds of work as reported by the browser, within reason; raises Refusal."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds):
        raise Refusal(_("The time of work is not a number of seconds."))
    return min(max(float(seconds), 0.0), LONGEST_PASS)


def _lease() -> float:
    return settings.REVIEW_LEASE_SECONDS


def _write(parameters: dict) -> int | None:
    with connection.cursor() as cursor:
        row = cursor.execute(SAVE, parameters).fetchone()
    return row[0] if row else None


REOPEN = """
UPDATE review_review SET status = 'open', slot = place.free, ended_at = NULL,
    lease_until = now() + make_interval(secs => %(lease)s)
FROM (SELECT min(slot) AS free FROM generate_series(0, %(wanted)s - 1) slot WHERE NOT EXISTS (
    SELECT 1 FROM review_review held WHERE held.sample_id = %(sample)s AND held.slot = slot.slot
    AND held.status IN ('open', 'submitted'))) place
WHERE id = %(review)s AND status = 'returned' AND place.free IS NOT NULL
"""


def _reopen(benchmark: Benchmark, review: Review) -> None:
    """Open it again under the lock on its sample; raises Ended where others hold every place."""
    parameters = {"lease": _lease(), "sample": review.sample_id, "review": review.pk}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            sample = Sample.objects.select_for_update(no_key=True).get(pk=review.sample_id)
            cursor.execute(REOPEN, parameters | {"wanted": sample.wanted})
    except IntegrityError:  # the person has this sample open under another review
        pass
    review.refresh_from_db()
    if review.status == ReviewStatus.RETURNED:
        raise Ended(
            _("You were away for a while and this sample went to someone else. What you wrote is kept."), code="taken"
        )
