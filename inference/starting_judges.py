"""Starting a judge over the predictions of an evaluation, cancelling it, and judging anew what it could not read."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation import jobs
from annotation.models import Event, Job, JobKind
from annotation.states import JobStatus
from inference.cfsa.conversation import GenerationParameters
from inference.judges import llm
from inference.judges.encoders import EncoderUnavailable, check_named
from inference.judges.semantic import THRESHOLD
from inference.models import EvaluationRun, Judge, Judgement, JudgeRun, Prediction
from inference.pausing import jobs_of, stay_paused
from inference.prompting import default_prompt_set
from inference.recipes import DraftingRefused, Recipe, batch_of, check_recipe, refuse_overlong
from inference.states import JudgementStatus, PredictionStatus
from inference.terms import Terms

CHUNK = 50  # predictions that an encoder reads in one job
BULK = 2000
LONGEST_NAME = 120  # characters
SAME_JUDGE = ("judge", "name", "model", "revision", "threshold")
AGAIN = (JudgementStatus.UNREADABLE, JudgementStatus.FAILED, JudgementStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Judging:
    """Everything about a judge but what it judges: `model` names an encoder, or the language model of an engine.

    Only a language model has an engine, decoding, options and terms.
    """

    judge: str
    name: str = ""
    engine: str = ""
    model: str = ""
    revision: str = ""
    threshold: float | None = None
    parameters: GenerationParameters = llm.PARAMETERS
    options: dict[str, Any] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)

    @property
    def told_name(self) -> str:
        """The judge's name in tables: the one given, else its model's, else that of the encoder that comes along."""
        plain = self.name.strip() or self.model.rstrip("/")[-LONGEST_NAME:]
        if self.name.strip() or self.judge != Judge.COHERENCE:
            return plain or "MiniLM"
        return f"{plain[-LONGEST_NAME + 10 :] or 'MiniLM'} coherence"

    def columns(self) -> dict[str, Any]:
        """The run's columns."""
        columns = {
            "judge": self.judge,
            "name": self.told_name,
            "model": self.model,
            "revision": self.revision,
        }
        if self.judge == Judge.LLM:
            parameters = asdict(self.parameters)
            columns |= {"engine": self.engine, "seed": parameters.pop("seed"), "parameters": parameters}
            columns |= {"options": self.options, "words": llm.words(), **self.terms.columns()}
        if self.judge == Judge.SEMANTIC:
            columns["threshold"] = THRESHOLD if self.threshold is None else self.threshold
        return columns


@transaction.atomic
def start_judge(evaluation: EvaluationRun, judging: Judging, *, priority: int = 0, by) -> JudgeRun:
    """Queue a judgement of each prediction that is there. Raises DraftingRefused."""
    _check(judging)
    predictions = evaluation.predictions.filter(status=PredictionStatus.DONE).order_by("item__position")
    if not predictions.exists():
        raise DraftingRefused(_("There is no prediction to judge yet."))
    run = JudgeRun.objects.create(evaluation=evaluation, created_by=by, **judging.columns())
    queue_judgements(run, [Judgement(run=run, prediction=prediction) for prediction in predictions], priority)
    Event.objects.record("judging started", run, by=by, benchmark=run.benchmark, judge=run.judge)
    return run


@transaction.atomic
def judge_all(evaluations: QuerySet[EvaluationRun], judging: Judging, *, priority: int = 0, by) -> list[JudgeRun]:
    """Start the judge on each evaluation with a prediction that it has not judged yet. Raises DraftingRefused.

    What waits is looked for when the evaluations are locked: a second request sees what the first one started.
    """
    _check(judging)
    locked = list(evaluations.select_for_update(of=["self"], no_key=True).order_by("pk"))
    columns = judging.columns()
    same = {name: columns.get(name) for name in SAME_JUDGE}
    judged = Judgement.objects.filter(run__in=JudgeRun.objects.filter(**same, cancelled_at=None))
    done = Prediction.objects.filter(status=PredictionStatus.DONE, run__in=locked)
    waiting = set(done.exclude(judgements__in=judged).values_list("run", flat=True))
    started = [start_judge(one, judging, priority=priority, by=by) for one in locked if one.pk in waiting]
    if not started:
        raise DraftingRefused(_("This judge has judged all predictions that there are."))
    return started


