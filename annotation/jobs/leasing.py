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

from annotation.jobs.stalling import end_process
from annotation.models import Job
from annotation.states import JobStatus

log = logging.getLogger("eibench.jobs")

# One statement says at once which leases still are ours and which jobs somebody wants stopped.
RENEW = """
    UPDATE annotation_job SET lease_until = statement_timestamp() + make_interval(secs => %s)
    WHERE status = 'running' AND (id, fence) IN (SELECT * FROM unnest(%s::bigint[], %s::int[]))
    RETURNING id, cancel_requested, pause_requested
"""


class Held:
    """The jobs under one lease, and what the last renewal found out about each.

    Whoever works has to ask again and again whether they are `lost` or `cancelled`: work that stopped asking hangs.
    """

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.jobs = list(jobs)
        self._fences = {job.pk: job.fence for job in self.jobs}
        self._ours = set(self._fences)
        self._cancelled: set[int] = set()
        self._paused: set[int] = set()
        self._renewed = self._asked = time.monotonic()

    def lost(self, job: Job) -> bool:
        """Whether someone else may have the job by now, so that working on is in vain."""
        self._asked = time.monotonic()
        return job.pk not in self._ours or time.monotonic() - self._renewed > settings.JOB_LEASE_SECONDS

    def cancelled(self, job: Job) -> bool:
        """Whether somebody asked for the job to be stopped."""
        self._asked = time.monotonic()
        return job.pk in self._cancelled

    def paused(self, job: Job) -> bool:
        """Whether somebody asked for the job to be held back."""
        return job.pk in self._paused

    def stalled(self) -> bool:
        """Whether nobody asked for so long that the work must be taken to hang."""
        return time.monotonic() - self._asked > settings.JOB_STALL_SECONDS

    def renew(self) -> None:
        """Prolong all leases that still are ours. Raises DatabaseError, InterfaceError."""
        asked = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(RENEW, [settings.JOB_LEASE_SECONDS, list(self._fences), list(self._fences.values())])
            found = cursor.fetchall()
        self._cancelled = {pk for pk, cancel_requested, _pause_requested in found if cancel_requested}
        self._paused = {pk for pk, _cancel_requested, pause_requested in found if pause_requested}
        self._ours = {pk for pk, *_asked in found}
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
            if held.stalled():
                end_process(held.jobs)
            try:
                held.renew()
            except (DatabaseError, InterfaceError) as error:
                log.warning("Leases were not renewed: %s", error)
                connection.close()
    finally:
        connection.close()
