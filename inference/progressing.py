"""How far a draft run is: figures computed from its rows, whenever somebody looks."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, Count, F, Max, Min, Q, Sum, TextField, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotation.models import Event, Job
from annotation.states import JobStatus
from inference.cfsa.conversation import Phase
from inference.models import DraftRun, EngineRun
from inference.round_order import rounds_of_run
from inference.states import DraftStatus

ENDED = Q(status__in=[DraftStatus.DONE, DraftStatus.FAILED])
STUCK = Q(status=DraftStatus.PENDING, job__status=JobStatus.QUARANTINED)
PHASE_WORDS = {
    Phase.ENRICH: _("putting the questions into detail"),
    Phase.READING: _("reading the pictures"),
    Phase.GENERAL: _("general questions"),
    Phase.SCENARIO_QUESTIONS: _("asking about the scene"),
    Phase.SCENARIO_ANSWER: _("answering about the scene"),
    Phase.SUMMARY: _("summing up"),
    Phase.CAPTION: _("describing the pictures"),
    Phase.ANSWER: _("answering the questions"),
}
FAILED = Q(status=DraftStatus.FAILED) | STUCK
# What makes a run go on after it lay still.
GOING_ON = ("run resumed", "drafts retried", "evaluation retried", "judging retried")
CAUSES = 20  # shown on a page; the rest is counted
EXAMPLES = 12  # samples named under a cause


@dataclass(frozen=True, slots=True)
class RunProgress:
    """Drafts by what came of them, and the round that the worker is at (0: none, or not known).

    `went_on_at` is when the run last went on after it lay still, `ended_since` how many drafts ended since then;
    `rounds` has the phase of each round of a draft.
    """

    total: int
    done: int
    failed: int
    cancelled: int
    prompt_tokens: int
    generated_tokens: int
    started_at: datetime | None
    last_at: datetime | None
    step: int
    in_hand: int
    last_trouble: str
    went_on_at: datetime | None = field(default=None, kw_only=True)
    ended_since: int | None = field(default=None, kw_only=True)
    rounds: tuple[Phase, ...] = field(default=(), kw_only=True)

    @property
    def pending(self) -> int:
        """Drafts that are still to come."""
        return self.total - self.done - self.failed - self.cancelled

    @property
    def ended(self) -> int:
        """Drafts of which nothing more will come by itself."""
        return self.total - self.pending

    @property
    def moved(self) -> float:
        """What a bar shows: drafts that ended, and the share of those in hand; of a run that is over, the good ones.

        A full bar would else stand over a run in which every picture failed.
        """
        if self.is_over:
            return self.done
        under_way = self.in_hand * max(self.step - 1, 0) / self.steps
        return min(round(self.ended + under_way, 2), self.total)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come by itself."""
        return self.pending == 0

    @property
    def steps(self) -> int:
        """The rounds of a draft."""
        return len(self.rounds)

    @property
    def step_words(self) -> str:
        """What the worker is asking just now."""
        return PHASE_WORDS[self.rounds[self.step - 1]] if self.step else ""

    @property
    def elapsed(self) -> timedelta | None:
        """From the first picture taken to now, or to the last draft."""
        if self.started_at is None:
            return None
        end = (self.last_at or self.started_at) if self.is_over else timezone.now()
        return max(end - self.started_at, timedelta(0))

    @property
    def left(self) -> timedelta | None:
        """How long the rest will take at the pace since the run last went on; None while there is no pace."""
        since = self.went_on_at or self.started_at
        ended = self.done + self.failed if self.went_on_at is None else self.ended_since
        if not ended or self.is_over or self.last_at is None or since is None:
            return None
        return (self.last_at - since) / ended * self.pending


def progress_of(run: DraftRun) -> RunProgress:
    """The figures of a run as they are now."""
    went_on, rounds = went_on_at(run), rounds_of_run(run)
    counts = run.drafts.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(status=DraftStatus.DONE)),
        failed=Count("pk", filter=FAILED),
        cancelled=Count("pk", filter=Q(status=DraftStatus.CANCELLED)),
        prompt_tokens=Coalesce(Sum("prompt_tokens"), 0),
        generated_tokens=Coalesce(Sum("generated_tokens"), 0),
        started_at=Min("job__started_at"),
        last_at=Max("finished_at", filter=ENDED),
        **ended_since(went_on),
    )
    at_work, trouble = jobs_at_work(run, len(rounds)), last_trouble(run.drafts)
    return RunProgress(**counts, **at_work, last_trouble=trouble, went_on_at=went_on, rounds=rounds)


def went_on_at(run: EngineRun) -> datetime | None:
    """When a run last went on after a pause or after it was over: time that it lay still tells nothing of its pace."""
    went_on = Event.objects.filter(verb__in=GOING_ON, subject_kind=run._meta.model_name, subject_id=run.pk)
    return went_on.aggregate(last=Max("at"))["last"]


def ended_since(went_on: datetime | None, ended: Q = ENDED) -> dict[str, Count]:
    """What counts a run's rows that ended since then, for an aggregate; nothing where it never lay still."""
    return {"ended_since": Count("pk", filter=ended & Q(finished_at__gt=went_on))} if went_on else {}


def jobs_at_work(run: EngineRun, rounds: int) -> dict[str, int]:
    """The jobs `in_hand`, and the `step`: the round of the one that is furthest behind, of so many."""
    running = Job.objects.filter(kind=run.job_kind, status=JobStatus.RUNNING, payload__run=run.pk)
    found = running.aggregate(in_hand=Count("pk"), step=Min("progress_done"))
    return {"in_hand": found["in_hand"], "step": min(found["step"] + 1, rounds) if found["in_hand"] else 0}


def last_trouble(rows) -> str:
    """Why jobs of a run's drafts, predictions or judgements went back to the queue, while they wait for another try."""
    waiting = rows.filter(status=DraftStatus.PENDING, job__status=JobStatus.QUEUED).exclude(job__error="")
    return waiting.order_by("-job_id").values_list("job__error", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class Failures:
    """The failed drafts of one cause: how many, and the first of them."""

    cause: str
    count: int
    drafts: list


def failures_of(run: DraftRun) -> list[Failures]:
    """A run's failures by their causes, the most frequent first."""
    failed = with_cause(run.drafts.filter(FAILED))
    causes = failed.values("cause").annotate(count=Count("pk")).order_by("-count", "cause")[:CAUSES]
    return [
        Failures(
            row["cause"],
            row["count"],
            list(failed.filter(cause=row["cause"]).select_related("sample__image").order_by("pk")[:EXAMPLES]),
        )
        for row in causes
    ]


def with_cause(drafts):
    """A QuerySet of failed drafts, each with why: its own error, or that of the job that was given up."""
    return drafts.annotate(cause=Case(When(STUCK, then=F("job__error")), default=F("error"), output_field=TextField()))


def runs_with_counts(runs):
    """A QuerySet of runs, each with its drafts counted: `total`, `done`, `failed`."""
    return runs.annotate(
        total=Count("drafts"),
        done=Count("drafts", filter=Q(drafts__status=DraftStatus.DONE)),
        failed=Count("drafts", filter=Q(drafts__status=DraftStatus.FAILED)),
    )
