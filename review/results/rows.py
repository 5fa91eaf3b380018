"""Reads what judges made of the predictions on a release: one row a prediction, by one kind of judge."""

from dataclasses import dataclass

from annotation.models import Release
from inference.models import JudgeRun
from review.selecting import select

# Of each evaluation the latest run of the judge counts; predictions that it did not judge are rows without a judgement.
SELECT = """
WITH judge AS (
    SELECT DISTINCT ON (judge.evaluation_id) judge.id, judge.evaluation_id
    FROM inference_judgerun judge JOIN inference_evaluationrun run ON run.id = judge.evaluation_id
    WHERE run.release_id = %(release)s AND judge.judge = %(judge)s AND judge.name = %(name)s
      AND judge.model = %(model)s AND judge.threshold IS NOT DISTINCT FROM %(threshold)s
    ORDER BY judge.evaluation_id, judge.id DESC
)
SELECT prediction.run_id, item.id, item.image_path, item.split, item.emotion, prediction.status,
       coalesce(judgement.status, ''), judgement.score, judgement.correct, judgement.stated
FROM inference_evaluationrun run
JOIN inference_prediction prediction ON prediction.run_id = run.id
JOIN annotation_releaseitem item ON item.id = prediction.item_id
LEFT JOIN judge ON judge.evaluation_id = run.id
LEFT JOIN inference_judgement judgement ON judgement.run_id = judge.id AND judgement.prediction_id = prediction.id
WHERE run.release_id = %(release)s
ORDER BY prediction.run_id, item.position
"""


@dataclass(frozen=True, slots=True)
class Signature:
    """What makes two judges the same, so that their scores may stand in one table."""

    judge: str
    name: str
    model: str
    threshold: float | None

    @property
    def key(self) -> str:
        """It in an address."""
        return "|".join((self.judge, self.name, self.model, "" if self.threshold is None else f"{self.threshold:g}"))


@dataclass(frozen=True, slots=True)
class Row:
    """One prediction: where it belongs, and what the judge made of it (score None: nothing)."""

    run: int
    item: int
    image: str
    split: str
    emotion: str
    predicted: str
    judged: str
    score: float | None
    correct: int | None
    stated: int | None


def signatures(release: Release) -> list[Signature]:
    """The judges of a release's evaluations, the one of most evaluations first."""
    runs = JudgeRun.objects.filter(evaluation__release=release).order_by("-pk")
    counts: dict[Signature, set[int]] = {}
    for *fields, evaluation in runs.values_list("judge", "name", "model", "threshold", "evaluation"):
        counts.setdefault(Signature(*fields), set()).add(evaluation)
    return sorted(counts, key=lambda signature: -len(counts[signature]))


def read_rows(release: Release, signature: Signature) -> list[Row]:
    """Every prediction on a release beside what the judge made of it."""
    wanted = {
        "release": release.pk,
        "judge": signature.judge,
        "name": signature.name,
        "model": signature.model,
        "threshold": signature.threshold,
    }
    return [Row(*found) for found in select(SELECT, wanted)]
