"""Drafting one sample again, with what a reviewer asks the model to mind."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Event, Sample
from inference.cfsa.conversation import GenerationParameters
from inference.models import Draft, DraftRun, EngineName
from inference.recipes import DraftingRefused, Recipe
from inference.starting import start_run
from inference.states import DraftStatus

LONGEST_HINT = 1000  # characters
PRIORITY = 10  # overtakes any batch


@transaction.atomic
def redraft(sample: Sample, hint: str, *, by) -> DraftRun:
    """Queue a sample ahead of all others, under the recipe of its latest draft and a hint. Raises DraftingRefused."""
    hint = " ".join(hint.replace("\x00", "").split())
    if not hint:
        raise DraftingRefused(_("Write what the model should mind, in a sentence."), "hint")
    if len(hint) > LONGEST_HINT:
        raise DraftingRefused(_("Keep the hint under %(most)d characters.") % {"most": LONGEST_HINT}, "hint")
    Sample.objects.select_for_update(no_key=True).get(pk=sample.pk)  # two at once would both find nothing under way
    if Draft.objects.filter(sample=sample, status=DraftStatus.PENDING).exclude(run__hint="").exists():
        raise DraftingRefused(_("This sample is being drafted again already: wait for that draft."), "hint")
    recipe = recipe_of(latest_run(sample), hint)
    run = start_run(sample.benchmark, Sample.objects.filter(pk=sample.pk), recipe, priority=PRIORITY, by=by)
    Event.objects.record("asked for a new draft", sample, by=by, benchmark=sample.benchmark, run=run.pk, hint=hint)
    return run


def recipe_of(run: DraftRun, hint: str = "") -> Recipe:
    """The recipe of an earlier run, to be carried out anew."""
    return Recipe(
        engine=run.engine,
        prompt_set=run.prompt_set,
        model=run.model,
        revision=run.revision,
        persona=run.persona,
        parameters=GenerationParameters(**run.parameters, seed=run.seed),
        options=run.options,
        hint=hint,
    )


def latest_run(sample: Sample) -> DraftRun:
    """The latest run by a worker that drafted the sample, else that of the benchmark. Raises DraftingRefused."""
    runs = DraftRun.objects.filter(benchmark=sample.benchmark, trial=False)
    made = runs.exclude(engine=EngineName.IMPORTED).order_by("-pk")
    run = made.filter(drafts__sample=sample).first() or made.first()
    if run is None:
        raise DraftingRefused(_("No run has drafted anything here yet: start one on the page Drafts."))
    return run
