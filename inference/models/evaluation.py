"""Measuring models on a release: a run asks one model in one setting, a prediction is its answer on one sample."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotation.invariants import append_only, forbid, transitions
from annotation.models import Benchmark, Job, JobKind, Release, ReleaseItem
from inference.models.ended import ended_has_time, failed_has_cause
from inference.models.engine_run import ENGINE_FIELDS, EngineName, EngineRun, Persona, pause_has_cause, recipe_kept
from inference.models.prompt_set import PromptSet
from inference.states import PREDICTION_TRANSITIONS, PredictionStatus


class Setting(models.TextChoices):
    """How the model is asked (the paper's four settings)."""

    QUESTION = "question", _("User question")
    CAPTION = "caption", _("User question & caption")
    COT = "cot", _("User question & CoT")
    CFSA = "cfsa", _("CFSA")


EVALUATION_FIELDS = (*ENGINE_FIELDS, "release_id", "setting", "persona", "words", "prompt_set_id")


class EvaluationRun(EngineRun):
    """A model asked about every sample of a release in one setting; the recipe never changes.

    `name` is the model's name in tables. `words` are the prompts of the three plain settings as they were asked;
    CFSA asks those of `prompt_set`.
    """

    job_kind = JobKind.EVALUATE

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="evaluation_runs")
    release = models.ForeignKey(Release, models.PROTECT, related_name="evaluation_runs")
    name = models.CharField(_("name"), max_length=120)
    setting = models.CharField(_("setting"), max_length=20, choices=Setting)
    persona = models.CharField(_("persona"), max_length=30, choices=Persona, default=Persona.EMOTION_EXPERT)
    words = models.JSONField(default=dict)
    prompt_set = models.ForeignKey(PromptSet, models.PROTECT, null=True, blank=True, related_name="evaluation_runs")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="evaluation_named"),
            models.CheckConstraint(condition=Q(engine__in=EngineName.values), name="evaluation_engine_known"),
            models.CheckConstraint(condition=Q(setting__in=Setting.values), name="evaluation_setting_known"),
            models.CheckConstraint(condition=Q(persona__in=Persona.values), name="evaluation_persona_known"),
            pause_has_cause("evaluation"),
        ]
        triggers = [
            recipe_kept("evaluation", EVALUATION_FIELDS, of="an evaluation"),
            forbid(
                "evaluation_of_own_release",
                when="NOT EXISTS (SELECT 1 FROM annotation_release release WHERE release.id = NEW.release_id "
                "AND release.benchmark_id = NEW.benchmark_id AND release.sha256 <> '')",
                message="an evaluation measures a sealed release of its own benchmark",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.get_setting_display()}) #{self.pk}"

    @property
    def told_persona(self) -> str:
        """The persona in words, where it is not the one that the reference scripts ask; else nothing."""
        if self.persona == Persona.EMOTION_EXPERT:
            return ""
        return _("no persona") if self.persona == Persona.NONE else self.get_persona_display()

    @property
    def name_with_persona(self) -> str:
        """The model's name as tables and charts tell it."""
        return f"{self.name} ({self.told_persona})" if self.told_persona else self.name

    def get_absolute_url(self) -> str:
        """The page with its progress and predictions."""
        return reverse("inference:evaluation", args=[self.benchmark.slug, self.pk])


class Prediction(models.Model):
    """What the model said about one sample of the release; `rounds` are the questions and answers that led to it.

    Each of `rounds` is an object: phase, subject, question, answer, prompt_tokens, reused_tokens, generated_tokens,
    seconds.
    """

    run = models.ForeignKey(EvaluationRun, models.PROTECT, related_name="predictions", db_index=False)
    item = models.ForeignKey(ReleaseItem, models.PROTECT, related_name="predictions")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="predictions")
    status = models.CharField(max_length=20, choices=PredictionStatus, default=PredictionStatus.PENDING)
    text = models.TextField(blank=True)
    error = models.TextField(blank=True)
    rounds = models.JSONField(default=list)
    prompt_tokens = models.PositiveIntegerField(default=0)
    reused_tokens = models.PositiveIntegerField(default=0)
    generated_tokens = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0.0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "item"], name="prediction_once_per_run"),
            models.CheckConstraint(condition=Q(status__in=PredictionStatus.values), name="prediction_status_known"),
            failed_has_cause("prediction"),
            ended_has_time("prediction"),
        ]
        indexes = [models.Index(fields=["run", "status"], name="prediction_by_run_status")]
        triggers = [
            transitions("prediction_transitions", table=PREDICTION_TRANSITIONS),
            append_only("prediction_kept", what="predictions", operation=pgtrigger.Delete),
            forbid(
                "prediction_of_the_release",
                when="NOT EXISTS (SELECT 1 FROM inference_evaluationrun run JOIN annotation_releaseitem item "
                "ON item.release_id = run.release_id WHERE run.id = NEW.run_id AND item.id = NEW.item_id)",
                message="an evaluation predicts samples of its own release",
            ),
            forbid(
                "prediction_done_kept",
                when="OLD.status = 'done' AND (NEW.run_id, NEW.item_id, NEW.text) "
                "IS DISTINCT FROM (OLD.run_id, OLD.item_id, OLD.text)",
                message="a prediction is never overwritten",
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return f"prediction {self.pk} of run {self.run_id}"
