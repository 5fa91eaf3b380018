"""The queue: samples are handed out under a lease, never beyond the overlap, and abandoned work comes back."""

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from annotation.models import Benchmark, PeopleGroup, Sample
from annotation.models.sample import IN_QUEUE
from review.arms import arrange
from review.claiming import CLAIM_FREE, CLAIM_NEAR, CLAIM_THIS, CLAIM_WAITING, IS_ANY_LEFT, STANDING
from review.models import Review
from review.states import ReviewStatus

MOST_OPEN = 3  # the sample on the screen, the one loaded ahead, and one brought back by undo
MOST_ATTEMPTS = 100

# Who would wait for a lock here could hold up somebody who waits for us: what is locked is left to the next time.
RETURN_LAPSED = """
UPDATE review_review SET status = 'returned', lease_until = NULL, ended_at = now()
WHERE id IN (SELECT review.id FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
             WHERE review.status = 'open' AND review.lease_until < now()
             AND review.annotator_id IS DISTINCT FROM %(user)s FOR NO KEY UPDATE OF sample, review SKIP LOCKED)
"""

RENEW = """
UPDATE review_review
SET lease_until = greatest(lease_until, now() + make_interval(secs => %(lease)s - %(idle)s)),
    active_at = greatest(active_at, now() - make_interval(secs => %(idle)s))
WHERE id = ANY(%(reviews)s) AND annotator_id = %(user)s AND status = 'open' RETURNING id
"""


def claim(benchmark: Benchmark, *, by, besides: tuple[int, ...] = ()) -> int | None:
    """The id of the person's next review: their own open one first, else the next sample; None: nothing is left.

    Samples assigned to the person come before those for everybody; both in the benchmark's order. `besides` are reviews
    that the browser has already. A person holds at most MOST_OPEN reviews at a time.
    """
    claimed = _claim(benchmark, by, besides)
    if claimed is None and return_lapsed(sparing=by):  # the sweeps do this too, but seconds later
        claimed = _claim(benchmark, by, besides)
    return claimed


@transaction.atomic
def _claim(benchmark: Benchmark, by, besides: tuple[int, ...]) -> int | None:
    one_at_a_time(benchmark, by)
    own, asking = _standing(benchmark, by)
    for review in own:
        if review not in besides and renew([review], by=by):
            return review
    return arrange(benchmark, _claim_next(asking), by=by) if len(own) < MOST_OPEN else None


def one_at_a_time(benchmark: Benchmark, by) -> None:
    """Let two claims or undos of one person come one after the other: a repeated request then gets the same sample."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [benchmark.pk % 2**31, by.pk % 2**31])


def claim_sample(sample: Sample, *, draws: bool = True, by) -> int | None:
    """The id of the person's review of this very sample; None where it is not to be had.

    Without `draws` it starts with its draft as it is, whatever the shares of blind and planted ones.
    """
    return_lapsed(sparing=by)
    own = Review.objects.open_by(by).filter(sample=sample).values_list("id", flat=True).first()
    if own and renew([own], by=by):
        return own
    _own, asking = _standing(sample.benchmark, by)
    with transaction.atomic():
        claimed = _attempt(CLAIM_THIS, asking | {"sample": sample.pk})
        return arrange(sample.benchmark, claimed, by=by) if draws else claimed


def renew(reviews: list[int], *, by, idle: float = 0.0) -> list[int]:
    """Renew the leases of the person's open reviews; returns the ids of those that are still theirs.

    A lease runs from the last input, `idle` seconds ago: a screen that was left on holds nothing for good.
    """
    parameters = {"reviews": list(reviews), "user": by.pk, "lease": settings.REVIEW_LEASE_SECONDS, "idle": idle}
    with connection.cursor() as cursor:
        return [row[0] for row in cursor.execute(RENEW, parameters).fetchall()]


def return_lapsed(*, sparing=None) -> int:
    """Give back every open review whose lease ran out, its working kept; returns how many. `sparing` keeps theirs."""
    with connection.cursor() as cursor:
        cursor.execute(RETURN_LAPSED, {"user": sparing.pk if sparing else None})
        return cursor.rowcount


def progress(benchmark: Benchmark, *, by) -> dict:
    """How many samples the person submitted today, and how many they may still have, their open ones among them."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    own = Review.objects.filter(annotator=by, sample__benchmark=benchmark)
    open_ones = own.filter(status=ReviewStatus.OPEN).count()
    return {
        "done_today": own.filter(status=ReviewStatus.SUBMITTED, ended_at__gte=midnight).count(),
        "remaining": open_ones + waiting(benchmark, by=by)["waiting"],
    }


def waiting(benchmark: Benchmark, *, by) -> dict[str, int]:
    """How many samples of the queue this person may take, and how many of those were given to them or their groups."""
    groups = PeopleGroup.objects.filter(benchmark=benchmark, members=by).values_list("id", flat=True)
    theirs = Q(audience__overlap=[by.pk, *(-group for group in groups)])
    queued = Sample.objects.filter(IN_QUEUE, benchmark=benchmark).exclude(had_by__contains=[by.pk])
    return queued.aggregate(waiting=Count("pk", filter=theirs | Q(audience=[])), assigned=Count("pk", filter=theirs))


def _standing(benchmark, by) -> tuple[list[int], dict]:
    """The person's open reviews, and what a claim must know about the person."""
    with connection.cursor() as cursor:
        row = cursor.execute(STANDING, {"user": by.pk, "benchmark": benchmark.pk}).fetchone()
    own, keys, has_assigned = row
    asking = {"user": by.pk, "benchmark": benchmark.pk, "lease": settings.REVIEW_LEASE_SECONDS}
    return own, asking | {"keys": keys, "has_assigned": has_assigned}


def _claim_next(asking: dict) -> int | None:
    """Skip samples that others are claiming; before saying that nothing is left, wait for those too."""
    if not asking["has_assigned"] and (near := _attempt(CLAIM_NEAR, asking)):
        return near
    for _attempts in range(MOST_ATTEMPTS):
        review = _attempt(CLAIM_FREE, asking) or _attempt(CLAIM_WAITING, asking)
        if review or not _is_any_left(asking):
            return review
    return None


def _attempt(statement: str, asking: dict) -> int | None:
    """Run a claim; one that comes to nothing lets go of what it locked."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            row = cursor.execute(statement, asking).fetchone()
            transaction.set_rollback(row is None)
    except IntegrityError:  # someone took the place between our snapshot and our lock
        return None
    return row[0] if row else None


def _is_any_left(asking: dict) -> bool:
    with connection.cursor() as cursor:
        return cursor.execute(IS_ANY_LEFT, asking).fetchone()[0]
