"""Raw SQL that breaks the rules about evaluations, predictions, judges and judgements, and the rows it is tried on."""

from django.utils import timezone

from inference.models import DraftRun, EvaluationRun, Judge, Judgement, JudgeRun, Match, Prediction
from tests.factories import make_prompt_set
from tests.factories_evaluations import (
    make_evaluation,
    make_judge_run,
    make_judgement,
    make_prediction,
    make_release,
)
from tests.inference import breaking_derivations
from tests.invariants import Breaking, changed, copied, deleted, never_changed

NEW_RECIPE = {
    "engine": "'openai'",
    "model": "'else'",
    "revision": "'else'",
    "parameters": """'{"a": 1}'""",
    "options": """'{"a": 1}'""",
    "seed": "7",
    "words": """'{"a": 1}'""",
}
PAUSED = [{"paused_at": "now()"}, {"paused_because": "'asked'"}, {"paused_at": "now()", "paused_because": "'else'"}]

RUNS = [
    *[Breaking("draft_run_pause_has_cause", changed(DraftRun, "run", **pause)) for pause in PAUSED],
    Breaking("evaluation_named", copied(EvaluationRun, "evaluation", name="''")),
    Breaking("evaluation_engine_known", copied(EvaluationRun, "evaluation", engine="'else'")),
    Breaking("evaluation_setting_known", copied(EvaluationRun, "evaluation", setting="'else'")),
    Breaking("evaluation_persona_known", copied(EvaluationRun, "evaluation", persona="'else'")),
    *[Breaking("evaluation_pause_has_cause", changed(EvaluationRun, "evaluation", **pause)) for pause in PAUSED],
    *[
        Breaking("evaluation_recipe_kept", changed(EvaluationRun, "evaluation", **{column: value}))
        for column, value in {
            **NEW_RECIPE,
            "release_id": "%(foreign_release)s",
            "setting": "'cot'",
            "persona": "'none'",
            "prompt_set_id": "%(prompt_set)s",
        }.items()
    ],
    Breaking("evaluation_of_own_release", copied(EvaluationRun, "evaluation", release_id="%(foreign_release)s")),
    Breaking("judge_run_named", copied(JudgeRun, "judge_run", name="''")),
    Breaking("judge_run_judge_known", copied(JudgeRun, "judge_run", judge="'else'")),
    Breaking("judge_run_llm_has_engine", copied(JudgeRun, "judge_run", judge="'llm'", engine="''")),
    Breaking("judge_run_threshold", copied(JudgeRun, "judge_run", threshold="1.5")),
    *[Breaking("judge_run_pause_has_cause", changed(JudgeRun, "judge_run", **pause)) for pause in PAUSED],
    *[
        Breaking("judge_run_recipe_kept", changed(JudgeRun, "judge_run", **{column: value}))
        for column, value in {
            **NEW_RECIPE,
            "evaluation_id": "%(second_evaluation)s",
            "judge": "'coherence'",
            "threshold": "0.1",
        }.items()
    ],
]
PREDICTIONS = [
    Breaking("prediction_once_per_run", copied(Prediction, "prediction")),
    Breaking("prediction_status_known", copied(Prediction, "prediction", run_id="%(second_evaluation)s", status="''")),
    Breaking("prediction_failed_has_cause", changed(Prediction, "failed_prediction", error="''")),
    Breaking("prediction_ended_has_time", changed(Prediction, "failed_prediction", finished_at="NULL")),
    Breaking("prediction_ended_has_time", changed(Prediction, "pending_prediction", finished_at="now()")),
    Breaking("prediction_transitions", changed(Prediction, "failed_prediction", status="'done'")),
    Breaking("prediction_kept", deleted(Prediction, "failed_prediction")),
    Breaking("prediction_of_the_release", copied(Prediction, "prediction", item_id="%(foreign_item)s")),
    Breaking("prediction_done_kept", changed(Prediction, "prediction", text="'else'")),
]
JUDGEMENTS = [
    Breaking("judgement_once_per_run", copied(Judgement, "judgement")),
    Breaking("judgement_status_known", copied(Judgement, "judgement", run_id="%(second_judge_run)s", status="'x'")),
    Breaking("judgement_within_total", copied(Judgement, "judgement", run_id="%(second_judge_run)s", correct="99")),
    *[
        Breaking(
            "judgement_failed_has_cause", changed(Judgement, "pending_judgement", status=status, finished_at="now()")
        )
        for status in ("'failed'", "'unreadable'")
    ],
    Breaking("judgement_ended_has_time", changed(Judgement, "pending_judgement", status="'done'")),
    Breaking("judgement_ended_has_time", changed(Judgement, "pending_judgement", finished_at="now()")),
    Breaking("judgement_transitions", changed(Judgement, "judgement", status="'pending'", finished_at="NULL")),
    Breaking("judgement_kept", deleted(Judgement, "pending_judgement")),
    Breaking("judgement_of_the_evaluation", copied(Judgement, "judgement", prediction_id="%(second_prediction)s")),
    Breaking("judgement_done_kept", changed(Judgement, "judgement", score="0.1")),
    Breaking("match_position_once", copied(Match, "match", trigger_id="NULL", found="false")),
    Breaking("match_trigger_once", copied(Match, "match", position="99")),
    Breaking("match_says_something", copied(Match, "match", position="99", trigger_id="NULL", found="true")),
    *never_changed(Match, "match", "match_immutable", "found", "NOT found"),
]
BREAKING = [*RUNS, *PREDICTIONS, *JUDGEMENTS, *breaking_derivations.BREAKING]


def rows_of_evaluations(benchmark, other) -> dict:
    """One row of every kind, by name."""
    release, foreign = make_release(benchmark), make_release(other, name="foreign")
    first, second = release.items.order_by("position")
    evaluation, second_evaluation = make_evaluation(release), make_evaluation(release, name="Second")
    prediction = make_prediction(evaluation, first)
    pending = make_prediction(evaluation, second, text="", status="pending", finished_at=None)
    judge_run, second_judge_run = make_judge_run(evaluation), make_judge_run(evaluation, name="again")
    later = make_evaluation(release, name="Third")
    judgement = make_judgement(judge_run, prediction)
    make_prompt_set()
    return {
        "foreign_release": foreign,
        "foreign_item": foreign.items.first(),
        "evaluation": evaluation,
        "second_evaluation": second_evaluation,
        "prediction": prediction,
        "pending_prediction": pending,
        "failed_prediction": make_prediction(
            later, first, text="", status="failed", error="away", finished_at=timezone.now()
        ),
        "second_prediction": make_prediction(later, second),
        "judge_run": judge_run,
        "second_judge_run": second_judge_run,
        "judgement": judgement,
        "pending_judgement": Judgement.objects.create(
            run=make_judge_run(evaluation, Judge.COHERENCE), prediction=prediction
        ),
        "match": judgement.matches.first(),
        **breaking_derivations.rows_of_derivations(benchmark),
    }
