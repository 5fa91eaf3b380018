"""Releases: named, immutable, checksummed snapshots of a split."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotation.invariants import append_only, forbid
from annotation.models.benchmark import Benchmark
from annotation.models.label import Label
from annotation.models.sample import Sample, Split


class ReleaseSplit(models.TextChoices):
    """Which samples a release holds."""

    BASIC = "basic", _("basic")
    COMPLEX = "complex", _("complex")
    ALL = "all", _("all")


class Release(models.Model):
    """A snapshot of the accepted samples; sealed once its checksum is written, and never changed after.

    sha256 is that of the items' canonical lines, see `annotation.releasing.cutting`.
    """

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="releases")
    name = models.CharField(_("name"), max_length=120, unique=True)
    split = models.CharField(_("split"), max_length=10, choices=ReleaseSplit)
    include_imported = models.BooleanField(_("count imported labels"), default=False)
    sample_count = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="release_named"),
            models.CheckConstraint(condition=Q(split__in=ReleaseSplit.values), name="release_split_known"),
        ]
        triggers = [
            append_only("release_kept", what="releases", operation=pgtrigger.Delete),
            forbid(
                "release_sealed",
                when="OLD.sha256 <> ''",
                message="a sealed release is never changed",
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The release's page."""
        return reverse("annotation:release", args=[self.benchmark.slug, self.pk])


class ReleaseItem(models.Model):
    """One sample as it was when the release was cut, copied so that nothing later can change it."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveIntegerField()
    label_position = models.PositiveIntegerField()
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="+")
    label = models.ForeignKey(Label, models.PROTECT, related_name="+")
    split = models.CharField(max_length=10, choices=Split)
    image_path = models.CharField(max_length=500)
    image_sha256 = models.CharField(max_length=64, blank=True)
    question = models.TextField()
    emotion = models.CharField(max_length=40, blank=True)
    fine_emotion = models.CharField(max_length=80, blank=True)
    label_text = models.TextField()
    person = models.JSONField(null=True, blank=True)  # whom the question is about: name and box

    class Meta:
        ordering = ["release", "position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "position"], name="release_item_position_once"),
            models.UniqueConstraint(fields=["release", "sample"], name="release_item_sample_once"),
        ]
        triggers = [
            append_only("release_item_immutable", what="release items"),
            forbid(
                "release_item_before_seal",
                when="EXISTS (SELECT 1 FROM annotation_release release WHERE release.id = NEW.release_id "
                "AND release.sha256 <> '')",
                message="a sealed release takes no more samples",
                operation=pgtrigger.Insert,
            ),
            forbid(
                "release_item_own",
                when="NOT EXISTS (SELECT 1 FROM annotation_release release JOIN annotation_sample sample "
                "ON sample.benchmark_id = release.benchmark_id JOIN annotation_label label "
                "ON label.sample_id = sample.id WHERE release.id = NEW.release_id AND sample.id = NEW.sample_id "
                "AND label.id = NEW.label_id AND label.origin <> 'draft')",
                message="a release holds samples of its benchmark with a label of theirs that no machine wrote",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"{self.position} {self.image_path}"
