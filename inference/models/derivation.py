"""Deriving S_freq: what a model proposes to ask of every picture, grouped by meaning, for a person to approve."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from annotation.models import Benchmark, Job, JobKind
from inference.models.engine_run import EngineRun, PauseCause
from inference.models.prompt_set import PromptSet


class Derivation(EngineRun):
    """One asking for proposals over a data set's questions; `sampled` of them, drawn by the seed.

    `groups` are objects: text (the most central wording), count, members; the most frequent first. `approved` is the
    prompt set that a person made of them.
    """

    job_kind = JobKind.PROPOSE

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="derivations")
    job = models.ForeignKey(Job, models.PROTECT, related_name="derivations")
    sampled = models.PositiveIntegerField()
    words = models.JSONField(default=dict)
    groups = models.JSONField(default=list)
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    approved = models.ForeignKey(PromptSet, models.PROTECT, null=True, blank=True, related_name="derivations")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(sampled__gte=1), name="derivation_asks_something"),
            models.CheckConstraint(
                condition=Q(approved__isnull=True) | Q(finished_at__isnull=False),
                name="derivation_approved_is_finished",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_because="")
                | Q(paused_at__isnull=False, paused_because__in=PauseCause.values),
                name="derivation_pause_has_cause",
            ),
        ]

    def __str__(self):
        return f"derivation {self.pk}"

    def get_absolute_url(self) -> str:
        """The page with its groups."""
        return reverse("inference:derivation", args=[self.benchmark.slug, self.pk])
