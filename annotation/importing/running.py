"""Importing: a run is asked for with its job in one transaction, and worked chunk by chunk until its files are read.

Each chunk writes its rows, its remarks and how far the run is in one transaction under the job's fence, so that a
worker that dies or loses its lease leaves nothing half-done, and the next one goes on behind the last chunk.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import F

from annotation import jobs
from annotation.formats.reading import Refusal, WrongFileError
from annotation.importing.batching import batches
from annotation.importing.brought_files import brought_uploads, drop_uploads
from annotation.importing.copying import look_again
from annotation.importing.outcomes import Outcome, write_remarks
from annotation.importing.steps import Step, steps_of
from annotation.models import Benchmark, Event, Image, ImportRun, Job, JobKind, Label, Sample, Trigger
from annotation.pictures.store_errors import MediaStoreError
from annotation.states import JobStatus

log = logging.getLogger("eibench.importing")

FIRST_LOOK = 2000  # records after which the tables' statistics are taken anew, then after five times as many
Tell = Callable[[int, int], None]


class StoppedError(Exception):
    """Somebody asked for the import to be stopped."""


class LeavingError(Exception):
    """The worker was told to end; the next one goes on behind the last chunk."""


def never() -> bool:
    """A worker that stays."""
    return False


@transaction.atomic
def ask_for_import(benchmark: Benchmark, kind: str, files: dict, *, by) -> ImportRun:
    """A new import of brought files (see `annotation.importing.brought_files`), queued for a worker."""
    job = jobs.enqueue(JobKind.IMPORT, benchmark=benchmark)
    run = ImportRun.objects.create(benchmark=benchmark, kind=kind, files=files, job=job, created_by=by)
    names = {field: [file["name"] for file in brought] for field, brought in files.items()}
    Event.objects.record("import asked for", run, by=by, benchmark=benchmark, kind=str(kind), files=names)
    return run


def upload_import(benchmark: Benchmark, kind: str, uploads: dict[str, list], *, prefix: str, by) -> ImportRun:
    """Keep uploaded files and queue their import; `prefix` is the folder put in front of pictures."""
    files = brought_uploads(uploads)
    for brought in files.get("images", []):
        brought["prefix"] = prefix
    return ask_for_import(benchmark, kind, files, by=by)


def cancel_import(run: ImportRun, *, by) -> None:
    """Stop an import: at once while it is queued, behind the current chunk while it runs."""
    job = jobs.cancel(run.job, by=by)
    if job.status == JobStatus.CANCELLED:
        drop_uploads(run.files)


def import_here(benchmark: Benchmark, kind: str, files: dict, *, by, tell: Tell) -> ImportRun:
    """Import in this process, whatever workers there are; `tell` hears how many rows of how many are read."""
    with transaction.atomic():
        run = ask_for_import(benchmark, kind, files, by=by)
        job = jobs.claim_this(run.job, worker=jobs.worker_name())
    try:
        work(job, tell=tell)
    except KeyboardInterrupt:
        jobs.end_cancelled(job)
        raise
    return ImportRun.objects.select_related("job").get(pk=run.pk)


def work_queued(*, should_leave: Callable[[], bool] = never) -> None:
    """Work the queued imports until none is left, or until this worker is told to end."""
    while not should_leave() and (claimed := jobs.claim(JobKind.IMPORT, worker=jobs.worker_name())):
        work(claimed[0], should_leave=should_leave)


def work(job: Job, *, tell: Tell = lambda done, total: None, should_leave: Callable[[], bool] = never) -> None:
    """Work one claimed import to its end, whichever that is."""
    try:
        with jobs.lease([job]) as held:
            _import(job, tell, lambda: _check(job, held, should_leave))
    except LeavingError:
        jobs.give_back(job)
    except jobs.LeaseLost as error:
        log.warning("An import goes on elsewhere: %s", error)
    except StoppedError:
        _stop(job)
    except MediaStoreError as error:
        _postpone(job, error)
    except (OSError, DatabaseError, InterfaceError) as error:
        _fail(job, str(error))
    except jobs.UNFORESEEN as error:
        _fail(job, jobs.cause_of(error))


def _postpone(job: Job, error: MediaStoreError) -> None:
    """Put the import back until the store answers, unless somebody stopped it meanwhile."""
    log.warning("Import job %s waits for the store: %s", job.pk, error)
    try:
        if Job.objects.filter(pk=job.pk, cancel_requested=True).exists():
            _stop(job)
        else:
            jobs.postpone(job, str(error))
    except jobs.LeaseLost as lost:
        log.warning("An import goes on elsewhere: %s", lost)


def _fail(job: Job, cause: str) -> None:
    """Put the import back for another try, or in quarantine behind the last one, with its cause."""
    log.exception("Import job %s failed", job.pk)
    try:
        jobs.fail(job, cause, transient=True)
    except jobs.LeaseLost as error:
        log.warning("An import goes on elsewhere: %s", error)


def _import(job: Job, tell: Tell, check: Callable[[], None]) -> None:
    run = ImportRun.objects.select_related("benchmark", "created_by").get(job=job)
    with ExitStack() as opened:
        steps = steps_of(run, opened)
        place = Place(run, job, sum(_expected(step) for step in steps), tell)
        for step in steps:
            for records in batches(_records(step), step.at_once):
                check()
                place.take(step, records)
        _finish(run, job, steps, place)
    drop_uploads(run.files)


def _check(job: Job, held: jobs.Held, should_leave: Callable[[], bool]) -> None:
    """Raise LeaseLost, StoppedError or LeavingError where the job is not to go on here."""
    if held.lost(job):
        raise jobs.LeaseLost(f"Job {job.pk} was lost.")
    if Job.objects.filter(pk=job.pk, cancel_requested=True).exists():
        raise StoppedError
    if should_leave():
        raise LeavingError


def _expected(step: Step) -> int:
    try:
        return step.expected()
    except WrongFileError:
        return 1


def _records(step: Step) -> Iterator:
    """The step's records; a file of the wrong kind is one refusal more."""
    try:
        yield from step.records()
    except WrongFileError as error:
        yield Refusal(0, step.file, str(error))


