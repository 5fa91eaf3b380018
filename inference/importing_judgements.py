"""Taking in what the official scripts' judge said: a judge run whose faulty lines are reported, never scored."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.formats.reading import Item, Refusal, ValueProblem, checked_text, json_lines, shown
from annotation.models import Event
from inference.judges.official import OfficialOutput, official_means, read_output
from inference.models import EvaluationRun, Judge, Judgement, JudgeRun
from inference.states import JudgementStatus, PredictionStatus

BULK = 2000
MOST_OUTPUT = 20_000  # bytes
OUTPUT = gettext_lazy("judge's answer")


class JudgementsRefused(ValueError):
    """An import that cannot be made as asked; the message is a sentence for the user."""


@dataclass(slots=True)
class ImportedJudgements:
    """What came of an import: the run, lines left out, lines kept but not scored, and the official scorer's mean.

    `official` is what the scorer prints over the whole file; None where it breaks off, for the reason in `breaks`.
    """

    run: JudgeRun | None = None
    scored: int = 0
    unjudged: int = 0
    ours: float | None = None
    official: float | None = None
    breaks: str = ""
    refused: list[Refusal] = field(default_factory=list)
    faults: list[Refusal] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether our mean is another than that of the official scorer."""
        return self.official is None or self.ours is None or abs(self.official - self.ours) > 1e-9


@transaction.atomic
def import_judgements(evaluation: EvaluationRun, file: BinaryIO, *, name: str, by) -> ImportedJudgements:
    """Keep each line {path: "… {score: correct/total} …"} of a judge's output; raises JudgementsRefused.

    For a picture of several samples the official scripts write one line a sample, in the label's order.
    """
    if not name.strip() or len(name.strip()) > 120 or "\0" in name:
        raise JudgementsRefused(_("Name the judge as the tables should call it, in at most 120 characters."))
    outcome = ImportedJudgements()
    outputs: list[tuple[str, str]] = []
    judged = _read(evaluation, file, outcome, outputs)
    if judged:
        outcome.run = _write(evaluation, name.strip(), judged, by=by)
        scores = [output.correct / output.total for _text, output in judged.values() if not output.fault]
        outcome.scored, outcome.ours = len(scores), sum(scores) / len(scores) if scores else None
        outcome.unjudged = evaluation.predictions.filter(status=PredictionStatus.DONE).count() - len(judged)
    _compare(outcome, outputs)
    return outcome


def _read(evaluation, file, outcome: ImportedJudgements, outputs) -> dict[int, tuple[str, OfficialOutput]]:
    """Texts and scores by the prediction they are about."""
    waiting = _predictions(evaluation)
    known, judged = frozenset(waiting), {}
    for line in json_lines(file):
        for path, given in _given(line):
            try:
                if path is None:
                    raise ValueProblem(line.problem or _("The line is no object {path: judge's answer}."))
                text = checked_text(given, OUTPUT, most=MOST_OUTPUT)
                outputs.append((path, text))
                prediction, triggers = _next(waiting, known, path)
                judged[prediction] = text, read_output(text, triggers)
                if judged[prediction][1].fault:
                    outcome.faults.append(Refusal(line.line, shown(path), judged[prediction][1].fault))
            except ValueProblem as problem:
                outcome.refused.append(Refusal(line.line, "" if path is None else shown(path), str(problem)))
    return judged


def _given(line: Item) -> list[tuple]:
    whole = not line.problem and isinstance(line.value, dict) and line.value
    return list(line.value.items()) if whole else [(None, None)]


def _predictions(evaluation: EvaluationRun) -> dict[str, list[tuple[int, int]]]:
    """Of each picture its predictions and how many triggers their labels have, in the order of the labels."""
    found = defaultdict(list)
    done = evaluation.predictions.filter(status=PredictionStatus.DONE)
    counted = done.annotate(triggers=Count("item__label__triggers")).order_by("item__label_position", "item__position")
    for path, prediction, triggers in counted.values_list("item__image_path", "pk", "triggers"):
        found[path].append((prediction, triggers))
    return dict(found)


def _next(waiting, known, path: str) -> tuple[int, int]:
    if path not in known:
        raise ValueProblem(_("This evaluation has no prediction for this picture."))
    if not waiting[path]:
        raise ValueProblem(_("Earlier lines judge all predictions for this picture."))
    return waiting[path].pop(0)


def _write(evaluation: EvaluationRun, name: str, judged, *, by) -> JudgeRun:
    run = JudgeRun.objects.create(evaluation=evaluation, judge=Judge.OFFICIAL, name=name, created_by=by)
    now = timezone.now()
    Judgement.objects.bulk_create(
        (
            Judgement(run=run, prediction_id=prediction, answers=[text], finished_at=now, **_columns(output))
            for prediction, (text, output) in judged.items()
        ),
        batch_size=BULK,
    )
    Event.objects.record("judgements imported", run, by=by, benchmark=run.benchmark, samples=len(judged))
    return run


def _columns(output: OfficialOutput) -> dict:
    if output.fault:
        return {"status": JudgementStatus.UNREADABLE, "error": f"The line {output.fault}."}
    score = output.correct / output.total
    return {"status": JudgementStatus.DONE, "correct": output.correct, "total": output.total, "score": score}


def _compare(outcome: ImportedJudgements, outputs: list[tuple[str, str]]) -> None:
    try:
        outcome.official = official_means(outputs)["all"]
    except ZeroDivisionError:
        outcome.breaks = _("a line counts a total of 0")
    except ValueError:
        outcome.breaks = _("the first line has no score")
