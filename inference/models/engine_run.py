"""What every run of an engine has in common: its recipe, what it may cost, and who stopped it."""

from collections.abc import Iterable

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotation.invariants import forbid


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


class PauseCause(models.TextChoices):
    """Why a run waits."""

    ASKED = "asked", _("somebody paused it")
    BUDGET = "budget", _("its budget is spent")


ENGINE_FIELDS = ("engine", "model", "revision", "parameters", "seed", "options")


def pause_has_cause(run: str) -> models.CheckConstraint:
    """A run of that kind that waits says why, and no other does."""
    return models.CheckConstraint(
        condition=Q(paused_at__isnull=True, paused_because="")
        | Q(paused_at__isnull=False, paused_because__in=PauseCause.values),
        name=f"{run}_pause_has_cause",
    )


def recipe_kept(run: str, fields: Iterable[str], *, of: str) -> pgtrigger.Trigger:
    """These columns of a run of that kind stay as they were written; `of` names it in the refusal."""
    return forbid(
        f"{run}_recipe_kept",
        when=" OR ".join(f"NEW.{field} IS DISTINCT FROM OLD.{field}" for field in fields),
        message=f"the recipe of {of} is never changed",
        operation=pgtrigger.Update,
    )


class EngineRun(models.Model):
    """A recipe (engine, model, decoding, seed) that workers carry out in jobs whose payload names the run.

    `packages` are the versions that the worker reported when it first answered, and what its engine found out since.
    Prices are US dollars for a million tokens; `budget` is in US dollars, and a run that has spent it pauses.
    """

    engine = models.CharField(_("engine"), max_length=20, choices=EngineName)
    model = models.CharField(_("model"), max_length=300, blank=True)
    revision = models.CharField(_("revision"), max_length=80, blank=True)
    parameters = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(_("seed"), default=0)
    packages = models.JSONField(default=dict)
    prompt_price = models.DecimalField(_("price of prompt tokens"), max_digits=12, decimal_places=6, default=0)
    reused_price = models.DecimalField(_("price of cached tokens"), max_digits=12, decimal_places=6, default=0)
    generated_price = models.DecimalField(_("price of generated tokens"), max_digits=12, decimal_places=6, default=0)
    budget = models.DecimalField(_("budget"), max_digits=12, decimal_places=4, null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(max_length=20, choices=PauseCause, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def budget_never_ends(self) -> bool:
        """Whether the run has a budget that nothing draws on, as all its prices are 0."""
        return self.budget is not None and not (self.prompt_price or self.reused_price or self.generated_price)

    @property
    def is_scripted(self) -> bool:
        """Whether its words come from a script, which every page says."""
        return self.engine == EngineName.SCRIPTED
