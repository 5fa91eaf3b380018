"""A draft run: one recipe over a set of samples."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotation.invariants import forbid
from annotation.models import Benchmark
from inference.models.prompt_set import PromptSet


class EngineName(models.TextChoices):
    """Where answers come from."""

    SCRIPTED = "scripted", _("script (no model)")
    TRANSFORMERS = "transformers", _("transformers model on the GPU worker")
    OPENAI = "openai", _("OpenAI-compatible server")
    IMPORTED = "imported", _("made elsewhere, imported")


class Persona(models.TextChoices):
    """Whom the model is told to be (the paper's ablation)."""

    NONE = "none", _("none")
    AI_ASSISTANT = "ai_assistant", _("AI assistant")
    ARCHITECTURE_EXPERT = "architecture_expert", _("architecture expert")
    EMOTION_EXPERT = "emotion_expert", _("emotion expert")


RECIPE_FIELDS = ("engine", "model", "revision", "prompt_set_id", "persona", "parameters", "seed", "options")


class DraftRun(models.Model):
    """A recipe (engine, model, prompts, persona, parameters, seed) applied to samples; the recipe never changes.

    `packages` are the versions that the worker reported when it first answered.
    """

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="draft_runs")
    engine = models.CharField(_("engine"), max_length=20, choices=EngineName)
    model = models.CharField(_("model"), max_length=300, blank=True)
    revision = models.CharField(_("revision"), max_length=80, blank=True)
    prompt_set = models.ForeignKey(PromptSet, models.PROTECT, null=True, blank=True, related_name="runs")
    persona = models.CharField(_("persona"), max_length=30, choices=Persona, default=Persona.EMOTION_EXPERT)
    parameters = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(_("seed"), default=0)
    packages = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(engine__in=EngineName.values), name="draft_run_engine_known"),
            models.CheckConstraint(condition=Q(persona__in=Persona.values), name="draft_run_persona_known"),
            models.CheckConstraint(
                condition=Q(engine="imported") | Q(prompt_set__isnull=False), name="draft_run_has_prompts"
            ),
        ]
        triggers = [
            forbid(
                "draft_run_recipe_kept",
                when=" OR ".join(f"NEW.{field} IS DISTINCT FROM OLD.{field}" for field in RECIPE_FIELDS),
                message="the recipe of a run is never changed",
                operation=pgtrigger.Update,
            )
        ]

    def __str__(self):
        return f"{self.get_engine_display()} {self.model} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The page with its progress."""
        return reverse("inference:draft_run", args=[self.benchmark.slug, self.pk])

    @property
    def is_scripted(self) -> bool:
        """Whether its words come from a script, which every page says."""
        return self.engine == EngineName.SCRIPTED
