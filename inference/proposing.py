"""What a worker does to derive S_freq: asks for proposals and, after the last, groups them by meaning."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from annotation.models import Event, Job
from inference.carrying import carry_out, settle
from inference.cfsa.conversation import (
    Answer,
    Conversation,
    EngineError,
    GenerationParameters,
    Message,
    OutOfMemory,
    Phase,
)
from inference.cfsa.listing import storable
from inference.cfsa.scenario import UnreadableQuestions, read_questions
from inference.grouping import groups_of
from inference.holding import engine_for
from inference.judges.encoders import load_encoder
from inference.models import Derivation, Proposal
from inference.proposals import words
from inference.recording import COSTS, note_packages
from inference.states import ProposalStatus

PROPOSED = 5  # questions read from one answer
NOTHING = "No answer held a list of questions."


@dataclass(frozen=True, slots=True)
class Proposed:
    """What came of one question: the model's answer and what it cost, or the error that stopped it."""

    answer: Answer | None = None
    questions: tuple[str, ...] = ()
    error: str | None = None
    transient: bool = False
    short_of_memory: bool = False


def work_wave(wave: list[Job], should_leave: Callable[[], bool]) -> bool:
    """Ask for the proposals of one wave; False where the engine is away."""
    run = Derivation.objects.select_related("benchmark").get(pk=wave[0].payload["run"])
    pending = Proposal.objects.filter(job__in=wave, status=ProposalStatus.PENDING)
    proposals = list(pending.order_by("pk"))
    return carry_out(
        run,
        wave,
        should_leave,
        answer=lambda should_stop: _propose(run, proposals, should_stop),
        failed=lambda cause, transient: {str(one.pk): Proposed(error=cause, transient=transient) for one in proposals},
        record=lambda job, outcomes: _record(job, run, outcomes),
    )


def _propose(run: Derivation, proposals: list[Proposal], should_stop: Callable[[], bool]) -> dict[str, Proposed]:
    if not proposals:
        return {}
    engine = engine_for(run)
    note_packages(run, engine.describe())
    parameters = GenerationParameters(**run.parameters, seed=run.seed)
    answers = engine.answer([_asked(run, one, parameters) for one in proposals], should_stop=should_stop)
    return {str(one.pk): _proposed(answer) for one, answer in zip(proposals, answers, strict=True)}


def _asked(run: Derivation, proposal: Proposal, parameters: GenerationParameters) -> Conversation:
    asked = words.render(run.words, question=proposal.question, emotion=proposal.emotion)
    return Conversation(
        messages=(Message("user", asked),),
        image=None,
        parameters=parameters,
        phase=Phase.PROPOSAL,
        subject="proposal",
        sample_question=proposal.question,
        emotion=proposal.emotion,
    )


def _proposed(answer: Answer | EngineError) -> Proposed:
    """An answer that holds no list is a failure, kept with what it said and cost."""
    if isinstance(answer, EngineError):
        short = isinstance(answer, OutOfMemory)
        return Proposed(error=str(answer), transient=answer.transient, short_of_memory=short)
    try:
        questions = read_questions(answer.text, PROPOSED, truncated=answer.truncated)
    except UnreadableQuestions as error:
        return Proposed(answer, error=str(error))
    return Proposed(answer, tuple(map(storable, questions)), None if questions else NOTHING)


@transaction.atomic
def _record(job: Job, run: Derivation, outcomes: dict[str, Proposed]) -> None:
    """End a job with its question; whoever ends the last one groups the proposals. Raises LeaseLost."""
    pending = Proposal.objects.filter(job=job, status=ProposalStatus.PENDING)
    settle(job, pending, outcomes, done=_done, failed=_failed, again=_again)
    locked = Derivation.objects.select_for_update().get(pk=run.pk)  # of two that end at once, the later sees both
    waits = Proposal.objects.filter(run=run, status=ProposalStatus.PENDING)
    if not locked.is_over and not waits.exists():
        _group(locked)


def _group(run: Derivation) -> None:
    done = run.proposals.filter(status=ProposalStatus.DONE).order_by("position")
    texts = [text for proposal in done for text in proposal.questions]
    run.groups = [asdict(group) for group in groups_of(texts, load_encoder())] if texts else []
    failed = run.proposals.exclude(error="").order_by("position").first()
    run.error = "" if texts else failed.error if failed else NOTHING
    run.finished_at = timezone.now()
    run.save(update_fields=["groups", "error", "finished_at"])
    Event.objects.record("questions proposed", run, by=None, benchmark=run.benchmark, groups=len(run.groups))


def _done(proposal: Proposal, outcome: Proposed) -> None:
    proposal.status = ProposalStatus.DONE
    _end(proposal, outcome)


def _failed(proposal: Proposal, outcome: Proposed) -> None:
    proposal.status, proposal.error = ProposalStatus.FAILED, outcome.error
    _end(proposal, outcome)


def _again(proposal: Proposal, outcome: Proposed) -> None:
    """Keep what it cost; the next try writes the answer."""
    _add_up(proposal, outcome)
    proposal.save(update_fields=COSTS)


def _end(proposal: Proposal, outcome: Proposed) -> None:
    proposal.text = storable(outcome.answer.text) if outcome.answer else ""
    proposal.questions = list(outcome.questions)
    proposal.finished_at = timezone.now()
    _add_up(proposal, outcome)
    proposal.save()


def _add_up(proposal: Proposal, outcome: Proposed) -> None:
    if outcome.answer is not None:
        for name in COSTS:
            setattr(proposal, name, getattr(proposal, name) + getattr(outcome.answer, name))
