"""One import: what was brought, what went in, and a remark for each row that did not or looks wrong."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotation.invariants import append_only
from annotation.models.benchmark import Benchmark
from annotation.models.job import Job

FIELDS = ("questions", "labels", "complex", "rows", "images")  # the keys of `ImportRun.files`, in the order of reading


class ImportKind(models.TextChoices):
    """What an import reads."""

    IMAGES = "images", _("pictures (ZIP or folder)")
    EIBENCH = "eibench", _("official EIBench files")
    ROWS = "rows", _("questions as CSV or JSON Lines")


class ImportRun(models.Model):
    """An import of files into a benchmark; its job says how far it is.

    `items_read` counts the rows whose outcome is written: work that starts again goes on behind them.
    """

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="import_runs")
    kind = models.CharField(max_length=20, choices=ImportKind)
    files = models.JSONField(default=dict)
    job = models.OneToOneField(Job, models.PROTECT, related_name="import_run")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    items_read = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_kind_known")]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        """The page with its progress and its remarks."""
        return reverse("annotation:import_run", args=[self.benchmark.slug, self.pk])

    def file_names(self) -> list[str]:
        """The names of its files, in the order in which they are read."""
        return [file["name"] for field in FIELDS for file in self.files.get(field, [])]


class Severity(models.TextChoices):
    """Whether a row was left out or is only worth a look."""

    REFUSED = "refused", _("refused")
    WARNING = "warning", _("warning")


class ImportRemark(models.Model):
    """A row that was refused or looks wrong: line (0: the whole file), what it was, why."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="remarks")
    severity = models.CharField(max_length=10, choices=Severity)
    file = models.CharField(max_length=300)
    line = models.PositiveIntegerField(default=0)
    what = models.TextField()
    why = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="remark_severity_known"),
            models.CheckConstraint(condition=~Q(why=""), name="remark_why_given"),
        ]
        triggers = [append_only("remark_immutable", what="import remarks")]

    def __str__(self):
        return f"{self.file}:{self.line} {self.why}"