class Place:
    """How far a run is: records passed, of about `total`, and those of them that were in before."""

    def __init__(self, run: ImportRun, job: Job, total: int, tell: Tell) -> None:
        self.run, self.job, self.total, self.tell = run, job, total, tell
        self.passed, self.before, self.look_again_at = 0, run.items_read, FIRST_LOOK

    def take(self, step: Step, records: list) -> None:
        """Put a chunk in, but for the records that were in before this try."""
        known = min(len(records), max(0, self.before - self.passed))
        self.passed += len(records)
        self.total = max(self.total, self.passed)
        if records[known:]:
            _put(self, step, step.prepare(records[known:]))
            self._look_again()
        self.tell(self.passed, self.total)

    def _look_again(self) -> None:
        if self.passed >= self.look_again_at:
            look_again(Image, Sample, Label, Trigger)
            self.look_again_at = 5 * self.passed


@transaction.atomic
def _put(place: Place, step: Step, records: list) -> None:
    outcome = Outcome()
    rows = outcome.take_refusals(records)
    if rows:
        outcome.merge(step.put(rows))
    write_remarks(place.run, step.file, outcome.remarks)
    ImportRun.objects.filter(pk=place.run.pk).update(
        items_read=place.passed,
        added=F("added") + outcome.added,
        unchanged=F("unchanged") + outcome.unchanged,
        refused=F("refused") + outcome.refused,
    )
    _go_on(place.job, place.passed, place.total)


def _go_on(job: Job, done: int, total: int) -> None:
    """Write progress under the fence. Raises LeaseLost, which undoes the chunk."""
    held = Job.objects.filter(pk=job.pk, fence=job.fence, status=JobStatus.RUNNING)
    if not held.update(progress_done=done, progress_total=total):
        raise jobs.LeaseLost(f"Job {job.pk} is no longer held under fence {job.fence}.")


def _finish(run: ImportRun, job: Job, steps: list[Step], place: Place) -> None:
    with transaction.atomic():
        for step in steps:
            write_remarks(run, step.file, step.closing())
        jobs.progress(job, place.passed, place.passed)
        _end(job, "imported", jobs.finish)


def _stop(job: Job) -> None:
    run = _end(job, "import stopped", jobs.end_cancelled)
    drop_uploads(run.files)


@transaction.atomic
def _end(job: Job, verb: str, end: Callable[[Job], None]) -> ImportRun:
    """End the job, with an event that tells what went in. Raises LeaseLost."""
    end(job)
    run = ImportRun.objects.select_related("benchmark", "created_by").get(job=job)
    counts = {"added": run.added, "unchanged": run.unchanged, "refused": run.refused}
    Event.objects.record(verb, run, by=run.created_by, benchmark=run.benchmark, **counts)
    return run