def queue_judgements(run: JudgeRun, judgements: list[Judgement], priority: int = 0) -> None:
    """Save judgements, new ones and those to be made again, under jobs of some each."""
    size = chunk_of(run)
    chunks = [judgements[start : start + size] for start in range(0, len(judgements), size)]
    queued = jobs.enqueue_many([_job(run, priority) for _chunk in chunks])
    for job, chunk in zip(queued, chunks, strict=True):
        for judgement in chunk:
            judgement.job = job
    Judgement.objects.bulk_create([one for one in judgements if one.pk is None], batch_size=BULK)
    again = [one for one in judgements if one.pk]
    Judgement.objects.bulk_update(again, ["job", "status", "error", "finished_at"], batch_size=500)


def chunk_of(run: JudgeRun) -> int:
    """How many predictions are judged in one job: after each the budget is looked at."""
    return batch_of(run.engine, run.options) if run.judge == Judge.LLM else CHUNK


@transaction.atomic
def cancel_judge(run: JudgeRun, *, by) -> int:
    """Cancel every judgement that is not there yet; returns how many."""
    jobs.cancel_all(jobs_of(run))
    now = timezone.now()
    cancelled = run.judgements.filter(status=JudgementStatus.PENDING).update(
        status=JudgementStatus.CANCELLED, finished_at=now
    )
    if cancelled:
        JudgeRun.objects.filter(pk=run.pk).update(cancelled_at=now, paused_at=None, paused_because="")
        Event.objects.record("judging cancelled", run, by=by, benchmark=run.benchmark, samples=cancelled)
    return cancelled


@transaction.atomic
def judge_again(run: JudgeRun, *, by) -> int:
    """Queue again what was unreadable, failed, cancelled or set apart after its last try; returns how many."""
    stuck = Job.objects.filter(kind=JobKind.JUDGE, payload__run=run.pk, status=JobStatus.QUARANTINED)
    count = run.judgements.filter(status=JudgementStatus.PENDING, job__in=stuck).count()
    for job in stuck:
        jobs.retry(job, by=by)
    again = list(run.judgements.filter(status__in=AGAIN).select_for_update(of=["self"]).order_by("pk"))
    for judgement in again:
        judgement.status, judgement.error, judgement.finished_at = JudgementStatus.PENDING, "", None
    if again:
        queue_judgements(run, again)
    if count + len(again):
        JudgeRun.objects.filter(pk=run.pk).update(cancelled_at=None)
        stay_paused(run)
        Event.objects.record("judging retried", run, by=by, benchmark=run.benchmark, samples=count + len(again))
    return count + len(again)


def _check(judging: Judging) -> None:
    known = (Judge.SEMANTIC, Judge.LLM, Judge.COHERENCE)
    if judging.judge not in known:
        refusal = _("There is no judge “%(name)s”; choose one of %(known)s.")
        raise DraftingRefused(refusal % {"name": judging.judge, "known": ", ".join(known)}, "judge")
    if judging.threshold is not None and not -1 <= judging.threshold <= 1:
        raise DraftingRefused(_("A threshold is a cosine: a number from -1 to 1."), "threshold")
    refuse_overlong(model=judging.model, revision=judging.revision)
    if len(judging.name) > LONGEST_NAME or "\0" in judging.name:
        refusal = _("Name the judge as the tables should call it, in at most %(most)d characters.")
        raise DraftingRefused(refusal % {"most": LONGEST_NAME}, "name")
    if judging.judge != Judge.LLM:
        _check_encoder(judging)
    else:
        check_recipe(
            Recipe(
                engine=judging.engine,
                prompt_set=default_prompt_set(),
                model=judging.model,
                revision=judging.revision,
                parameters=judging.parameters,
                options=judging.options,
            )
        )
        if not (judging.name.strip() or judging.model):
            raise DraftingRefused(_("Name the judge as the tables should call it."), "name")


def _check_encoder(judging: Judging) -> None:
    try:
        check_named(judging.model, judging.revision)
    except EncoderUnavailable as error:
        raise DraftingRefused(str(error), "model") from error


def _job(run: JudgeRun, priority: int) -> Job:
    payload = {"run": run.pk, "batch": 1}
    return Job(kind=JobKind.JUDGE, benchmark=run.benchmark, payload=payload, priority=priority, progress_total=1)
