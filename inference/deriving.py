"""Deriving S_freq as the paper does: asking for open questions over the data set, and approving the most frequent."""

import random
import re
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation import jobs
from annotation.models import Benchmark, Event, Job, JobKind, Sample
from inference.models import Derivation, PromptSet, Proposal
from inference.pausing import jobs_of
from inference.prompt_editing import MOST, PromptsRefused, save_version
from inference.prompting import default_prompt_set
from inference.proposals import words
from inference.recipes import DraftingRefused, Recipe, batch_of, check_recipe
from inference.states import ProposalStatus
from inference.terms import Terms, remembered_terms

SAMPLED = 40  # questions of the data set that proposals are asked for
NOT_ASKED = ("prompt_set", "persona", "hint", "trial")  # columns of a draft run that a derivation has not


@transaction.atomic
def start_derivation(
    benchmark: Benchmark, recipe: Recipe, *, sampled: int = SAMPLED, terms: Terms | None = None, by
) -> Derivation:
    """Queue the asking for proposals, one job a question, by the language model of a recipe. Raises DraftingRefused.

    Without `terms` it has no budget, and the prices of the last run of the same model.
    """
    check_recipe(recipe)
    asked = {name: value for name, value in recipe.columns().items() if name not in NOT_ASKED}
    pairs = _drawn(benchmark, recipe.parameters.seed, sampled)
    if not pairs:
        raise DraftingRefused(_("There is no sample to derive questions from yet."))
    terms = terms or remembered_terms(recipe.engine, recipe.model)
    run = Derivation.objects.create(
        benchmark=benchmark, sampled=sampled, words=words.load(), created_by=by, **asked, **terms.columns()
    )
    queued = jobs.enqueue_many([_job(run) for _pair in pairs])
    Proposal.objects.bulk_create(
        Proposal(run=run, job=job, position=position, question=question, emotion=emotion)
        for position, (job, (question, emotion)) in enumerate(zip(queued, pairs, strict=True), start=1)
    )
    Event.objects.record("questions derived", run, by=by, benchmark=benchmark, sampled=sampled)
    return run


@transaction.atomic
def cancel_derivation(run: Derivation, *, by) -> int:
    """Cancel every question that was not asked yet; its worker stops at its next look. Returns how many."""
    jobs.cancel_all(jobs_of(run))  # before the rows, in the order in which a worker writes
    now = timezone.now()
    pending = Proposal.objects.filter(run=run, status=ProposalStatus.PENDING)
    cancelled = pending.update(status=ProposalStatus.CANCELLED, finished_at=now)
    if cancelled:
        Derivation.objects.filter(pk=run.pk).update(cancelled_at=now, paused_at=None, paused_because="")
        Event.objects.record("deriving cancelled", run, by=by, benchmark=run.benchmark, questions=cancelled)
    return cancelled


def queue_grouping(run: Derivation) -> None:
    """Let a worker group what was proposed where the last question was given up: no other job would come to it.

    It is the last step of the caller's transaction. Where a worker ends another question at this moment, whoever comes
    second sees what both did.
    """
    locked = Derivation.objects.select_for_update().get(pk=run.pk)
    waits = Proposal.objects.filter(run=run, status=ProposalStatus.PENDING)
    if not locked.is_over and not waits.exists():
        jobs.enqueue_many([_job(run)])


@transaction.atomic
def approve(run: Derivation, base: PromptSet, name: str, questions: Sequence[str], *, by) -> PromptSet:
    """Make the next version of a prompt set that asks these questions, in this order, of every picture.

    Raises PromptsRefused.
    """
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


def base_of(benchmark: Benchmark) -> PromptSet:
    """The set whose other words are kept: the benchmark's latest own one, else the paper's."""
    own = PromptSet.objects.filter(benchmark=benchmark).order_by("-pk").first()
    return own or default_prompt_set()


def _drawn(benchmark: Benchmark, seed: int, sampled: int) -> list[tuple[str, str]]:
    """The questions and emotions that the seed draws, each pair once."""
    pairs = Sample.objects.filter(benchmark=benchmark).order_by().values_list("question", "emotion").distinct()
    ordered = sorted(pairs)
    return random.Random(seed).sample(ordered, min(sampled, len(ordered)))


def _job(run: Derivation) -> Job:
    payload = {"run": run.pk, "batch": batch_of(run.engine, run.options)}
    return Job(kind=JobKind.PROPOSE, benchmark=run.benchmark, payload=payload, progress_total=1)


def _keys(questions: Sequence[str]) -> list[str]:
    """A short name for each question: its last long word, numbered where it was taken."""
    keys: list[str] = []
    for question in questions:
        key = (re.findall(r"[A-Za-z]{4,}", question.lower()) or ["question"])[-1]
        keys.append(key if key not in keys else f"{key}{len(keys) + 1}")
    return keys
