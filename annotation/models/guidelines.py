"""The guidelines' versions, and who has read which; `Benchmark.guidelines` is the text of the last one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotation.invariants import append_only
from annotation.models.benchmark import Benchmark


class GuidelinesVersion(models.Model):
    """The guidelines as they were from one change to the next, numbered from 1."""

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="guidelines_versions", db_index=False)
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "version"], name="guidelines_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="guidelines_version_from_one"),
        ]
        triggers = [append_only("guidelines_version_immutable", what="versions of guidelines")]

    def __str__(self):
        return f"guidelines {self.version} of {self.benchmark}"


class GuidelinesReading(models.Model):
    """Somebody said that they have read a version."""

    version = models.ForeignKey(GuidelinesVersion, models.PROTECT, related_name="readings", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="guidelines_readings")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="guidelines_read_once")]
        triggers = [append_only("guidelines_reading_immutable", what="readings of guidelines")]

    def __str__(self):
        return f"{self.user} has read {self.version}"
