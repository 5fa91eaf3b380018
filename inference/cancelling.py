"""Stopping a draft run: what is done stays, the rest is cancelled at once."""

from django.db import transaction
from django.utils import timezone

from annotation import jobs
from annotation.models import Event
from inference.models import Draft, DraftRun
from inference.pausing import jobs_of
from inference.states import DraftStatus


@transaction.atomic
def cancel_run(run: DraftRun, *, by) -> int:
    """Cancel every draft of a run that is not there yet; its worker stops at its next look. Returns how many.

    A run that is over stays as it is, and history says nothing of it.
    """
    jobs.cancel_all(jobs_of(run))  # before the drafts, in the order in which a worker writes
    now = timezone.now()
    pending = Draft.objects.filter(run=run, status=DraftStatus.PENDING)
    cancelled = pending.update(status=DraftStatus.CANCELLED, finished_at=now)
    if cancelled:
        DraftRun.objects.filter(pk=run.pk).update(cancelled_at=now, paused_at=None, paused_because="")
        Event.objects.record("drafting cancelled", run, by=by, benchmark=run.benchmark, samples=cancelled)
    return cancelled
