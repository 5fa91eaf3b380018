"""Asking for work: the job's row goes in with the caller's transaction, the wake-up leaves after its commit."""

import functools
import logging
from collections.abc import Iterable

import kombu.exceptions
import redis
from django.db import DatabaseError, transaction
from django.db.models.functions import Now

from annotation.jobs.kinds import WAKES
from annotation.models import Benchmark, Job

log = logging.getLogger("eibench.jobs")

BULK = 2000  # rows in one INSERT


def enqueue(kind: str, *, benchmark: Benchmark, payload: dict | None = None, total: int = 0, priority: int = 0) -> Job:
    """Queue one job in the caller's transaction and wake a worker once it is committed."""
    job = Job(kind=kind, benchmark=benchmark, payload=payload or {}, progress_total=total, priority=priority)
    return enqueue_many([job])[0]


def enqueue_many(jobs: Iterable[Job]) -> list[Job]:
    """Queue many jobs of one kind at once, with one wake-up for all of them after the commit."""
    created = Job.objects.bulk_create(jobs, batch_size=BULK)
    if created:
        announce_on_commit(created[0].kind, [created[0].pk])
    return created


def announce_on_commit(kind: str, job_ids: list[int]) -> None:
    """Wake a worker for these queued jobs of one kind as soon as the transaction is committed."""
    transaction.on_commit(functools.partial(_announce_committed, kind, job_ids))


def announce(kind: str, *, expires: float | None = None) -> bool:
    """Wake one worker for a kind of job; False, and a line in the log, where the broker does not take it."""
    from eibench_site.celery import app

    try:
        app.send_task(WAKES[kind].task, queue=WAKES[kind].queue, expires=expires)
    except (kombu.exceptions.KombuError, redis.RedisError, OSError) as error:
        log.warning("No worker was woken for %s jobs, a sweep will: %s", kind, error)
        return False
    return True


def _announce_committed(kind: str, job_ids: list[int]) -> None:
    """The jobs are safe already, so nothing here may fail the request that asked for them.

    That they are announced is written before the wake-up leaves: a worker passes over rows that are being written, so
    that one which wakes at once would find nothing, and the jobs would lie until the sweep.
    """
    rows = Job.objects.filter(pk__in=job_ids)
    try:
        rows.update(announced_at=Now())
        if not announce(kind):
            rows.update(announced_at=None)
    except DatabaseError as error:
        log.warning("The wake-up for %s jobs was not written down: %s", kind, error)
