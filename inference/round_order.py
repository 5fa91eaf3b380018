"""The order in which a run asks its rounds: what "round 3 of 11" counts."""

from inference.cfsa.conversation import DRAFT_PHASES, Phase
from inference.models import DraftRun, EvaluationRun, Setting
from inference.recipes import DRAFTING

IN_SCENE = (Phase.SCENARIO_QUESTIONS, Phase.SCENARIO_ANSWER)


def rounds_of_run(run: DraftRun | EvaluationRun) -> tuple[Phase, ...]:
    """The phase of each round that is asked about one sample, in order.

    A model may ask itself fewer questions about the scene than it is allowed; then their rounds go by at once.
    """
    setting = getattr(run, "setting", Setting.CFSA)
    if setting == Setting.CFSA and run.prompt_set is not None:  # what was asked elsewhere and imported has none
        return _self_asked(run)
    return (Phase.CAPTION, Phase.ANSWER) if setting == Setting.CAPTION else (Phase.ANSWER,)


def rounds_finished(rounds: tuple[Phase, ...], phase: Phase, done: int, total: int) -> int:
    """How many of the rounds every sample of a wave has behind it, when `done` of `total` of a phase are answered."""
    return rounds.index(phase) + rounds.count(phase) * done // total


def _self_asked(run: DraftRun | EvaluationRun) -> tuple[Phase, ...]:
    limit = run.options.get("scenario_limit", DRAFTING["scenario_limit"])
    several = {Phase.GENERAL: len(run.prompt_set.content["general_questions"]), Phase.SCENARIO_ANSWER: limit}
    asked = [phase for phase in DRAFT_PHASES if limit > 0 or phase not in IN_SCENE]
    return tuple(phase for phase in asked for _round in range(several.get(phase, 1)))
