"""The worker's loop: claim a wave of pictures of one run, draft them outside any transaction, record each."""

import logging
from collections.abc import Callable

from django.db import DataError, IntegrityError

from annotation import jobs
from annotation.models import Job
from annotation.pictures.storing import original_path
from inference.cfsa import pipeline, prompts
from inference.cfsa.conversation import DRAFT_PHASES, EngineUnavailable, GenerationParameters, ImageReference, Phase
from inference.cfsa.outcome import DraftItem, DraftOutcome, PerspectiveQuestion
from inference.engines import EngineConfigurationError
from inference.holding import engine_for
from inference.models import Draft, DraftRun
from inference.recipes import DRAFTING
from inference.recording import note_packages, record_job
from inference.states import DraftStatus

log = logging.getLogger("eibench.drafting")

PHASES = list(DRAFT_PHASES)


def work_wave(wave: list[Job], should_leave: Callable[[], bool]) -> bool:
    """Draft the pictures of one wave; False where the engine is away, so that going on would be in vain."""
    run = DraftRun.objects.select_related("benchmark", "prompt_set").get(pk=wave[0].payload["run"])
    drafts = list(
        Draft.objects.filter(job__in=wave, status=DraftStatus.PENDING).select_related("sample__image").order_by("pk")
    )
    with jobs.lease(wave) as held:
        try:
            outcomes = _draft(run, drafts, wave, lambda: should_leave() or _in_vain(held, wave))
        except pipeline.Cancelled:
            _leave(held, wave)
            return True
        except EngineUnavailable as error:
            _record(wave, _all_failed(drafts, str(error), transient=True))
            return False
        except (EngineConfigurationError, prompts.PromptSetError) as error:
            outcomes = _all_failed(drafts, str(error), transient=False)
        except jobs.UNFORESEEN as error:
            log.exception("Draft run %s broke off", run.pk)
            outcomes = _all_failed(drafts, jobs.cause_of(error), transient=True)
        _record(wave, outcomes)
    return True


def _draft(run: DraftRun, drafts: list[Draft], wave: list[Job], should_stop) -> dict[str, DraftOutcome]:
    engine = engine_for(run)
    note_packages(run, engine.describe())
    return pipeline.draft(
        _items(drafts, run.hint),
        engine,
        prompts.from_dict(run.prompt_set.content),
        persona=run.persona,
        parameters=GenerationParameters(**run.parameters, seed=run.seed),
        scenario_limit=run.options.get("scenario_limit", DRAFTING["scenario_limit"]),
        categories=run.benchmark.categories,
        wave_limit=2 * wave[0].payload["batch"],
        on_wave=lambda phase, done, total: _note_progress(wave, phase, done, total),
        should_stop=should_stop,
    )


def _items(drafts: list[Draft], hint: str) -> list[DraftItem]:
    pictures: dict[int, list[Draft]] = {}
    for draft in drafts:
        pictures.setdefault(draft.sample.image_id, []).append(draft)
    return [_item(together, hint) for together in pictures.values()]


def _item(together: list[Draft], hint: str) -> DraftItem:
    image = together[0].sample.image
    asked = ((str(draft.pk), draft.sample.question, draft.sample.emotion) for draft in together)
    questions = tuple(PerspectiveQuestion(*each, hint=hint) for each in asked)
    return DraftItem(ImageReference(image.path, original_path(image)), questions)


def _note_progress(wave: list[Job], phase: Phase, done: int, total: int) -> None:
    """Rounds finished of all kinds; a kind that is half asked counts once it is whole."""
    finished = PHASES.index(phase) + (done == total)
    for job in wave:
        jobs.progress(job, finished, len(PHASES))


def _in_vain(held: jobs.Held, wave: list[Job]) -> bool:
    return any(held.cancelled(job) for job in wave) or all(held.lost(job) for job in wave)


def _leave(held: jobs.Held, wave: list[Job]) -> None:
    """End what somebody cancelled, and put the rest back as if it had not been taken."""
    for job in wave:
        try:
            jobs.end_cancelled(job) if held.cancelled(job) else jobs.give_back(job)
        except jobs.LeaseLost:
            log.info("%s was taken over by another worker", job)


def _record(wave: list[Job], outcomes: dict[str, DraftOutcome]) -> None:
    for job in wave:
        try:
            record_job(job, outcomes)
        except jobs.LeaseLost as error:
            log.warning("A late result is thrown away: %s", error)
        except (DataError, IntegrityError, *jobs.UNFORESEEN) as error:
            log.exception("%s could not be written down", job)
            _put_back(job, jobs.cause_of(error))


def _put_back(job: Job, cause: str) -> None:
    try:
        jobs.fail(job, cause, transient=True)
    except jobs.LeaseLost as error:
        log.warning("A late failure is thrown away: %s", error)


def _all_failed(drafts: list[Draft], error: str, *, transient: bool) -> dict[str, DraftOutcome]:
    return {str(draft.pk): DraftOutcome(str(draft.pk), (), (), "", error, transient) for draft in drafts}
