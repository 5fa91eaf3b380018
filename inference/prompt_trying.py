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
from inference.terms import remembered_terms

SAMPLES = 3
PRIORITY = 5  # somebody waits for it, but who drafts one sample goes first


@transaction.atomic
def try_prompts(benchmark: Benchmark, prompt_set: PromptSet, *, by) -> DraftRun:
    """Draft three random samples with these prompts, otherwise as the latest run did, under its prices and budget.

    Raises DraftingRefused.
    """
    latest = DraftRun.objects.filter(benchmark=benchmark).exclude(engine=EngineName.IMPORTED).order_by("-pk").first()
    recipe = recipe_of(latest) if latest else Recipe(engine=EngineName.SCRIPTED, prompt_set=prompt_set)
    keys = list(choose_samples(benchmark).values_list("pk", flat=True))
    if not keys:
        raise DraftingRefused(_("No sample has a picture yet: import pictures first."))
    chosen = random.Random(prompt_set.pk).sample(keys, min(SAMPLES, len(keys)))
    tried = replace(recipe, prompt_set=prompt_set, hint="", trial=True)
    terms = replace(remembered_terms(tried.engine, tried.model), budget=latest.budget if latest else None)
    samples = Sample.objects.filter(pk__in=chosen)
    return start_run(benchmark, samples, tried, priority=PRIORITY, terms=terms, by=by)
