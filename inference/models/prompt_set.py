"""Prompt sets: the wording of every round, as versioned data."""

from django.db import models
from django.db.models import Q

from annotation.invariants import append_only


class PromptSet(models.Model):
    """One version of the prompts of all phases; never changed once written, so that a run's recipe stays true.

    `content` is what `inference.cfsa.prompts.PromptSet.from_dict` reads.
    """

    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="prompt_set_version_once"),
            models.CheckConstraint(condition=~Q(name=""), name="prompt_set_named"),
        ]
        triggers = [append_only("prompt_set_immutable", what="prompt sets")]

    def __str__(self):
        return f"{self.name} {self.version}"
