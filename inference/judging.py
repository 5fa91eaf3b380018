"""What a worker does with a job of a judge: reads predictions beside their labels and writes verdicts down."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from annotation.models import Job, Trigger
from inference.carrying import carry_out, settle
from inference.cfsa.conversation import Cancelled, GenerationParameters
from inference.engines import EngineConfigurationError
from inference.judges import llm, semantic
from inference.judges.coherence import coherence
from inference.judges.encoders import Encoder, EncoderUnavailable, held_encoder
from inference.judges.statements import statements_of
from inference.models import Judge, Judgement, JudgeRun, Match
from inference.recording import COSTS, note_packages, noted
from inference.states import JudgementStatus

NO_TRIGGERS = "The label has no trigger to find."


@dataclass(slots=True)
class Judged:
    """What came of one judgement: figures and match lines, or why there are none."""

    correct: int | None = None
    total: int | None = None
    stated: int | None = None
    score: float | None = None
    reason: str = ""
    answers: tuple[str, ...] = ()
    unreadable: str = ""
    lines: tuple[semantic.Pair, ...] = ()
    cost: llm.Verdict | None = None
    error: str | None = None
    transient: bool = False
    short_of_memory: bool = False


def work_wave(wave: list[Job], should_leave: Callable[[], bool]) -> bool:
    """Judge the predictions of one job; False where the engine is away."""
    run = JudgeRun.objects.select_related("evaluation__benchmark").get(pk=wave[0].payload["run"])
    pending = Judgement.objects.filter(job__in=wave, status=JudgementStatus.PENDING)
    judgements = list(pending.select_related("prediction__item").order_by("pk"))
    return carry_out(
        run,
        wave,
        should_leave,
        answer=lambda should_stop: _judge(run, judgements, should_stop),
        failed=lambda cause, transient: {str(one.pk): Judged(error=cause, transient=transient) for one in judgements},
        record=_record,
    )


def _judge(run: JudgeRun, judgements: list[Judgement], should_stop: Callable[[], bool]) -> dict[str, Judged]:
    triggers = triggers_of(judgements)
    labelled = [one for one in judgements if triggers[one.prediction.item.label_id]]
    verdicts = {str(one.pk): Judged(error=NO_TRIGGERS) for one in judgements}
    texts = {str(one.pk): tuple(each.text for each in triggers[one.prediction.item.label_id]) for one in labelled}
    if run.judge == Judge.LLM:
        verdicts |= _by_language_model(run, labelled, texts, should_stop)
    else:
        verdicts |= _by_encoder(run, labelled, texts, should_stop)
    return verdicts


def triggers_of(judgements: list[Judgement]) -> dict[int, list[Trigger]]:
    """The triggers of each label that was predicted for, in order."""
    labels = {one.prediction.item.label_id: [] for one in judgements}
    for trigger in Trigger.objects.filter(label__in=labels).order_by("label", "position"):
        labels[trigger.label_id].append(trigger)
    return labels


def _by_encoder(run: JudgeRun, judgements, texts, should_stop) -> dict[str, Judged]:
    encoder = encoder_of(run)
    note_packages(run, {"engine": "encoder", "model": encoder.name})
    wanted = [text for each in texts.values() for text in each] if run.judge == Judge.SEMANTIC else []
    encoder.embed([*wanted, *(text for one in judgements for text in statements_of(one.prediction.text))])  # at once
    verdicts = {}
    for one in judgements:
        if should_stop():
            raise Cancelled
        if run.judge == Judge.COHERENCE:
            verdicts[str(one.pk)] = Judged(score=coherence(one.prediction.text, encoder))
        else:
            found = semantic.match(texts[str(one.pk)], one.prediction.text, encoder, run.threshold)
            recall = found.found / found.total
            verdicts[str(one.pk)] = Judged(found.found, found.total, found.stated, recall, lines=found.pairs)
    return verdicts


def _by_language_model(run: JudgeRun, judgements, texts, should_stop) -> dict[str, Judged]:
    cases = [llm.Case(str(one.pk), texts[str(one.pk)], one.prediction.text) for one in judgements]
    parameters = GenerationParameters(**run.parameters, seed=run.seed)
    with noted(run) as engine:
        verdicts = llm.judge(cases, engine, run.words, parameters, should_stop=should_stop)
    return {case.key: _read(verdicts[case.key], len(case.triggers)) for case in cases}


def _read(verdict: llm.Verdict, total: int) -> Judged:
    judged = Judged(answers=tuple(verdict.answers), cost=verdict, error=verdict.error, transient=verdict.transient)
    judged.short_of_memory = verdict.short_of_memory
    if verdict.found is None:
        judged.unreadable = f"No answer could be read in {len(verdict.answers)} tries: {verdict.trouble}."
        return judged
    judged.correct, judged.total, judged.reason = len(verdict.found), total, verdict.reason
    judged.score = judged.correct / total
    judged.lines = tuple(semantic.Pair(place, "", None, place in verdict.found) for place in range(total))
    return judged


def encoder_of(run: JudgeRun) -> Encoder:
    """The run's encoder, loaded once a process. Raises EngineConfigurationError."""
    try:
        return held_encoder(run.model, run.revision)
    except EncoderUnavailable as error:
        raise EngineConfigurationError(str(error)) from error


def _record(job: Job, outcomes: dict[str, Judged]) -> None:
    pending = Judgement.objects.filter(job=job, status=JudgementStatus.PENDING).select_related("prediction__item")
    settle(job, pending, outcomes, done=_done, failed=_failed, again=_again)


def _done(judgement: Judgement, judged: Judged) -> None:
    if judged.unreadable:
        judgement.status, judgement.error = JudgementStatus.UNREADABLE, judged.unreadable
    else:
        judgement.status = JudgementStatus.DONE
    for name in ("correct", "total", "stated", "score", "reason"):
        setattr(judgement, name, getattr(judged, name))
    judgement.answers = list(judged.answers)
    _end(judgement, judged)
    triggers = list(Trigger.objects.filter(label=judgement.prediction.item.label_id).order_by("position"))
    Match.objects.bulk_create(
        Match(
            judgement=judgement,
            position=position,
            trigger=None if pair.trigger is None else triggers[pair.trigger],
            statement=pair.statement,
            similarity=pair.similarity,
            found=pair.found,
        )
        for position, pair in enumerate(judged.lines, start=1)
    )


def _failed(judgement: Judgement, judged: Judged) -> None:
    judgement.status, judgement.error = JudgementStatus.FAILED, judged.error
    judgement.answers = list(judged.answers)
    _end(judgement, judged)


def _again(judgement: Judgement, judged: Judged) -> None:
    _add_up(judgement, judged)
    judgement.save(update_fields=COSTS)


def _end(judgement: Judgement, judged: Judged) -> None:
    judgement.finished_at = timezone.now()
    _add_up(judgement, judged)
    judgement.save()


def _add_up(judgement: Judgement, judged: Judged) -> None:
    if judged.cost is not None:
        for name in COSTS:
            setattr(judgement, name, getattr(judgement, name) + getattr(judged.cost, name))
