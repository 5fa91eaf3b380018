"""Makes sealed releases, evaluations of models on them, and what judges said."""

import hashlib

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from annotation.models import Origin, Release, ReleaseItem, Sample
from annotation.states import SampleStatus
from inference.models import EvaluationRun, Judge, Judgement, JudgeRun, Match, Prediction, Setting
from inference.states import JudgementStatus, PredictionStatus
from tests.factories import make_label, make_sample, make_user

TRIGGERS = ("Clenched fists.", "A heated argument.", "A difficult situation.")


@transaction.atomic
def make_labelled_sample(benchmark, texts=TRIGGERS, **fields) -> Sample:
    """A sample with a final label that a person wrote."""
    sample = make_sample(benchmark, **fields)
    author = get_user_model().objects.filter(username="labeller").first() or make_user("labeller")
    label = make_label(sample, texts, origin=Origin.HUMAN, by=author)
    Sample.objects.filter(pk=sample.pk).update(status=SampleStatus.DRAFTED)
    Sample.objects.filter(pk=sample.pk).update(status=SampleStatus.ACCEPTED, final_label=label)
    sample.refresh_from_db()
    return sample


@transaction.atomic
def make_release(benchmark, samples=None, name="first") -> Release:
    """A sealed release of the given samples (by default two new ones)."""
    samples = samples or [make_labelled_sample(benchmark) for _ in range(2)]
    release = Release.objects.create(benchmark=benchmark, name=name, split="all", sample_count=len(samples))
    for position, sample in enumerate(samples, start=1):
        label = sample.final_label or sample.labels.get()
        ReleaseItem.objects.create(
            release=release,
            position=position,
            label_position=position,
            sample=sample,
            label=label,
            split=sample.split,
            image_path=sample.image.path,
            question=sample.question,
            emotion=sample.emotion,
            label_text=label.text,
        )
    Release.objects.filter(pk=release.pk).update(sha256=hashlib.sha256(name.encode()).hexdigest())
    release.refresh_from_db()
    return release


def make_evaluation(release, **fields) -> EvaluationRun:
    """A run whose predictions are made elsewhere, unless the fields say otherwise."""
    defaults = {"name": "Sketcher", "setting": Setting.QUESTION, "engine": "imported"}
    return EvaluationRun.objects.create(benchmark=release.benchmark, release=release, **(defaults | fields))


def make_prediction(evaluation, item, text="He clenches his fists.", **fields) -> Prediction:
    """A finished prediction, unless the fields say otherwise."""
    defaults = {"status": PredictionStatus.DONE, "finished_at": timezone.now(), "text": text}
    return Prediction.objects.create(run=evaluation, item=item, **(defaults | fields))


def make_judge_run(evaluation, judge=Judge.SEMANTIC, **fields) -> JudgeRun:
    """A judge over the evaluation."""
    defaults = {"name": str(judge), "threshold": 0.6 if judge == Judge.SEMANTIC else None}
    defaults |= {"engine": "scripted"} if judge == Judge.LLM else {}
    return JudgeRun.objects.create(evaluation=evaluation, judge=judge, **(defaults | fields))


@transaction.atomic
def make_judgement(judge_run, prediction, found=(True, False, False), stated=2, **fields) -> Judgement:
    """A finished judgement: one flag a trigger of the label, each with its line in the match table; none without."""
    triggers = list(prediction.item.label.triggers.all())
    defaults = {
        "status": JudgementStatus.DONE,
        "finished_at": timezone.now(),
        "correct": sum(found),
        "total": len(triggers),
        "stated": stated,
        "score": sum(found) / len(triggers),
    }
    judgement = Judgement.objects.create(run=judge_run, prediction=prediction, **(defaults | fields))
    if judgement.status == JudgementStatus.DONE and found:
        Match.objects.bulk_create(
            Match(judgement=judgement, position=position, trigger=trigger, found=is_found, statement="He does.")
            for position, (trigger, is_found) in enumerate(zip(triggers, found, strict=True), start=1)
        )
    return judgement
