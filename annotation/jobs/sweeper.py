"""The sweeper of a worker: a thread that sweeps every few seconds, and works itself while the broker is away."""

import logging
import threading

from celery import bootsteps
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from annotation.jobs.kinds import WAKES
from annotation.jobs.sweeping import sweep
from annotation.jobs.unforeseen import UNFORESEEN

log = logging.getLogger("eibench.jobs")


class Sweeper(bootsteps.StartStopStep):
    """Celery's worker step that sweeps as long as the worker lives (`app.steps["worker"].add(Sweeper)`).

    It does not depend on the broker: a wake-up that cannot be sent is heeded here, so work goes on without Redis.
    """

    def __init__(self, worker, **options):
        super().__init__(worker, **options)
        self.over = threading.Event()

    def start(self, worker):
        """Begin to sweep."""
        queues = set(worker.app.amqp.queues.consume_from)
        tasks = {kind: worker.app.tasks.get(wake.task) for kind, wake in WAKES.items() if wake.queue in queues}
        threading.Thread(target=_sweep_on, args=(tasks, self.over), name="sweeper", daemon=True).start()

    def stop(self, worker):
        """Sweep no more."""
        self.over.set()

    terminate = stop


def _sweep_on(tasks: dict, over: threading.Event) -> None:
    """Sweep until the worker ends; an outage of the database is waited out."""
    standing_in: dict[str, threading.Thread] = {}
    while True:
        try:
            unannounced = sweep().unannounced
        except (DatabaseError, InterfaceError) as error:
            log.warning("The sweep did not reach the database: %s", error)
            unannounced = ()
        except UNFORESEEN:  # memory may be short for a while; without a sweep this worker's jobs would lie for good
            log.exception("The sweep broke off")
            unannounced = ()
        connection.close()
        for kind in unannounced:
            _stand_in(kind, tasks, standing_in)
        if over.wait(settings.JOB_SWEEP_SECONDS):
            return


def _stand_in(kind: str, tasks: dict, standing_in: dict[str, threading.Thread]) -> None:
    """Work jobs of a kind of this worker's in a thread, one at a time, because no wake-up can reach it."""
    if tasks.get(kind) is None or (kind in standing_in and standing_in[kind].is_alive()):
        return
    log.warning("The broker is away: this worker looks for %s jobs by itself", kind)
    standing_in[kind] = threading.Thread(target=_work, args=(tasks[kind],), name=f"stand-in {kind}", daemon=True)
    standing_in[kind].start()


def _work(task) -> None:
    try:
        task()
    finally:
        connection.close()
