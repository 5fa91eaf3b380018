"""Keeping jobs while they are worked on: leases renewed from a thread with a database connection of its own."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from annotation.models import Job
from annotation.states import JobStatus

log = logging.getLogger("eibench.jobs")

# One statement says at once which leases still are ours and which jobs somebody wants stopped.
RENEW = """
    UPDATE annotation_job SET lease_until = statement_timestamp() + make_interval(secs => %s)
    WHERE status = 'running' AND (id, fence) IN (SELECT * FROM unnest(%s::bigint[], %s::int[]))
    RETURNING id, cancel_requested
"""


class Held:
    """The jobs under one lease, and what the last renewal found out about each."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._fences = {job.pk: job.fence for job in jobs}
        self._ours = set(self._fences)
        self._cancelled: set[int] = set()
        self._renewed = time.monotonic()

    def lost(self, job: Job) -> bool:
        """Whether someone else may have the job by now, so that working on is in vain."""
        return job.pk not in self._ours or time.monotonic() - self._renewed > settings.JOB_LEASE_SECONDS

    def cancelled(self, job: Job) -> bool:
        """Whether somebody asked for the job to be stopped."""
        return job.pk in self._cancelled

    def renew(self) -> None:
        """Prolong all leases that still are ours. Raises DatabaseError, InterfaceError."""
        asked = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(RENEW, [settings.JOB_LEASE_SECONDS, list(self._fences), list(self._fences.values())])
            found = dict(cursor.fetchall())
        self._cancelled = {pk for pk, cancel_requested in found.items() if cancel_requested}
        self._ours = set(found)
        self._renewed = asked


def is_silent(job: Job) -> bool:
    """Whether a running job's worker let half of its lease pass: it renews every second, so it may well be dead."""
    half = timedelta(seconds=settings.JOB_LEASE_SECONDS / 2)
    return job.status == JobStatus.RUNNING and job.lease_until < timezone.now() + half


@contextlib.contextmanager
def lease(jobs: Iterable[Job]) -> Iterator[Held]:
    """Hold claimed jobs for as long as the block runs; a dead process stops renewing, and the sweeper returns them."""
    held, over = Held(jobs), threading.Event()
    thread = threading.Thread(target=_keep, args=(held, over), name="lease", daemon=True)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()


def _keep(held: Held, over: threading.Event) -> None:
    """Renew until the block is over; an outage of the database is tried again, a lease too old then counts as lost."""
    try:
        while not over.wait(min(1.0, settings.JOB_LEASE_SECONDS / 3)):
            try:
                held.renew()
            except (DatabaseError, InterfaceError) as error:
                log.warning("Leases were not renewed: %s", error)
                connection.close()
    finally:
        connection.close()
