"""What came of a run, counted in the database and compared with what it has to be."""

from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Count, Max

from annotation.models import Event, Job, Label, Trigger
from annotation.states import JobStatus
from inference.cfsa import pipeline, prompts
from inference.cfsa.conversation import GenerationParameters, ImageReference
from inference.cfsa.outcome import DraftItem, PerspectiveQuestion
from inference.engines import build
from inference.models import Draft, DraftRun, Round
from inference.recipes import DRAFTING
from inference.states import DraftStatus

SHOWN = 3  # examples of a violation


@dataclass
class Outcome:
    """What a scenario measured, and everything that should not have been."""

    name: str
    figures: dict[str, object] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    def demand(self, holds: bool, otherwise: str) -> None:
        """Note a violation unless something holds."""
        if not holds:
            self.violations.append(otherwise)


def done_of(run: DraftRun) -> int:
    """How many drafts of a run are there."""
    return Draft.objects.filter(run=run, status=DraftStatus.DONE).count()


def is_over(run: DraftRun) -> bool:
    """Whether no job of a run is waiting or under way."""
    return not jobs_of(run).filter(status__in=[JobStatus.QUEUED, JobStatus.RUNNING]).exists()


def jobs_of(run: DraftRun):
    """The jobs of a run."""
    return Job.objects.filter(payload__run=run.pk)


def check_results(run: DraftRun, outcome: Outcome, drafts=None) -> None:
    """Demand of every draft of a run (or of a QuerySet of them) exactly one result, and that it is the right one."""
    drafts = Draft.objects.filter(run=run) if drafts is None else drafts
    lost = drafts.exclude(status=DraftStatus.DONE)
    outcome.demand(not lost.exists(), f"{lost.count()} of {drafts.count()} results are lost: {shown(lost)}")
    samples = drafts.values("sample").distinct().count()
    outcome.demand(samples == drafts.count(), f"{drafts.count()} drafts are of {samples} samples only")
    pks = list(drafts.filter(status=DraftStatus.DONE).values_list("pk", flat=True))
    done = Draft.objects.filter(pk__in=pks)  # those of this moment, where others are still being worked on
    _check_doubles(done, outcome)
    _check_words(run, done, outcome)


def _check_doubles(done, outcome: Outcome) -> None:
    """Every finished draft has one label, one event, and rounds numbered without a gap; nothing is left over."""
    samples, pks = list(done.values_list("sample", flat=True)), list(done.values_list("pk", flat=True))
    labels = Label.objects.filter(sample__in=samples).count()
    outcome.demand(labels == len(pks), f"{labels} labels for {len(pks)} drafts")
    told = Event.objects.filter(verb="drafted", subject_id__in=samples)
    outcome.demand(told.count() == len(pks), f"{told.count()} events “drafted” for {len(pks)} drafts")
    gaps = done.annotate(rounds_=Count("rounds"), last=Max("rounds__position"))
    wrong = [draft.pk for draft in gaps if draft.rounds_ != draft.last]
    outcome.demand(not wrong, f"{len(wrong)} drafts have gaps in their rounds: {wrong[:SHOWN]}")
    strays = Round.objects.exclude(draft__status=DraftStatus.DONE).count()
    outcome.demand(strays == 0, f"{strays} rounds belong to no finished draft")


def _check_words(run: DraftRun, done, outcome: Outcome) -> None:
    """What the workers wrote is what the engine says: as many rounds and triggers, and the same summary."""
    right = expected_of(run, done)
    rounds = dict(Round.objects.filter(draft__in=done).values_list("draft").annotate(Count("pk")))
    triggers = dict(Trigger.objects.filter(label__draft__in=done).values_list("label__draft").annotate(Count("pk")))
    wrong = [
        draft.pk
        for draft in done
        if (draft.raw_summary.split("\n")[0], rounds[draft.pk], triggers[draft.pk])
        != (right[draft.pk].raw_summary, len(right[draft.pk].rounds), len(right[draft.pk].triggers))
    ]
    outcome.demand(not wrong, f"{len(wrong)} drafts say something else than the engine did: {wrong[:SHOWN]}")


def expected_of(run: DraftRun, done) -> dict[int, pipeline.DraftOutcome]:
    """The outcomes that a process nobody disturbs comes to, by the draft's id."""
    items = [
        DraftItem(
            ImageReference(draft.sample.image.path, Path("nowhere")),
            (PerspectiveQuestion(str(draft.pk), draft.sample.question, draft.sample.emotion),),
        )
        for draft in done.select_related("sample__image")
    ]
    outcomes = pipeline.draft(
        items,
        build("scripted", model="", options={}),
        prompts.from_dict(run.prompt_set.content),
        persona=run.persona,
        parameters=GenerationParameters(**run.parameters, seed=run.seed),
        scenario_limit=DRAFTING["scenario_limit"],
        categories=run.benchmark.categories,
    )
    return {int(key): each for key, each in outcomes.items()}


def shown(drafts) -> str:
    """The first of these drafts, each with what became of its job."""
    found = drafts.values_list("pk", "status", "job__status", "job__attempts", "job__error", "error")[:SHOWN]
    return "; ".join(" / ".join(str(value) for value in row) for row in found)
