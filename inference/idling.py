"""A worker that has nothing to do gives the memory of its model back, for others to use."""

import logging
import threading
import time

from celery import bootsteps
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from annotation.jobs.kinds import MODEL_WORK
from inference.holding import Use, drop_idle, idle_use
from inference.pausing import is_stopped

log = logging.getLogger("eibench.work")

LOOK_SECONDS = 2.0


class LettingGo(bootsteps.StartStopStep):
    """Celery's worker step that drops an idle engine (`app.steps["worker"].add(LettingGo)`).

    It works in the process that works: with --pool=solo, as workers of models are started.
    """

    def __init__(self, worker, **options):
        super().__init__(worker, **options)
        self.over = threading.Event()

    def start(self, worker):
        """Begin to look."""
        if MODEL_WORK.queue in worker.app.amqp.queues.consume_from:
            threading.Thread(target=_look_on, args=(self.over,), name="letting go", daemon=True).start()

    def stop(self, worker):
        """Look no more."""
        self.over.set()

    terminate = stop


def let_go() -> bool:
    """Drop the held engine where it is idle and not needed; whether it was dropped. Raises DatabaseError."""
    last = idle_use()
    reason = "" if last is None else _reason(last)
    if not reason or not drop_idle(last):
        return False
    log.info("The engine of run %s is let go: %s", last.run, reason)
    return True


def _reason(last: Use) -> str:
    """Why an engine that was last used so is not needed; "" where it may be needed again soon."""
    if time.monotonic() - last.ended >= settings.ENGINE_IDLE_SECONDS:
        return f"no work came for {settings.ENGINE_IDLE_SECONDS:g} s"
    if last.run is not None and is_stopped(last.run):
        return "the run was stopped"
    return ""


def _look_on(over: threading.Event) -> None:
    """Look every few seconds until the worker ends; while the database is away, nobody can have stopped a run."""
    while not over.wait(LOOK_SECONDS):
        try:
            let_go()
        except (DatabaseError, InterfaceError) as error:
            log.warning("It could not be seen whether the engine is still needed: %s", error)
        finally:
            connection.close()
