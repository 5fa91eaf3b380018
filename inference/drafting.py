"""Drafting a wave of pictures of one run: through the pipeline, then written down."""

from collections.abc import Callable

from annotation import jobs
from annotation.models import Job
from annotation.pictures.storing import original_path
from inference.carrying import carry_out
from inference.cfsa import pipeline, prompts
from inference.cfsa.conversation import GenerationParameters, ImageReference, Phase
from inference.cfsa.outcome import DraftItem, DraftOutcome, PerspectiveQuestion
from inference.models import Draft, DraftRun
from inference.recipes import DRAFTING
from inference.recording import noted, record_job
from inference.round_order import rounds_finished, rounds_of_run
from inference.states import DraftStatus


def work_wave(wave: list[Job], should_leave: Callable[[], bool]) -> bool:
    """Draft the pictures of one wave; False where the engine is away, so that going on would be in vain."""
    run = DraftRun.objects.select_related("benchmark", "prompt_set").get(pk=wave[0].payload["run"])
    pending = Draft.objects.filter(job__in=wave, status=DraftStatus.PENDING).select_related("sample__image")
    drafts = list(pending.order_by("pk"))
    return carry_out(
        run,
        wave,
        should_leave,
        answer=lambda should_stop: _draft(run, drafts, wave, should_stop),
        failed=lambda cause, transient: _all_failed(drafts, cause, transient=transient),
        record=record_job,
    )


def _draft(run: DraftRun, drafts: list[Draft], wave: list[Job], should_stop) -> dict[str, DraftOutcome]:
    rounds = rounds_of_run(run)
    with noted(run) as engine:
        return pipeline.draft(
            _items(drafts, run.hint),
            engine,
            prompts.from_dict(run.prompt_set.content),
            persona=run.persona,
            parameters=GenerationParameters(**run.parameters, seed=run.seed),
            scenario_limit=run.options.get("scenario_limit", DRAFTING["scenario_limit"]),
            categories=run.benchmark.categories,
            wave_limit=2 * wave[0].payload["batch"],
            on_wave=lambda *at: _note_progress(wave, rounds, rounds_finished(rounds, *at)),
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


def _note_progress(wave: list[Job], rounds: tuple[Phase, ...], finished: int) -> None:
    for job in wave:
        jobs.progress(job, finished, len(rounds))


def _all_failed(drafts: list[Draft], error: str, *, transient: bool) -> dict[str, DraftOutcome]:
    return {str(draft.pk): DraftOutcome(str(draft.pk), (), (), "", error, transient) for draft in drafts}
