"""Makes evaluations whose every answer was judged, with verdicts by chance of a given seed."""

import random

from inference.models import EvaluationRun, Judge
from tests.factories_evaluations import make_evaluation, make_judge_run, make_judgement, make_prediction


def make_judged(release, seed: int, *, judge=Judge.SEMANTIC, chance=0.5, **fields) -> EvaluationRun:
    """An evaluation and a judge that finds each trigger with that chance (for coherence: a score by chance)."""
    drawn = random.Random(seed)
    evaluation = make_evaluation(release, **fields)
    run = make_judge_run(evaluation, judge)
    for item in release.items.order_by("position"):
        prediction = make_prediction(evaluation, item)
        if judge == Judge.COHERENCE:
            nothing = {"correct": None, "total": None, "score": drawn.uniform(0.7, 0.95)}
            make_judgement(run, prediction, (), stated=None, **nothing)
        else:
            make_judgement(run, prediction, [drawn.random() < chance for _ in range(3)], stated=4)
    return evaluation
