"""Carrying out a wave of jobs of one run with an engine: what drafting, predicting and judging have in common."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from django.db import DataError, IntegrityError, transaction

from annotation import jobs
from annotation.models import MAXIMUM_ATTEMPTS, Job
from annotation.pictures.store_errors import MediaStoreError
from inference.cfsa.conversation import Cancelled, EngineUnavailable
from inference.cfsa.prompts import PromptSetError
from inference.engines import EngineConfigurationError
from inference.holding import drop_engines, in_use
from inference.models import EngineRun
from inference.pausing import is_stopped, pause_when_spent

log = logging.getLogger("eibench.work")


class Outcome(Protocol):
    """What came of one row (a draft, a prediction, a judgement).

    `transient` says that trying again may help, `short_of_memory` that a row which never succeeds is to be set aside.
    """

    error: str | None
    transient: bool
    short_of_memory: bool


Outcomes = Mapping[str, Outcome]
Failed = Callable[[str, bool], Outcomes]


def carry_out(
    run: EngineRun,
    wave: list[Job],
    should_leave: Callable[[], bool],
    *,
    answer: Callable[[Callable[[], bool]], Outcomes],
    failed: Failed,
    record: Callable[[Job, Outcomes], None],
) -> bool:
    """Answer under a lease and record each job; False where the engine or the store is away.

    `answer(should_stop)` gives an outcome for each row of the wave, `failed(cause, transient)` one failure for all of
    them, and `record(job, outcomes)` writes what came of one job, raising LeaseLost where it is another worker's.
    """
    with jobs.lease(wave) as held, in_use(run):
        try:
            outcomes = answer(lambda: should_leave() or _in_vain(held, wave))
        except Cancelled:
            _leave(held, wave)
            drop_engines()  # what held the device's memory is not needed by anything that goes on
            return True
        except MediaStoreError as error:
            log.warning("Run %s waits for the store of the pictures: %s", run, error)
            _leave(held, wave, partial(jobs.postpone, error=str(error)))
            return False
        except EngineUnavailable as error:
            log.warning("Run %s waits for its engine: %s", run, error)
            _leave(held, wave, partial(_put_off, cause=str(error)))
            return False
        except (EngineConfigurationError, PromptSetError) as error:
            outcomes = failed(str(error), False)
        except MemoryError as error:
            log.exception("Run %s had too little memory", run)
            _put_all_back(wave, jobs.cause_of(error))
            return True
        except jobs.UNFORESEEN as error:
            log.exception("Run %s broke off", run)
            outcomes = failed(jobs.cause_of(error), True)
        for job in wave:
            _record(job, outcomes, record)
    pause_when_spent(run)
    if is_stopped(run):
        drop_engines()  # it was stopped while the wave was written down, and nobody else would free the device
    return True


@transaction.atomic
def settle(job: Job, pending, outcomes: Outcomes, *, done: Callable, failed: Callable, again: Callable) -> None:
    """End a job with its rows; those that failed in passing stay pending while a try is left. Raises LeaseLost.

    Rows for which memory was short stay pending even then, and the job goes into quarantine after its last try.
    `pending` is the QuerySet of the job's rows that nobody ended meanwhile; `done`, `failed` and `again` (for a row
    that stays pending) are called with a row and its outcome.
    """
    stay = [outcome.error for outcome in _of(pending, outcomes) if _stays_pending(job, outcome)]
    if stay:
        jobs.fail(job, stay[0], transient=True)
    elif _was_cancelled(job, pending):
        jobs.end_cancelled(job)
    else:
        jobs.finish(job)
    for row in pending.select_for_update(of=["self"]).order_by("pk"):
        outcome = outcomes[str(row.pk)]
        if outcome.error is None:
            done(row, outcome)
        elif _stays_pending(job, outcome):
            again(row, outcome)
        else:
            failed(row, outcome)


def _was_cancelled(job: Job, pending) -> bool:
    """Whether somebody cancelled the job so early, or so late, that its worker found nothing left to stop."""
    return not pending.exists() and Job.objects.filter(pk=job.pk, cancel_requested=True).exists()


def _of(pending, outcomes: Outcomes) -> list[Outcome]:
    return [outcomes[str(pk)] for pk in pending.values_list("pk", flat=True)]


def _stays_pending(job: Job, outcome: Outcome) -> bool:
    return outcome.short_of_memory or (outcome.transient and job.attempts < MAXIMUM_ATTEMPTS)


def _put_all_back(wave: list[Job], cause: str) -> None:
    """Give each job another try with this cause, alone; in quarantine where it had its last."""
    for job in wave:
        _put_back(job, cause)


def _put_off(job: Job, cause: str) -> None:
    """Let a job wait for its engine without counting the try, for as long as that is away.

    One that was tried before may be what brings the engine down: its tries count. Raises LeaseLost.
    """
    if job.attempts <= 1:
        jobs.postpone(job, cause)
    else:
        jobs.fail(job, cause, transient=True)


def _in_vain(held: jobs.Held, wave: list[Job]) -> bool:
    asked = any(held.cancelled(job) or held.paused(job) for job in wave)
    return asked or all(held.lost(job) for job in wave)


def _leave(held: jobs.Held, wave: list[Job], put_back: Callable[[Job], None] = jobs.give_back) -> None:
    """End what somebody cancelled or held back, and put the rest back as if it had not been taken."""
    for job in wave:
        try:
            if held.cancelled(job) or job.cancel_requested:
                jobs.end_cancelled(job)
            elif held.paused(job):
                jobs.end_paused(job)
            else:
                put_back(job)
        except jobs.LeaseLost:
            log.info("%s was taken over by another worker", job)


def _record(job: Job, outcomes: Outcomes, record: Callable[[Job, Outcomes], None]) -> None:
    try:
        record(job, outcomes)
    except jobs.LeaseLost as error:
        log.warning("A late result is thrown away: %s", error)
    except (DataError, IntegrityError, *jobs.UNFORESEEN) as error:
        log.exception("%s could not be written down", job)
        _put_back(job, jobs.cause_of(error))


def _put_back(job: Job, cause: str) -> None:
    try:
        jobs.fail(job, cause, transient=True)
    except jobs.LeaseLost as error:
        log.warning("A late failure is thrown away: %s", error)
