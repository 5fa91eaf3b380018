"""Starting a draft run: the run, a draft for each sample, and a job for each picture."""

from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation import jobs
from annotation.models import Benchmark, Event, Job, JobKind, Sample
from annotation.states import SampleStatus
from inference.cfsa.conversation import DRAFT_PHASES
from inference.models import Draft, DraftRun
from inference.recipes import DRAFTING, DraftingRefused, Recipe, check_recipe

BULK = 5000  # rows in one INSERT
BULK_UPDATE = 500  # rows in one UPDATE, whose cost grows with their square
UNDRAFTABLE = (SampleStatus.WAITING, SampleStatus.EXCLUDED)


@transaction.atomic
def start_run(benchmark: Benchmark, samples, recipe: Recipe, *, priority: int = 0, by) -> DraftRun:
    """Queue drafts of the samples of a QuerySet; a higher priority goes first. Raises DraftingRefused."""
    check_recipe(recipe)
    chosen = _chosen(samples.filter(benchmark=benchmark))
    run = DraftRun.objects.create(benchmark=benchmark, created_by=by, **recipe.columns())
    queue_drafts(run, [Draft(run=run, sample=sample) for sample in chosen], priority=priority)
    Event.objects.record("drafting started", run, by=by, benchmark=benchmark, samples=len(chosen))
    return run


def draftable(samples):
    """Those of a QuerySet of samples that can be drafted at all."""
    return samples.exclude(status__in=UNDRAFTABLE)


def queue_drafts(run: DraftRun, drafts: list[Draft], *, priority: int = 0) -> None:
    """Save drafts, new ones and retried ones, under one new job a picture; the perspectives on a picture share it."""
    drafts.sort(key=lambda draft: (draft.sample.image_id, draft.sample_id))
    pictures = [list(group) for _image, group in groupby(drafts, key=attrgetter("sample.image_id"))]
    pictures.sort(key=lambda group: group[0].sample.position)
    queued = jobs.enqueue_many([_job(run, group[0].sample.image_id, priority) for group in pictures])
    for job, group in zip(queued, pictures, strict=True):
        for draft in group:
            draft.job = job
    new, retried = [draft for draft in drafts if draft.pk is None], [draft for draft in drafts if draft.pk]
    Draft.objects.bulk_create(new, batch_size=BULK)
    Draft.objects.bulk_update(retried, ["job"], batch_size=BULK_UPDATE)


def _job(run: DraftRun, image_id: int, priority: int) -> Job:
    payload = {"run": run.pk, "image": image_id, "batch": run.options.get("batch", DRAFTING["batch"])}
    return Job(
        kind=JobKind.DRAFT,
        benchmark=run.benchmark,
        payload=payload,
        priority=priority,
        progress_total=len(DRAFT_PHASES),
    )


def _chosen(samples) -> list[Sample]:
    """The samples in their order, once none of them is in a state that cannot be drafted. Raises DraftingRefused."""
    chosen = list(samples.only("image_id", "position", "status").order_by("position"))
    unfit = [sample for sample in chosen if sample.status in UNDRAFTABLE]
    if unfit:
        raise DraftingRefused(
            ngettext(
                "%(count)d of the chosen samples waits for its picture or is excluded: leave it out.",
                "%(count)d of the chosen samples wait for their pictures or are excluded: leave them out.",
                len(unfit),
            )
            % {"count": len(unfit)}
        )
    if not chosen:
        raise DraftingRefused(_("No sample matches this choice, so there is nothing to draft."))
    return chosen
