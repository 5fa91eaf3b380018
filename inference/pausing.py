"""Pausing a run of any kind and letting it go on: what is done stays, what waits is held back."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation import jobs
from annotation.models import Event, Job
from annotation.states import JobStatus
from inference.models import EngineRun, PauseCause
from inference.spending import is_out_of_budget

LIVE = (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.PAUSED)


class StillSpent(ValueError):
    """A run whose budget is spent cannot go on until it is raised; the message is a sentence for the user."""


def jobs_of(run: EngineRun):
    """The run's jobs that are not over, as a QuerySet."""
    return Job.objects.filter(kind=run.job_kind, payload__run=run.pk, status__in=LIVE)


@transaction.atomic
def pause_run(run: EngineRun, *, by, because: str = PauseCause.ASKED) -> bool:
    """Hold back what is not done; workers leave off within seconds. False where it is paused or over already."""
    unpaused = type(run).objects.filter(pk=run.pk, paused_at=None)
    if not jobs.pause_all(jobs_of(run)) or not unpaused.update(paused_at=timezone.now(), paused_because=because):
        return False
    Event.objects.record("run paused", run, by=by, benchmark=run.benchmark, because=because)
    return True


@transaction.atomic
def resume_run(run: EngineRun, *, by) -> bool:
    """Let a paused run go on; False where it is not paused. Raises StillSpent."""
    if is_out_of_budget(run):
        raise StillSpent(_("The budget of this run is spent: raise it, then resume."))
    held_back = jobs_of(run)
    list(held_back.select_for_update().order_by("id").values_list("pk"))  # before the run, as pausing and cancelling do
    paused = type(run).objects.filter(pk=run.pk, paused_at__isnull=False)
    if not paused.update(paused_at=None, paused_because=""):
        return False
    jobs.resume_all(held_back)
    Event.objects.record("run resumed", run, by=by, benchmark=run.benchmark)
    return True


def stay_paused(run: EngineRun) -> None:
    """Hold back what was just queued of a run that is paused: to try again is no leave to go on, or to spend more.

    It is the last step of the caller's transaction, so that nobody resumes the run meanwhile.
    """
    fresh = type(run).objects.select_for_update(no_key=True, of=["self"]).get(pk=run.pk)
    if fresh.paused_at is not None:
        jobs.pause_all(jobs_of(run).filter(status=JobStatus.QUEUED))


def pause_when_spent(run: EngineRun) -> None:
    """Pause a run whose budget is spent, before its next wave."""
    fresh = type(run).objects.get(pk=run.pk)  # the budget may have been raised while the wave was at work
    if fresh.paused_at is None and is_out_of_budget(fresh):
        pause_run(fresh, by=None, because=PauseCause.BUDGET)


def is_stopped(run: EngineRun) -> bool:
    """Whether the run was paused or cancelled."""
    stopped = Q(paused_at__isnull=False) | Q(cancelled_at__isnull=False)
    return type(run).objects.filter(stopped, pk=run.pk).exists()
