"""Deriving S_freq: what a model proposes to ask of every picture, grouped by meaning, for a person to approve."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from annotation.invariants import append_only, forbid, transitions
from annotation.models import Benchmark, Job, JobKind
from inference.models.ended import ended_has_time, failed_has_cause
from inference.models.engine_run import ENGINE_FIELDS, EngineName, EngineRun, pause_has_cause, recipe_kept
from inference.models.prompt_set import PromptSet
from inference.states import PROPOSAL_TRANSITIONS, ProposalStatus

RECIPE_FIELDS = (*ENGINE_FIELDS, "benchmark_id", "sampled", "words")


class Derivation(EngineRun):
    """One asking for proposals over at most `sampled` questions of a data set, drawn by the seed, in these `words`.

    `groups` are objects: text (the most central wording), count, members; the most frequent first. They are written
    once, when every question was asked. `approved` is the prompt set that a person made of them.
    """

    job_kind = JobKind.PROPOSE

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="derivations")
    sampled = models.PositiveIntegerField()
    words = models.JSONField(default=dict)
    groups = models.JSONField(default=list)
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    approved = models.ForeignKey(PromptSet, models.PROTECT, null=True, blank=True, related_name="derivations")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(engine__in=EngineName.values), name="derivation_engine_known"),
            models.CheckConstraint(condition=Q(sampled__gte=1), name="derivation_asks_something"),
            models.CheckConstraint(
                condition=Q(approved__isnull=True) | Q(finished_at__isnull=False),
                name="derivation_approved_is_finished",
            ),
            pause_has_cause("derivation"),
        ]
        triggers = [
            recipe_kept("derivation", RECIPE_FIELDS, of="a derivation"),
            forbid(
                "derivation_result_kept",
                when="OLD.finished_at IS NOT NULL AND (NEW.groups, NEW.error, NEW.finished_at) "
                "IS DISTINCT FROM (OLD.groups, OLD.error, OLD.finished_at)",
                message="what a derivation found is never changed",
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return f"derivation {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.finished_at is not None or self.cancelled_at is not None

    def get_absolute_url(self) -> str:
        """The page with its groups."""
        return reverse("inference:derivation", args=[self.benchmark.slug, self.pk])


class Proposal(models.Model):
    """What the model proposed over one question of the data set: its whole answer, and the `questions` read in it."""

    run = models.ForeignKey(Derivation, models.PROTECT, related_name="proposals", db_index=False)
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="proposals")
    position = models.PositiveIntegerField()
    question = models.TextField()
    emotion = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=20, choices=ProposalStatus, default=ProposalStatus.PENDING)
    text = models.TextField(blank=True)
    questions = models.JSONField(default=list)
    error = models.TextField(blank=True)
    prompt_tokens = models.PositiveIntegerField(default=0)
    reused_tokens = models.PositiveIntegerField(default=0)
    generated_tokens = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0.0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="proposal_position_once"),
            models.CheckConstraint(condition=Q(status__in=ProposalStatus.values), name="proposal_status_known"),
            failed_has_cause("proposal"),
            ended_has_time("proposal"),
        ]
        triggers = [
            transitions("proposal_transitions", table=PROPOSAL_TRANSITIONS),
            append_only("proposal_kept", what="proposals", operation=pgtrigger.Delete),
            forbid(
                "proposal_asked_kept",
                when="(NEW.run_id, NEW.position, NEW.question, NEW.emotion) "
                "IS DISTINCT FROM (OLD.run_id, OLD.position, OLD.question, OLD.emotion) "
                "OR (OLD.status <> 'pending' AND (NEW.text, NEW.questions) IS DISTINCT FROM (OLD.text, OLD.questions))",
                message="what was asked and answered is never changed",
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return f"proposal {self.position} of {self.run_id}"
