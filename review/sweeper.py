"""The sweeper of the review queue: a thread of the worker that takes imports; it returns abandoned work and ranks."""

import logging
import threading
import time

from celery import bootsteps
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from review.ordering import MINUTE, rank_due
from review.queueing import return_lapsed
from review.stranding import refer_all_stranded

log = logging.getLogger("eibench.queue")


class QueueSweeper(bootsteps.StartStopStep):
    """Celery's worker step that sweeps as long as the worker lives (`app.steps["worker"].add(QueueSweeper)`)."""

    def __init__(self, worker, **options):
        super().__init__(worker, **options)
        self.over = threading.Event()

    def start(self, worker):
        """Begin to sweep, unless this worker is for the accelerator alone."""
        if worker.app.conf.task_default_queue in worker.app.amqp.queues.consume_from:
            threading.Thread(target=_sweep_on, args=(self.over,), name="queue sweeper", daemon=True).start()

    def stop(self, worker):
        """Sweep no more."""
        self.over.set()

    terminate = stop


def sweep() -> tuple[int, int]:
    """Give back work whose lease ran out and rank what is due: how many reviews, how many samples."""
    return return_lapsed(), rank_due()


def _sweep_on(over: threading.Event) -> None:
    """Sweep until the worker ends; an outage of the database is waited out."""
    looked_for_stranded = float("-inf")
    while True:
        try:
            sweep()
            if time.monotonic() - looked_for_stranded >= MINUTE.total_seconds():
                looked_for_stranded = time.monotonic()
                refer_all_stranded()
        except (DatabaseError, InterfaceError) as error:
            log.warning("The sweep of the queue did not reach the database: %s", error)
        connection.close()
        if over.wait(settings.JOB_SWEEP_SECONDS):
            return
