"""Drafting failed samples of a run again, under the same recipe."""

from django.db import transaction

from annotation import jobs
from annotation.models import Event, Job
from annotation.states import JobStatus
from inference.models import Draft, DraftRun
from inference.pausing import stay_paused
from inference.starting import requeue_drafts
from inference.states import DraftStatus


@transaction.atomic
def retry_failed(run: DraftRun, *, by, drafts=None) -> int:
    """Queue the failed drafts of a run again (all, or those of the QuerySet `drafts`); returns how many.

    A cancelled run goes on with them; in a paused one they wait with the rest.
    """
    chosen = run.drafts.all() if drafts is None else drafts.filter(run=run)
    count = _retry_stuck(chosen, by=by) + _requeue(run, chosen.filter(status=DraftStatus.FAILED))
    if count:
        DraftRun.objects.filter(pk=run.pk).update(cancelled_at=None)
        stay_paused(run)
        Event.objects.record("drafts retried", run, by=by, benchmark=run.benchmark, samples=count)
    return count


def _requeue(run: DraftRun, failed) -> int:
    locked = list(failed.select_for_update(of=["self"]).select_related("sample").order_by("pk"))
    Draft.objects.filter(pk__in=[draft.pk for draft in locked]).update(
        status=DraftStatus.PENDING, error="", raw_summary="", finished_at=None
    )
    if locked:
        requeue_drafts(run, locked)
    return len(locked)


def _retry_stuck(chosen, *, by) -> int:
    """Drafts whose job is in quarantine: the job itself gets its tries back."""
    stuck = chosen.filter(status=DraftStatus.PENDING, job__status=JobStatus.QUARANTINED)
    count = stuck.count()
    for job in Job.objects.filter(pk__in=stuck.values("job")):
        jobs.retry(job, by=by)
    return count
