"""How far an evaluation is and what it cost: figures computed from its rows, whenever somebody looks."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Avg, Count, F, Max, Min, Prefetch, Q, Sum
from django.db.models.functions import Coalesce

from inference.models import EngineName, EvaluationRun, JudgeRun
from inference.progressing import (
    CAUSES,
    EXAMPLES,
    FAILED,
    Failures,
    RunProgress,
    ended_since,
    jobs_at_work,
    last_trouble,
    went_on_at,
    with_cause,
)
from inference.round_order import rounds_of_run
from inference.spending import price_of
from inference.states import JudgementStatus, PredictionStatus


@dataclass(frozen=True, slots=True)
class EvaluationProgress(RunProgress):
    """Predictions by what came of them; those of reused tokens came out of a cache, `cost` is in US dollars.

    `missing` are samples of the release about which an imported run says nothing.
    """

    reused_tokens: int
    seconds: float
    cost: Decimal
    missing: int

    @property
    def busy(self) -> timedelta:
        """The engine's time for all predictions, added up."""
        return timedelta(seconds=self.seconds)


def evaluation_progress(run: EvaluationRun) -> EvaluationProgress:
    """The figures of an evaluation as they are now."""
    ended, went_on = Q(status__in=[PredictionStatus.DONE, PredictionStatus.FAILED]), went_on_at(run)
    counts = run.predictions.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(status=PredictionStatus.DONE)),
        failed=Count("pk", filter=FAILED),
        cancelled=Count("pk", filter=Q(status=PredictionStatus.CANCELLED)),
        prompt_tokens=Coalesce(Sum("prompt_tokens"), 0),
        reused_tokens=Coalesce(Sum("reused_tokens"), 0),
        generated_tokens=Coalesce(Sum("generated_tokens"), 0),
        seconds=Coalesce(Sum("seconds"), 0.0),
        started_at=Min("job__started_at"),
        last_at=Max("finished_at", filter=ended),
        **ended_since(went_on, ended),
    )
    rounds = rounds_of_run(run)
    return EvaluationProgress(
        **counts,
        **jobs_at_work(run, len(rounds)),
        last_trouble=last_trouble(run.predictions),
        went_on_at=went_on,
        cost=price_of(run, counts),
        missing=run.release.sample_count - counts["total"] if run.engine == EngineName.IMPORTED else 0,
        rounds=rounds,
    )


def prediction_failures(run: EvaluationRun) -> list[Failures]:
    """A run's failures by their causes, the most frequent first; `drafts` holds the first predictions of each."""
    failed = with_cause(run.predictions.filter(FAILED))
    causes = failed.values("cause").annotate(count=Count("pk")).order_by("-count", "cause")[:CAUSES]
    return [
        Failures(
            row["cause"],
            row["count"],
            list(failed.filter(cause=row["cause"]).select_related("item").order_by("pk")[:EXAMPLES]),
        )
        for row in causes
    ]


def judge_runs_with_scores(judge_runs):
    """A QuerySet of judge runs, each with its judgements counted, and `mean`: the mean score over samples."""
    done = Q(judgements__status=JudgementStatus.DONE)
    return judge_runs.annotate(
        judged=Count("judgements", filter=done),
        unreadable=Count("judgements", filter=Q(judgements__status=JudgementStatus.UNREADABLE)),
        unjudged=Count("judgements", filter=Q(judgements__status=JudgementStatus.PENDING)),
        failed=Count("judgements", filter=Q(judgements__status=JudgementStatus.FAILED)),
        mean=Avg("judgements__score", filter=done),
    ).order_by("pk")


def evaluations_with_counts(runs):
    """A QuerySet of evaluations, each with `done` and `failed` counted and its judges with their scores."""
    judges = Prefetch("judge_runs", judge_runs_with_scores(JudgeRun.objects.all()), to_attr="judges")
    return (
        runs.annotate(
            done=Count("predictions", filter=Q(predictions__status=PredictionStatus.DONE)),
            failed=Count("predictions", filter=Q(predictions__status=PredictionStatus.FAILED)),
            total=F("release__sample_count"),
        )
        .select_related("benchmark", "release", "created_by")
        .prefetch_related(judges)
    )
