"""Putting right what dead workers and lost wake-ups left behind."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from annotation.jobs.claiming import due
from annotation.jobs.enqueueing import announce
from annotation.jobs.kinds import WAKES
from annotation.models import MAXIMUM_ATTEMPTS, Job
from annotation.states import JobStatus

DIED = "Three workers died or broke off while they worked on this; their log says why."
HEADS = 500  # queued jobs that count as announced by one wake-up
WAKE_EXPIRES = 600.0  # seconds after which a worker, busy all the while, need not hear of it any more


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did: jobs by what became of them, and the kinds whose wake-up got through or did not."""

    returned: int
    paused: int
    quarantined: int
    cancelled: int
    announced: tuple[str, ...]
    unannounced: tuple[str, ...]


def sweep() -> Swept:
    """Return the jobs of dead workers to the queue and wake workers for jobs that nobody was told of lately."""
    cancelled, paused, quarantined, returned = _end_expired_leases()
    heard = {kind: announce(kind, expires=WAKE_EXPIRES) for kind in WAKES if _is_unheard(kind)}
    return Swept(
        returned=returned,
        paused=paused,
        quarantined=quarantined,
        cancelled=cancelled,
        announced=tuple(kind for kind, reached in heard.items() if reached),
        unannounced=tuple(kind for kind, reached in heard.items() if not reached),
    )


@transaction.atomic
def _end_expired_leases() -> tuple[int, int, int, int]:
    """Jobs cancelled, paused, quarantined and returned, each with its lease run out."""
    expired = Job.objects.filter(status=JobStatus.RUNNING, lease_until__lt=Now())
    locked = expired.select_for_update(skip_locked=True).values_list("pk", flat=True)
    rows = Job.objects.filter(pk__in=list(locked), status=JobStatus.RUNNING)
    return (
        rows.filter(cancel_requested=True).update(status=JobStatus.CANCELLED, lease_until=None, finished_at=Now()),
        rows.filter(pause_requested=True, attempts__lt=MAXIMUM_ATTEMPTS).update(
            status=JobStatus.PAUSED, lease_until=None, worker="", pause_requested=False
        ),
        rows.filter(attempts__gte=MAXIMUM_ATTEMPTS).update(
            status=JobStatus.QUARANTINED, lease_until=None, finished_at=Now(), error=DIED
        ),
        rows.update(status=JobStatus.QUEUED, lease_until=None, worker="", announced_at=None),
    )


@transaction.atomic
def _is_unheard(kind: str) -> bool:
    """Whether the head of the queue was not announced lately; then its first jobs count as announced from now on."""
    queued = due(kind)
    lately = Now() - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    head = queued.filter(Q(announced_at=None) | Q(announced_at__lt=lately), pk__in=queued.values("pk")[:1])
    if not head.exists():
        return False
    heads = list(queued.select_for_update(skip_locked=True).values_list("pk", flat=True)[:HEADS])
    return Job.objects.filter(pk__in=heads).update(announced_at=Now()) > 0
