"""Taking jobs off the queue: a short transaction, a lease, and a new fence number."""

import os
import socket
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from annotation.models import Job
from annotation.states import JobStatus

GROUP = "run"  # only jobs with the same payload["run"] are claimed together


def worker_name() -> str:
    """This process, as the jobs that it holds name it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def lease_end() -> Now:
    """When a lease taken now runs out, by the database's clock."""
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def due(*kinds: str):
    """The queued jobs of some kinds that may be taken now, in the order in which they are."""
    queued = Job.objects.filter(kind__in=kinds, status=JobStatus.QUEUED).exclude(retry_at__gt=Now())
    return queued.order_by("-priority", "id")


@transaction.atomic
def claim(*kinds: str, worker: str, limit: int | Callable[[Job], int] = 1) -> list[Job]:
    """Take the next job of some kinds, highest priority then oldest, and up to `limit` - 1 more of its run; [] if none.

    `limit` may depend on the first job. A job that was tried before is taken alone: if it was the one that killed its
    worker, it cannot take others with it again.
    """
    queued = due(*kinds)
    head = queued.select_for_update(skip_locked=True).first()
    if head is None:
        return []
    mates = _mates(head, queued, limit(head) if callable(limit) else limit)
    return _take([head, *mates], worker)


@transaction.atomic
def claim_this(job: Job, *, worker: str) -> Job:
    """Take a job in the transaction that queues it, so that this process works it and no other."""
    return _take([job], worker)[0]


def _mates(head: Job, queued, limit: int) -> list[Job]:
    if limit <= 1 or head.attempts > 0:
        return []
    alike = queued.filter(kind=head.kind, attempts=0, priority=head.priority).exclude(pk=head.pk)
    alike = alike.filter(**{f"payload__{GROUP}": head.payload.get(GROUP)})
    return list(alike.select_for_update(skip_locked=True)[: limit - 1])


def _take(claimed: list[Job], worker: str) -> list[Job]:
    rows = Job.objects.filter(pk__in=[job.pk for job in claimed])
    rows.update(
        status=JobStatus.RUNNING,
        worker=worker,
        lease_until=lease_end(),
        retry_at=None,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", Now()),
        progress_done=0,
    )
    return list(rows.select_related("benchmark").order_by("-priority", "id"))
