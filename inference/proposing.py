"""What a worker does to derive S_freq: asks for proposals, reads them, groups them by meaning, writes them down."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from annotation import jobs
from annotation.models import MAXIMUM_ATTEMPTS, Job
from inference.carrying import carry_out
from inference.cfsa.conversation import Conversation, EngineError, GenerationParameters, Message, Phase
from inference.cfsa.scenario import UnreadableQuestions, read_questions
from inference.deriving import asked_of, drawn
from inference.grouping import Group, groups_of
from inference.judges.encoders import load_encoder
from inference.models import Derivation
from inference.recording import noted

PROPOSED = 5  # questions read from one answer


@dataclass(frozen=True, slots=True)
class Proposed:
    """The groups that came of a derivation, or why there are none."""

    groups: tuple[Group, ...] = ()
    error: str | None = None
    transient: bool = False


def work_wave(wave: list[Job], should_leave: Callable[[], bool]) -> bool:
    """Carry out one derivation; False where the engine is away."""
    run = Derivation.objects.select_related("benchmark").get(pk=wave[0].payload["run"])
    return carry_out(
        run,
        wave,
        should_leave,
        answer=lambda should_stop: {"": _propose(run, should_stop)},
        failed=lambda cause, transient: {"": Proposed(error=cause, transient=transient)},
        record=lambda job, outcomes: _record(job, run, outcomes[""]),
    )


def _propose(run: Derivation, should_stop: Callable[[], bool]) -> Proposed:
    parameters = GenerationParameters(**run.parameters, seed=run.seed)
    conversations = [
        Conversation(
            messages=(Message("user", asked_of(run, question, emotion)),),
            image=None,
            parameters=parameters,
            phase=Phase.PROPOSAL,
            subject="proposal",
            sample_question=question,
            emotion=emotion,
        )
        for question, emotion in drawn(run)
    ]
    with noted(run) as engine:
        answers = engine.answer(conversations, should_stop=should_stop)
    texts = [text for answer in answers for text in _read(answer)]
    if not texts:
        failed = next((str(answer) for answer in answers if isinstance(answer, EngineError)), "")
        return Proposed(error=failed or "No answer held a list of questions.")
    return Proposed(tuple(groups_of(texts, load_encoder())))


def _read(answer) -> list[str]:
    """The questions of one answer; one that holds no list proposes nothing."""
    if isinstance(answer, EngineError):
        return []
    try:
        return read_questions(answer.text, PROPOSED, truncated=answer.truncated)
    except UnreadableQuestions:
        return []


@transaction.atomic
def _record(job: Job, run: Derivation, proposed: Proposed) -> None:
    if proposed.transient and job.attempts < MAXIMUM_ATTEMPTS:
        jobs.fail(job, proposed.error, transient=True)
        return
    jobs.finish(job)
    groups = [asdict(group) for group in proposed.groups]
    ended = {"groups": groups, "error": proposed.error or "", "finished_at": timezone.now()}
    Derivation.objects.filter(pk=run.pk).update(**ended)
