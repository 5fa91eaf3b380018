"""Prompt sets: the wording of every round, as versioned data."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotation.invariants import append_only
from annotation.models import Benchmark


class PromptSet(models.Model):
    """One version of the prompts of all phases; never changed once written, so that a run's recipe stays true.

    `content` is what `inference.cfsa.prompts.PromptSet.from_dict` reads. A set without a benchmark comes with the
    studio.
    """

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, null=True, blank=True, related_name="prompt_sets")
    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["benchmark", "name", "version"], name="prompt_set_version_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(name=""), name="prompt_set_named"),
        ]
        triggers = [append_only("prompt_set_immutable", what="prompt sets")]

    def __str__(self):
        return f"{self.name} {self.version}"

    @property
    def identifier(self) -> str:
        """Name and version in one word, for example “paper-1”: a name has no hyphen."""
        return f"{self.name}-{self.version}"
