"""Drafting one sample now, ahead of every batch."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotation import jobs
from annotation.models import Event, Job, Sample
from annotation.states import JobStatus
from inference.models import Draft, PauseCause
from inference.recipes import DraftingRefused
from inference.redrafting import PRIORITY, latest_run, recipe_of
from inference.starting import start_run
from inference.states import DraftStatus


@transaction.atomic
def draft_now(sample: Sample, *, by) -> Draft:
    """Let the waiting draft of a sample overtake all others, or start one under the latest recipe; returns it.

    The other samples of a paused run go on waiting. Raises DraftingRefused.
    """
    Sample.objects.select_for_update(no_key=True).get(pk=sample.pk)  # two at once would both start a run
    pending = Draft.objects.filter(sample=sample, status=DraftStatus.PENDING, run__trial=False)
    draft = pending.select_related("run").order_by("pk").last()
    draft = _hasten(draft) if draft is not None else _start(sample, by=by)
    Event.objects.record("hastened", sample, by=by, benchmark=sample.benchmark, run=draft.run_id)
    return draft


def _hasten(draft: Draft) -> Draft:
    if draft.run.paused_because == PauseCause.BUDGET:
        raise DraftingRefused(_("The run that drafts this sample has spent its budget: raise it first."))
    stuck = Job.objects.filter(pk=draft.job_id, status=JobStatus.QUARANTINED)
    if stuck.exists():
        raise DraftingRefused(_("The job of this sample is in quarantine: retry it there."))
    jobs.hasten(Job.objects.filter(pk=draft.job_id), priority=PRIORITY)
    return draft


def _start(sample: Sample, *, by) -> Draft:
    recipe = recipe_of(latest_run(sample))
    run = start_run(sample.benchmark, Sample.objects.filter(pk=sample.pk), recipe, priority=PRIORITY, by=by)
    return run.drafts.get()
