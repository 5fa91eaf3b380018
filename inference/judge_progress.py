"""How far a judge is and what it cost: figures computed from its rows, whenever somebody looks."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from annotation.models import Job
from annotation.states import JobStatus
from inference.models import JudgeRun
from inference.progressing import FAILED, RunProgress, ended_since, last_trouble, went_on_at
from inference.spending import price_of
from inference.states import JudgementStatus

ENDED = Q(status__in=[JudgementStatus.DONE, JudgementStatus.UNREADABLE, JudgementStatus.FAILED])


@dataclass(frozen=True, slots=True)
class JudgeProgress(RunProgress):
    """Judgements by what came of them; `cost` is in US dollars. `done` has those that could not be read in it."""

    unreadable: int
    reused_tokens: int
    cost: Decimal

    @property
    def steps(self) -> int:
        """A judge takes one step."""
        return 1

    @property
    def step_words(self) -> str:
        """Nothing: the one step says it all."""
        return ""


def judge_progress(run: JudgeRun) -> JudgeProgress:
    """The figures of a judge as they are now."""
    went_on = went_on_at(run)
    counts = run.judgements.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(status__in=[JudgementStatus.DONE, JudgementStatus.UNREADABLE])),
        unreadable=Count("pk", filter=Q(status=JudgementStatus.UNREADABLE)),
        failed=Count("pk", filter=FAILED),
        cancelled=Count("pk", filter=Q(status=JudgementStatus.CANCELLED)),
        prompt_tokens=Coalesce(Sum("prompt_tokens"), 0),
        reused_tokens=Coalesce(Sum("reused_tokens"), 0),
        generated_tokens=Coalesce(Sum("generated_tokens"), 0),
        started_at=Min("job__started_at"),
        last_at=Max("finished_at", filter=ENDED),
        **ended_since(went_on, ENDED),
    )
    running = Job.objects.filter(kind=run.job_kind, status=JobStatus.RUNNING, payload__run=run.pk)
    in_hand = running.count()
    return JudgeProgress(
        **counts,
        step=1 if in_hand else 0,
        in_hand=in_hand,
        last_trouble=last_trouble(run.judgements),
        went_on_at=went_on,
        cost=price_of(run, counts),
    )
