"""Ending a worker whose work hangs: its lease would be renewed for ever, and nothing but its end can free it."""

import contextlib
import faulthandler
import logging
import os
import sys
from collections.abc import Iterable

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from annotation.jobs.finishing import LeaseLost, fail
from annotation.models import Job

log = logging.getLogger("eibench.jobs")

STALLED = "The work made no progress for %g s, so its worker was ended; that worker's log says where it stood."
EXIT_STATUS = 70  # of a process that was ended so; whoever runs it starts another one


def end_process(jobs: Iterable[Job]) -> None:
    """Put hanging jobs back with their cause, write where every thread stands to the log, and end this process."""
    cause = STALLED % settings.JOB_STALL_SECONDS
    try:
        log.error("%s Jobs: %s", cause, [job.pk for job in jobs])
        faulthandler.dump_traceback(sys.__stderr__)  # Celery's stand-in for stderr is no file
        for job in jobs:
            with contextlib.suppress(LeaseLost):
                fail(job, cause, transient=True)
    except (DatabaseError, InterfaceError) as error:
        log.warning("A sweep will put the jobs back: %s", error)
    finally:
        os._exit(EXIT_STATUS)
