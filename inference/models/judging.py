"""Judging predictions against labels: a judge run scores the predictions of one evaluation, trigger by trigger."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotation.invariants import append_only, forbid, transitions
from annotation.models import Job, JobKind, Trigger
from inference.models.ended import ended_has_time, failed_has_cause
from inference.models.engine_run import ENGINE_FIELDS, EngineRun, pause_has_cause, recipe_kept
from inference.models.evaluation import EvaluationRun, Prediction
from inference.states import JUDGEMENT_TRANSITIONS, JudgementStatus


class Judge(models.TextChoices):
    """Who says which triggers a prediction names, or what else is measured of it."""

    SEMANTIC = "semantic", _("semantic: sentence embeddings, one to one")
    LLM = "llm", _("language model")
    OFFICIAL = "official", _("official script's output, imported")
    COHERENCE = "coherence", _("long-term coherence")


JUDGE_FIELDS = (*ENGINE_FIELDS, "evaluation_id", "judge", "words", "threshold")


class JudgeRun(EngineRun):
    """One judge over all predictions of an evaluation; the recipe never changes.

    `model` names the encoder (semantic, coherence) or the language model; `words` are the judge's prompts; `threshold`
    is the least cosine similarity of a semantic match. `name` is the judge's name in tables.
    """

    job_kind = JobKind.JUDGE

    evaluation = models.ForeignKey(EvaluationRun, models.PROTECT, related_name="judge_runs")
    judge = models.CharField(_("judge"), max_length=20, choices=Judge)
    name = models.CharField(_("name"), max_length=120)
    words = models.JSONField(default=dict)
    threshold = models.FloatField(_("threshold"), null=True, blank=True)
    engine = models.CharField(_("engine"), max_length=20, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="judge_run_named"),
            models.CheckConstraint(condition=Q(judge__in=Judge.values), name="judge_run_judge_known"),
            models.CheckConstraint(condition=~Q(judge="llm") | ~Q(engine=""), name="judge_run_llm_has_engine"),
            models.CheckConstraint(
                condition=~Q(judge="semantic") | Q(threshold__gte=-1, threshold__lte=1), name="judge_run_threshold"
            ),
            pause_has_cause("judge_run"),
        ]
        triggers = [recipe_kept("judge_run", JUDGE_FIELDS, of="a judge")]

    def __str__(self):
        return f"{self.name} #{self.pk}"

    @property
    def benchmark(self):
        """The benchmark of the evaluation that is judged."""
        return self.evaluation.benchmark

    def get_absolute_url(self) -> str:
        """The page with its scores and match tables."""
        return reverse("inference:judge_run", args=[self.benchmark.slug, self.pk])


class Judgement(models.Model):
    """What the judge made of one prediction.

    `total` is the number of the label's triggers, `correct` those that the prediction names, `stated` the statements
    of the prediction (for precision); score is correct / total, or the mean cosine for coherence (null where it
    cannot be told). `answers` are the judge's raw answers, one a try.
    """

    run = models.ForeignKey(JudgeRun, models.PROTECT, related_name="judgements", db_index=False)
    prediction = models.ForeignKey(Prediction, models.PROTECT, related_name="judgements")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="judgements")
    status = models.CharField(max_length=20, choices=JudgementStatus, default=JudgementStatus.PENDING)
    correct = models.PositiveIntegerField(null=True, blank=True)
    total = models.PositiveIntegerField(null=True, blank=True)
    stated = models.PositiveIntegerField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    reason = models.TextField(blank=True)
    answers = models.JSONField(default=list)
    error = models.TextField(blank=True)
    prompt_tokens = models.PositiveIntegerField(default=0)
    reused_tokens = models.PositiveIntegerField(default=0)
    generated_tokens = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0.0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "prediction"], name="judgement_once_per_run"),
            models.CheckConstraint(condition=Q(status__in=JudgementStatus.values), name="judgement_status_known"),
            models.CheckConstraint(
                condition=Q(correct__isnull=True) | Q(correct__lte=F("total")), name="judgement_within_total"
            ),
            failed_has_cause("judgement", "failed", "unreadable"),
            ended_has_time("judgement"),
        ]
        indexes = [models.Index(fields=["run", "status"], name="judgement_by_run_status")]
        triggers = [
            transitions("judgement_transitions", table=JUDGEMENT_TRANSITIONS),
            append_only("judgement_kept", what="judgements", operation=pgtrigger.Delete),
            forbid(
                "judgement_of_the_evaluation",
                when="NOT EXISTS (SELECT 1 FROM inference_judgerun run JOIN inference_prediction prediction "
                "ON prediction.run_id = run.evaluation_id WHERE run.id = NEW.run_id "
                "AND prediction.id = NEW.prediction_id)",
                message="a judge judges predictions of its own evaluation",
            ),
            forbid(
                "judgement_done_kept",
                when="OLD.status = 'done' AND (NEW.run_id, NEW.prediction_id, NEW.correct, NEW.total, NEW.score) "
                "IS DISTINCT FROM (OLD.run_id, OLD.prediction_id, OLD.correct, OLD.total, OLD.score)",
                message="a judgement is never overwritten",
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return f"judgement {self.pk} of run {self.run_id}"


class Match(models.Model):
    """One line of a judgement's match table: a trigger of the label, and the statement that names it, if one does.

    A statement that names no trigger has a line without a trigger. `similarity` is the cosine of the pair, or of the
    trigger's nearest statement where it is not found; a language model's verdicts have none.
    """

    judgement = models.ForeignKey(Judgement, models.PROTECT, related_name="matches", db_index=False)
    position = models.PositiveIntegerField()
    trigger = models.ForeignKey(Trigger, models.PROTECT, null=True, blank=True, related_name="+")
    statement = models.TextField(blank=True)
    similarity = models.FloatField(null=True, blank=True)
    found = models.BooleanField()

    class Meta:
        ordering = ["judgement", "position"]
        constraints = [
            models.UniqueConstraint(fields=["judgement", "position"], name="match_position_once"),
            models.UniqueConstraint(fields=["judgement", "trigger"], name="match_trigger_once"),
            models.CheckConstraint(
                condition=Q(trigger__isnull=False) | (~Q(statement="") & Q(found=False)), name="match_says_something"
            ),
        ]
        triggers = [append_only("match_immutable", what="matches")]

    def __str__(self):
        return f"match {self.position} of judgement {self.judgement_id}"
