"""A draft run: one recipe over a set of samples."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark, JobKind
from inference.models.engine_run import ENGINE_FIELDS, EngineName, EngineRun, Persona, pause_has_cause, recipe_kept
from inference.models.prompt_set import PromptSet

RECIPE_FIELDS = (*ENGINE_FIELDS, "prompt_set_id", "persona", "hint", "trial")


class DraftRun(EngineRun):
    """A recipe applied to samples; the recipe never changes.

    `hint` is what a reviewer told the model to mind when one sample is drafted again. The drafts of a `trial` show
    what prompts do: nobody reviews them and no figure counts them.
    """

    job_kind = JobKind.DRAFT

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="draft_runs")
    prompt_set = models.ForeignKey(PromptSet, models.PROTECT, null=True, blank=True, related_name="runs")
    persona = models.CharField(_("persona"), max_length=30, choices=Persona, default=Persona.EMOTION_EXPERT)
    hint = models.TextField(_("hint"), blank=True)
    trial = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(engine__in=EngineName.values), name="draft_run_engine_known"),
            models.CheckConstraint(condition=Q(persona__in=Persona.values), name="draft_run_persona_known"),
            models.CheckConstraint(
                condition=Q(engine="imported") | Q(prompt_set__isnull=False), name="draft_run_has_prompts"
            ),
            pause_has_cause("draft_run"),
        ]
        triggers = [recipe_kept("draft_run", RECIPE_FIELDS, of="a run")]

    def __str__(self):
        return f"{self.get_engine_display()} {self.model} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The page with its progress."""
        return reverse("inference:draft_run", args=[self.benchmark.slug, self.pk])
