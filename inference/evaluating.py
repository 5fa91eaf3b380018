"""Starting, retrying and cancelling an evaluation: a model asked about every sample of a release in one setting."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation import jobs
from annotation.models import Event, Job, JobKind, Release, ReleaseItem
from inference.cfsa.conversation import GenerationParameters
from inference.evaluations import words
from inference.models import EvaluationRun, Persona, Prediction, PromptSet, Setting
from inference.pausing import jobs_of, stay_paused
from inference.recipes import DraftingRefused, Recipe, batch_of, check_recipe
from inference.round_order import rounds_of_run
from inference.states import PredictionStatus
from inference.terms import PRICES, Terms, remembered_terms

BULK = 2000
NO_PICTURE = "The picture of this sample is not here, so no model can be asked about it."


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything about an evaluation but its release.

    Prices are US dollars for a million tokens; one that is left out is that of the last run of the same model.
    """

    name: str
    setting: str
    engine: str
    prompt_set: PromptSet
    persona: str = Persona.EMOTION_EXPERT
    model: str = ""
    revision: str = ""
    parameters: GenerationParameters = field(default_factory=GenerationParameters)
    options: dict[str, Any] = field(default_factory=dict)
    prices: dict[str, Decimal] = field(default_factory=dict)
    budget: Decimal | None = None

    def recipe(self) -> Recipe:
        """What it has in common with a draft run."""
        return Recipe(
            engine=self.engine,
            prompt_set=self.prompt_set,
            model=self.model,
            revision=self.revision,
            persona=self.persona,
            parameters=self.parameters,
            options=self.options,
        )

    def columns(self) -> dict[str, Any]:
        """The run's columns; only CFSA asks the words of a prompt set."""
        columns = self.recipe().columns()
        del columns["hint"], columns["trial"]
        if self.setting == Setting.CFSA:
            asked: dict[str, Any] = {}
        else:
            asked, columns["prompt_set"] = words.load(), None
        return columns | {"name": self.name, "setting": self.setting, "words": asked}

    def terms(self) -> Terms:
        """What it may cost."""
        before = remembered_terms(self.engine, self.model)
        prices = {name: self.prices.get(name, getattr(before, name)) for name in PRICES}
        return Terms(**prices, budget=self.budget)


@transaction.atomic
def start_evaluation(release: Release, evaluation: Evaluation, *, priority: int = 0, by) -> EvaluationRun:
    """Queue a prediction for each sample of a release, one job a picture. Raises DraftingRefused."""
    _check(release, evaluation)
    columns = evaluation.columns() | evaluation.terms().columns()
    run = EvaluationRun.objects.create(benchmark=release.benchmark, release=release, created_by=by, **columns)
    items = release.items.select_related("sample__image").order_by("position")
    queue_predictions(run, [Prediction(run=run, item=item) for item in items], priority=priority)
    Event.objects.record("evaluation started", run, by=by, benchmark=run.benchmark, setting=run.setting)
    return run


@transaction.atomic
def start_evaluations(
    release: Release, evaluations: Sequence[Evaluation], *, priority: int = 0, by
) -> list[EvaluationRun]:
    """Queue several, all or none. Raises DraftingRefused."""
    return [start_evaluation(release, evaluation, priority=priority, by=by) for evaluation in evaluations]


def queue_predictions(run: EvaluationRun, predictions: list[Prediction], *, priority: int = 0) -> None:
    """Save predictions, new and retried ones, under one job a picture; those without a picture fail at once."""
    for prediction in predictions:
        if not prediction.item.sample.image.has_file:
            prediction.status = PredictionStatus.FAILED
            prediction.error, prediction.finished_at = NO_PICTURE, timezone.now()
    _give_jobs(run, [one for one in predictions if one.status == PredictionStatus.PENDING], priority)
    Prediction.objects.bulk_create([one for one in predictions if one.pk is None], batch_size=BULK)
    retried = [one for one in predictions if one.pk]
    Prediction.objects.bulk_update(retried, ["job", "status", "error", "finished_at"], batch_size=500)


def _give_jobs(run: EvaluationRun, predictions: Sequence[Prediction], priority: int) -> None:
    ordered = sorted(predictions, key=lambda one: (one.item.sample.image_id, one.item.position))
    pictures = [list(group) for _image, group in groupby(ordered, key=lambda one: one.item.sample.image_id)]
    pictures.sort(key=lambda group: group[0].item.position)
    queued = jobs.enqueue_many([_job(run, group[0].item, priority) for group in pictures])
    for job, group in zip(queued, pictures, strict=True):
        for prediction in group:
            prediction.job = job


@transaction.atomic
def cancel_evaluation(run: EvaluationRun, *, by) -> int:
    """Cancel every prediction that is not there yet; its worker stops at its next look. Returns how many."""
    jobs.cancel_all(jobs_of(run))
    now = timezone.now()
    pending = Prediction.objects.filter(run=run, status=PredictionStatus.PENDING)
    cancelled = pending.update(status=PredictionStatus.CANCELLED, finished_at=now)
    if cancelled:
        EvaluationRun.objects.filter(pk=run.pk).update(cancelled_at=now, paused_at=None, paused_because="")
        Event.objects.record("evaluation cancelled", run, by=by, benchmark=run.benchmark, samples=cancelled)
    return cancelled


@transaction.atomic
def retry_evaluation(run: EvaluationRun, *, by, predictions=None) -> int:
    """Ask again where a prediction failed or was cancelled (all, or those of a QuerySet); returns how many."""
    chosen = run.predictions.all() if predictions is None else predictions.filter(run=run)
    stuck = Job.objects.filter(kind=JobKind.EVALUATE, payload__run=run.pk, status="quarantined")
    pending = chosen.filter(status=PredictionStatus.PENDING, job__in=stuck)
    count = pending.count()
    for job in stuck.filter(predictions__in=pending).distinct():
        jobs.retry(job, by=by)
    ended = chosen.filter(status__in=[PredictionStatus.FAILED, PredictionStatus.CANCELLED])
    again = list(ended.select_for_update(of=["self"]).select_related("item__sample__image").order_by("pk"))
    for prediction in again:
        prediction.status, prediction.error, prediction.finished_at = PredictionStatus.PENDING, "", None
    if again:
        queue_predictions(run, again)
    if count + len(again):
        EvaluationRun.objects.filter(pk=run.pk).update(cancelled_at=None)
        stay_paused(run)
        Event.objects.record("evaluation retried", run, by=by, benchmark=run.benchmark, samples=count + len(again))
    return count + len(again)


def _check(release: Release, evaluation: Evaluation) -> None:
    if not evaluation.name.strip():
        raise DraftingRefused(_("Name the model as the tables should call it."), "name")
    if evaluation.setting not in Setting.values:
        refusal = _("There is no setting “%(name)s”; choose one of %(known)s.")
        raise DraftingRefused(refusal % {"name": evaluation.setting, "known": ", ".join(Setting.values)}, "setting")
    if not release.sha256 or not release.items.exists():
        raise DraftingRefused(_("This release holds no samples to measure on."), "release")
    check_recipe(evaluation.recipe())


def _job(run: EvaluationRun, item: ReleaseItem, priority: int) -> Job:
    batch = batch_of(run.engine, run.options)
    return Job(
        kind=JobKind.EVALUATE,
        benchmark=run.benchmark,
        payload={"run": run.pk, "image": item.sample.image_id, "batch": batch},
        priority=priority,
        progress_total=len(rounds_of_run(run)),
    )
