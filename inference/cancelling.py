"""Stopping a draft run: what is done stays, the rest is cancelled at once."""

from django.db import transaction
from django.utils import timezone

from annotation import jobs
from annotation.models import Event, Job, JobKind
from annotation.states import JobStatus
from inference.models import Draft, DraftRun
from inference.states import DraftStatus


@transaction.atomic
def cancel_run(run: DraftRun, *, by) -> int:
    """Cancel every draft of a run that is not there yet; its worker stops at its next look. Returns how many."""
    live = Job.objects.filter(kind=JobKind.DRAFT, payload__run=run.pk, status__in=[JobStatus.QUEUED, JobStatus.RUNNING])
    jobs.cancel_all(live)  # before the drafts, in the order in which a worker writes
    now = timezone.now()
    pending = Draft.objects.filter(run=run, status=DraftStatus.PENDING)
    cancelled = pending.update(status=DraftStatus.CANCELLED, finished_at=now)
    DraftRun.objects.filter(pk=run.pk).update(cancelled_at=now)
    Event.objects.record("drafting_cancelled", run, by=by, benchmark=run.benchmark, samples=cancelled)
    return cancelled
