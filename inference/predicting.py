"""What a worker does with a wave of an evaluation's pictures: asks the model, writes its answers down."""

from collections.abc import Callable
from dataclasses import asdict

from django.utils import timezone

from annotation import jobs
from annotation.models import Job
from annotation.pictures.storing import original_path
from inference.carrying import carry_out, settle
from inference.cfsa import prompts
from inference.cfsa.conversation import GenerationParameters, ImageReference, Phase
from inference.cfsa.engine import Engine
from inference.cfsa.outcome import DraftItem, PerspectiveQuestion
from inference.cfsa.waves import Waves
from inference.evaluations.predicting import Asking, Predicted, predict, predict_by_cfsa
from inference.models import EvaluationRun, Prediction, Setting
from inference.recipes import DRAFTING
from inference.recording import COSTS, noted
from inference.round_order import rounds_finished, rounds_of_run
from inference.states import PredictionStatus


def work_wave(wave: list[Job], should_leave: Callable[[], bool]) -> bool:
    """Predict for the pictures of one wave; False where the engine is away."""
    runs = EvaluationRun.objects.select_related("benchmark", "prompt_set")
    run = runs.get(pk=wave[0].payload["run"])
    pending = Prediction.objects.filter(job__in=wave, status=PredictionStatus.PENDING)
    predictions = list(pending.select_related("item__sample__image").order_by("pk"))
    return carry_out(
        run,
        wave,
        should_leave,
        answer=lambda should_stop: _answer(run, predictions, wave, should_stop),
        failed=lambda cause, transient: {
            str(one.pk): Predicted(str(one.pk), "", (), cause, transient) for one in predictions
        },
        record=_record,
    )


def _answer(run: EvaluationRun, predictions: list[Prediction], wave: list[Job], should_stop) -> dict[str, Predicted]:
    with noted(run) as engine:
        return _asked(engine, run, predictions, wave, should_stop)


def _asked(engine: Engine, run: EvaluationRun, predictions, wave: list[Job], should_stop) -> dict[str, Predicted]:
    parameters = GenerationParameters(**run.parameters, seed=run.seed)
    items, limit, rounds = _items(predictions), 2 * wave[0].payload["batch"], rounds_of_run(run)

    def on_wave(phase: Phase, done: int, total: int) -> None:
        for job in wave:
            jobs.progress(job, rounds_finished(rounds, phase, done, total), len(rounds))

    if run.setting != Setting.CFSA:
        waves = Waves(limit, on_wave, should_stop)
        return predict(items, Asking(engine, run.words, run.persona, parameters, waves), run.setting)
    return predict_by_cfsa(
        items,
        engine,
        prompts.from_dict(run.prompt_set.content),
        persona=run.persona,
        parameters=parameters,
        scenario_limit=run.options.get("scenario_limit", DRAFTING["scenario_limit"]),
        categories=run.benchmark.categories,
        wave_limit=limit,
        on_wave=on_wave,
        should_stop=should_stop,
    )


def _items(predictions: list[Prediction]) -> list[DraftItem]:
    """The release's own words, not those that the sample may have by now."""
    pictures: dict[int, list[Prediction]] = {}
    for prediction in predictions:
        pictures.setdefault(prediction.item.sample.image_id, []).append(prediction)
    return [_item(together) for together in pictures.values()]


def _item(together: list[Prediction]) -> DraftItem:
    image = together[0].item.sample.image
    asked = tuple(PerspectiveQuestion(str(one.pk), one.item.question, one.item.emotion) for one in together)
    return DraftItem(ImageReference(image.path, original_path(image)), asked)


def _record(job: Job, outcomes: dict[str, Predicted]) -> None:
    pending = Prediction.objects.filter(job=job, status=PredictionStatus.PENDING)
    settle(job, pending, outcomes, done=_done, failed=_failed, again=_again)


def _done(prediction: Prediction, outcome: Predicted) -> None:
    prediction.status, prediction.text = PredictionStatus.DONE, outcome.text
    _end(prediction, outcome)


def _failed(prediction: Prediction, outcome: Predicted) -> None:
    prediction.status, prediction.error = PredictionStatus.FAILED, outcome.error
    _end(prediction, outcome)


def _again(prediction: Prediction, outcome: Predicted) -> None:
    _add_up(prediction, outcome)
    prediction.save(update_fields=COSTS)


def _end(prediction: Prediction, outcome: Predicted) -> None:
    prediction.rounds = [asdict(record) for record in outcome.rounds]
    prediction.finished_at = timezone.now()
    _add_up(prediction, outcome)
    prediction.save()


def _add_up(prediction: Prediction, outcome: Predicted) -> None:
    for name in COSTS:
        setattr(prediction, name, getattr(prediction, name) + sum(getattr(record, name) for record in outcome.rounds))
