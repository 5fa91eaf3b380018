"""Drafting one sample now, ahead of every batch."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotation import jobs
from annotation.models import Event, Job, Sample
from annotation.states import JobStatus
from inference.models import Draft, DraftRun, EngineName, PauseCause
from inference.recipes import DraftingRefused
from inference.redrafting import PRIORITY, latest_run, recipe_of
from inference.starting import start_run
from inference.states import DraftStatus

RECIPES = 5  # to choose from
LATEST = 100  # runs that they are sought in


@transaction.atomic
def draft_now(sample: Sample, *, like: DraftRun | None = None, by) -> Draft:
    """Let the waiting draft of a sample overtake all others, or start one; returns it.

    It is started under the recipe of the run `like`, else of the latest one. The other samples of a paused run go on
    waiting. Raises DraftingRefused.
    """
    Sample.objects.select_for_update(no_key=True).get(pk=sample.pk)  # two at once would both start a run
    draft = waiting_draft(sample)
    draft = _hasten(draft) if draft is not None else _start(sample, like or latest_run(sample), by=by)
    Event.objects.record("hastened", sample, by=by, benchmark=sample.benchmark, run=draft.run_id)
    return draft


def waiting_draft(sample: Sample) -> Draft | None:
    """The draft that a run still owes the sample; trials owe none."""
    pending = Draft.objects.filter(sample=sample, status=DraftStatus.PENDING, run__trial=False)
    return pending.select_related("run").order_by("pk").last()


def recipes_for(sample: Sample) -> list[DraftRun]:
    """Runs whose recipes the sample may be drafted under, each recipe once: the latest that drafted it, then others.

    Raises DraftingRefused where nothing was drafted yet.
    """
    made = DraftRun.objects.filter(benchmark=sample.benchmark, trial=False).exclude(engine=EngineName.IMPORTED)
    latest = made.select_related("prompt_set", "benchmark").order_by("-pk")[:LATEST]
    different: list[DraftRun] = []
    for run in (latest_run(sample), *latest):
        if len(different) < RECIPES and recipe_of(run) not in map(recipe_of, different):
            different.append(run)
    return different


def _hasten(draft: Draft) -> Draft:
    if draft.run.paused_because == PauseCause.BUDGET:
        raise DraftingRefused(_("The run that drafts this sample has spent its budget: raise it first."))
    stuck = Job.objects.filter(pk=draft.job_id, status=JobStatus.QUARANTINED)
    if stuck.exists():
        raise DraftingRefused(_("The job of this sample is in quarantine: retry it there."))
    jobs.hasten(Job.objects.filter(pk=draft.job_id), priority=PRIORITY)
    return draft


def _start(sample: Sample, like: DraftRun, *, by) -> Draft:
    samples = Sample.objects.filter(pk=sample.pk)
    run = start_run(sample.benchmark, samples, recipe_of(like), priority=PRIORITY, by=by)
    return run.drafts.get()
