"""Trying prompts on three samples: a small run whose drafts nobody reviews and no figure counts."""

import random
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Sample
from inference.choosing import choose_samples
from inference.models import DraftRun, EngineName, PromptSet
from inference.recipes import DraftingRefused, Recipe
from inference.redrafting import recipe_of
from inference.starting import start_run
from inference.terms import Terms, remembered_terms

SAMPLES = 3
PRIORITY = 5  # somebody waits for it, but who drafts one sample goes first


@transaction.atomic
def try_prompts(
    benchmark: Benchmark, prompt_set: PromptSet, *, recipe: Recipe | None = None, terms: Terms | None = None, by
) -> DraftRun:
    """Draft three random samples with these prompts, else as `recipe` says; without one as the latest run did.

    Raises DraftingRefused.
    """
    keys = list(choose_samples(benchmark).values_list("pk", flat=True))
    if not keys:
        raise DraftingRefused(_("No sample has a picture yet: import pictures first."))
    if recipe is None:
        recipe, terms = usual_recipe(benchmark, prompt_set), usual_terms(benchmark)
    chosen = random.Random(prompt_set.pk).sample(keys, min(SAMPLES, len(keys)))
    tried = replace(recipe, prompt_set=prompt_set, hint="", trial=True)
    return start_run(benchmark, Sample.objects.filter(pk__in=chosen), tried, priority=PRIORITY, terms=terms, by=by)


def usual_recipe(benchmark: Benchmark, prompt_set: PromptSet) -> Recipe:
    """How the latest run drafted, in the words of a set; by a script where nothing was drafted yet."""
    latest = latest_run(benchmark)
    return replace(recipe_of(latest), prompt_set=prompt_set) if latest else Recipe(EngineName.SCRIPTED, prompt_set)


def usual_terms(benchmark: Benchmark) -> Terms:
    """The prices of the latest run's model, and the budget of that run."""
    latest = latest_run(benchmark)
    return replace(remembered_terms(latest.engine, latest.model), budget=latest.budget) if latest else Terms()


def latest_run(benchmark: Benchmark) -> DraftRun | None:
    """The latest run of a worker, trials included."""
    return DraftRun.objects.filter(benchmark=benchmark).exclude(engine=EngineName.IMPORTED).order_by("-pk").first()
