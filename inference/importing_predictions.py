"""Taking in predictions that were made elsewhere: the good rows become an evaluation of the engine “imported”."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.formats.reading import Item, Refusal, ValueProblem, checked_text, json_lines, shown
from annotation.models import Event, Release, ReleaseItem, Split
from inference.models import EngineName, EvaluationRun, Persona, Prediction, Setting
from inference.states import PredictionStatus

BULK = 2000
MOST_ANSWER = 200_000  # bytes
ANSWER = gettext_lazy("answer")


class PredictionsRefused(ValueError):
    """An import that cannot be made as asked; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class ImportedPredictions:
    """What came of an import: the run (none where no row was good), its predictions, the samples that have none.

    `repeated` says that the same file was imported before under the same name, so that nothing was added.
    """

    run: EvaluationRun | None
    added: int
    missing: int
    refused: list[Refusal]
    repeated: bool = False


@transaction.atomic
def import_predictions(
    release: Release,
    file: BinaryIO,
    *,
    name: str,
    setting: str,
    persona: str = Persona.EMOTION_EXPERT,
    by,
) -> ImportedPredictions:
    """Keep each good answer of a file of lines `{path: answer}` or `{path: {question: answer}}`, refuse the others.

    A plain answer is that of the picture's only question, or of its only basic one; an answer to a question is that
    of the complex sample where both splits ask it. Raises PredictionsRefused, WrongFileError.
    """
    _check(release, name, setting, persona)
    sha256 = _sha256(file)
    asked = {"name": name.strip(), "setting": setting, "persona": persona, "options": {"sha256": sha256}}
    Release.objects.select_for_update(no_key=True).get(pk=release.pk)  # two imports of one file come one by one
    before = release.evaluation_runs.filter(engine=EngineName.IMPORTED, **asked).first()
    if before is not None:
        count = before.predictions.count()
        return ImportedPredictions(before, 0, release.sample_count - count, [], repeated=True)
    answers, refused = _read(release, file)
    if not answers:
        return ImportedPredictions(None, 0, release.sample_count, refused)
    run = _write(release, asked, answers, by=by)
    return ImportedPredictions(run, len(answers), release.sample_count - len(answers), refused)


def _check(release: Release, name: str, setting: str, persona: str) -> None:
    if not name.strip() or len(name.strip()) > 120 or "\0" in name:
        raise PredictionsRefused(_("Name the model as the tables should call it, in at most 120 characters."))
    if setting not in Setting.values:
        known = ", ".join(Setting.values)
        raise PredictionsRefused(
            _("There is no setting “%(name)s”; choose one of %(known)s.") % {"name": setting, "known": known}
        )
    if persona not in Persona.values:
        known = ", ".join(Persona.values)
        raise PredictionsRefused(
            _("There is no persona “%(name)s”; choose one of %(known)s.") % {"name": persona, "known": known}
        )
    if not release.sha256:
        raise PredictionsRefused(_("This release is not sealed yet."))


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def _read(release: Release, file: BinaryIO) -> tuple[dict[int, str], list[Refusal]]:
    """The answers by the item they belong to, and the rows that were left out."""
    pictures = defaultdict(list)
    for item in release.items.only("image_path", "question", "split", "position").order_by("position"):
        pictures[item.image_path].append(item)
    answers: dict[int, str] = {}
    refused = []
    for line in json_lines(file):
        for path, question, answer in _given(line):
            try:
                item, text = _item(line, pictures, path, question), checked_text(answer, ANSWER, most=MOST_ANSWER)
                if item.pk in answers:
                    raise ValueProblem(_("An earlier line answers the same question."))
                answers[item.pk] = text
            except ValueProblem as problem:
                refused.append(Refusal(line.line, "" if path is None else shown(path), str(problem)))
    return answers, refused


def _given(line: Item) -> list[tuple]:
    """What a line holds: path, question (none where it names none) and answer; no path where it is no such line."""
    if line.problem or not isinstance(line.value, dict) or not line.value:
        return [(None, None, None)]
    given = []
    for path, value in line.value.items():
        named = isinstance(value, dict) and value
        given += [(path, *pair) for pair in value.items()] if named else [(path, None, value)]
    return given


def _item(line: Item, pictures: dict[str, list[ReleaseItem]], path: str | None, question: str | None) -> ReleaseItem:
    if path is None:
        raise ValueProblem(line.problem or _("The line is no object {path: answer}."))
    if path not in pictures:
        raise ValueProblem(_("The release has no sample with this picture."))
    return _plain(pictures[path]) if question is None else _asked(pictures[path], question)


def _plain(items: list[ReleaseItem]) -> ReleaseItem:
    fitting = items if len(items) == 1 else [item for item in items if item.split == Split.BASIC]
    if len(fitting) != 1:
        refusal = _("This picture has %(count)d questions: give {question: answer}.")
        raise ValueProblem(refusal % {"count": len(items)})
    return fitting[0]


def _asked(items: list[ReleaseItem], question: str) -> ReleaseItem:
    fitting = [item for item in items if item.question == question]
    if not fitting:
        raise ValueProblem(_("The release does not ask this question about this picture."))
    return next((item for item in fitting if item.split == Split.COMPLEX), fitting[0])


def _write(release: Release, asked: dict, answers: dict[int, str], *, by) -> EvaluationRun:
    run = EvaluationRun.objects.create(
        benchmark=release.benchmark, release=release, engine=EngineName.IMPORTED, created_by=by, **asked
    )
    now = timezone.now()
    Prediction.objects.bulk_create(
        (
            Prediction(run=run, item_id=item, status=PredictionStatus.DONE, text=text, finished_at=now)
            for item, text in answers.items()
        ),
        batch_size=BULK,
    )
    Event.objects.record("predictions imported", run, by=by, benchmark=run.benchmark, samples=len(answers))
    return run
