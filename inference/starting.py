"""Starting a draft run: the run, a draft for each sample, and a job for each picture."""

from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation import jobs
from annotation.models import Benchmark, Event, Job, JobKind
from annotation.states import SampleStatus
from inference.models import Draft, DraftRun
from inference.queueing import queue_chosen
from inference.recipes import DraftingRefused, Recipe, batch_of, check_recipe
from inference.round_order import rounds_of_run
from inference.terms import Terms, remembered_terms

BULK_UPDATE = 500  # rows in one UPDATE, whose cost grows with their square
UNDRAFTABLE = (SampleStatus.WAITING, SampleStatus.EXCLUDED)


@transaction.atomic
def start_run(
    benchmark: Benchmark, samples, recipe: Recipe, *, priority: int = 0, terms: Terms | None = None, by
) -> DraftRun:
    """Queue drafts of the samples of a QuerySet; a higher priority goes first. Raises DraftingRefused.

    Without `terms` the run has no budget, and the prices of the last run of the same model.
    """
    check_recipe(recipe)
    chosen = samples.filter(benchmark=benchmark)
    _check_samples(chosen)
    terms = terms or remembered_terms(recipe.engine, recipe.model)
    run = DraftRun.objects.create(benchmark=benchmark, created_by=by, **recipe.columns(), **terms.columns())
    count = queue_chosen(run, chosen, payload=_payload(run), priority=priority)
    Event.objects.record("drafting started", run, by=by, benchmark=benchmark, samples=count)
    return run


def draftable(samples):
    """Those of a QuerySet of samples that can be drafted at all."""
    return samples.exclude(status__in=UNDRAFTABLE)


def requeue_drafts(run: DraftRun, drafts: list[Draft]) -> None:
    """Put drafts that are to be tried again under one new job a picture; the perspectives on a picture share it."""
    drafts.sort(key=lambda draft: (draft.sample.image_id, draft.sample_id))
    pictures = [list(group) for _image, group in groupby(drafts, key=attrgetter("sample.image_id"))]
    pictures.sort(key=lambda group: group[0].sample.position)
    queued = jobs.enqueue_many([_job(run, group[0].sample.image_id) for group in pictures])
    for job, group in zip(queued, pictures, strict=True):
        for draft in group:
            draft.job = job
    Draft.objects.bulk_update(drafts, ["job"], batch_size=BULK_UPDATE)


def _job(run: DraftRun, image_id: int) -> Job:
    payload = _payload(run) | {"image": image_id}
    return Job(kind=JobKind.DRAFT, benchmark=run.benchmark, payload=payload, progress_total=len(rounds_of_run(run)))


def _payload(run: DraftRun) -> dict[str, int]:
    return {"run": run.pk, "batch": batch_of(run.engine, run.options)}


def _check_samples(samples) -> None:
    """Refuse a choice of nothing, or with samples in a state that cannot be drafted. Raises DraftingRefused."""
    unfit = samples.filter(status__in=UNDRAFTABLE).count()
    if unfit:
        raise DraftingRefused(
            ngettext(
                "%(count)d of the chosen samples waits for its picture or is excluded: leave it out.",
                "%(count)d of the chosen samples wait for their pictures or are excluded: leave them out.",
                unfit,
            )
            % {"count": unfit}
        )
    if not samples.exists():
        raise DraftingRefused(_("No sample matches this choice, so there is nothing to draft."))
