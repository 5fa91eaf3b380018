"""Deriving S_freq as the paper does: asking for open questions over the data set, and approving the most frequent."""

import random
import re
from collections.abc import Sequence
from string import Template

from django.db import transaction
from django.utils.translation import gettext as _

from annotation import jobs
from annotation.models import Benchmark, Event, Job, JobKind, Sample
from inference.models import Derivation, PromptSet
from inference.prompt_editing import MOST, PromptsRefused, save_version
from inference.recipes import DraftingRefused, Recipe, check_recipe

SAMPLED = 40  # questions of the data set that proposals are asked for
WORDS = {
    "version": 1,
    "text": "Somebody wants to find out why people in pictures feel what they feel. One of the questions about one of "
    "the pictures is: $question\nThe emotion is: $emotion\n\nWhich open questions about a picture would help with this "
    "and with any other such picture? Ask about what can be seen, not about this one case. Write a numbered list of "
    "up to five short questions and nothing else.",
}


@transaction.atomic
def start_derivation(benchmark: Benchmark, recipe: Recipe, *, sampled: int = SAMPLED, by) -> Derivation:
    """Queue the asking for proposals, by the language model of a recipe. Raises DraftingRefused."""
    check_recipe(recipe)
    if not Sample.objects.filter(benchmark=benchmark).exists():
        raise DraftingRefused(_("There is no sample to derive questions from yet."))
    columns = recipe.columns()
    asked = {name: columns[name] for name in ("engine", "model", "revision", "parameters", "options", "seed")}
    job = jobs.enqueue(JobKind.PROPOSE, benchmark=benchmark, total=1)
    run = Derivation.objects.create(benchmark=benchmark, job=job, sampled=sampled, words=WORDS, created_by=by, **asked)
    Job.objects.filter(pk=job.pk).update(payload={"run": run.pk, "batch": 1})
    Event.objects.record("questions derived", run, by=by, benchmark=benchmark, sampled=sampled)
    return run


def drawn(run: Derivation) -> list[tuple[str, str]]:
    """The questions and emotions that the seed draws, each pair once."""
    pairs = Sample.objects.filter(benchmark=run.benchmark_id).order_by().values_list("question", "emotion").distinct()
    ordered = sorted(pairs)
    return random.Random(run.seed).sample(ordered, min(run.sampled, len(ordered)))


def asked_of(run: Derivation, question: str, emotion: str) -> str:
    """What the model is asked about one of them."""
    return Template(run.words["text"]).substitute(question=question, emotion=emotion or "-")


@transaction.atomic
def approve(run: Derivation, base: PromptSet, name: str, questions: Sequence[str], *, by) -> PromptSet:
    """Make the next version of a prompt set that asks these questions of every picture. Raises PromptsRefused."""
    if run.finished_at is None:
        raise PromptsRefused(_("No question was proposed yet: wait for the worker."))
    chosen = [text for text in (" ".join(question.replace("\x00", "").split()) for question in questions) if text]
    if not 1 <= len(chosen) <= MOST:
        raise PromptsRefused(_("Choose from one to %(most)d questions.") % {"most": MOST}, "questions")
    entries = [{"key": key, "text": text} for key, text in zip(_keys(chosen), chosen, strict=True)]
    content = {name: base.content[name] for name in ("personas", "templates")} | {"general_questions": entries}
    kept = save_version(run.benchmark, name, content, by=by)
    Derivation.objects.filter(pk=run.pk).update(approved=kept)
    return kept


def _keys(questions: Sequence[str]) -> list[str]:
    """A short name for each question: its last long word, numbered where it was taken."""
    keys: list[str] = []
    for question in questions:
        words = re.findall(r"[A-Za-z]{4,}", question.lower()) or ["question"]
        key = words[-1]
        keys.append(key if key not in keys else f"{key}{len(keys) + 1}")
    return keys
