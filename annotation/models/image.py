"""A benchmark's pictures: the facts of each file, once it is here."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotation.invariants import forbid
from annotation.models.benchmark import Benchmark

models.CharField.register_lookup(Length, "length")


def path_words(path: str) -> SearchVector:
    """A path's parts, without slashes, dots and underscores, so that "anger 00189" finds the picture."""
    return SearchVector(Func(F(path), Value("/._-"), Value("    "), function="translate"), config="simple")


PATH_WORDS = path_words("path")
FILE_FACTS = ("sha256", "byte_size", "width", "height", "format", "perceptual_hash", "stored_at")


class ImageQuerySet(models.QuerySet):
    """Pictures, by who may see them and whether their file is here."""

    def visible_to(self, user):
        """Pictures of the benchmarks in which the user has a role."""
        return self.filter(benchmark__in=Benchmark.objects.visible_to(user))

    def waiting(self):
        """Pictures that a question names and nobody has brought yet."""
        return self.filter(sha256__isnull=True)


class Image(models.Model):
    """A picture named by its original relative path; its file facts are all known or all missing.

    Width and height are pixels after the orientation was applied. The files lie under names derived from sha256:
    see `annotation.pictures.storing`. The perceptual hash is a signed 64-bit pHash. A sensitive picture is blurred
    until somebody asks to see it.
    """

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="images", db_index=False)
    path = models.CharField(max_length=500)
    source = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (NULL: no file yet)
    byte_size = models.PositiveBigIntegerField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    format = models.CharField(max_length=10, null=True, blank=True)  # noqa: DJ001
    perceptual_hash = models.BigIntegerField(null=True, blank=True)
    stored_at = models.DateTimeField(null=True, blank=True)
    sensitive = models.BooleanField(_("sensitive"), default=False, db_default=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "path"], name="image_path_once"),
            models.UniqueConstraint(fields=["benchmark", "sha256"], name="image_file_once"),
            models.CheckConstraint(condition=~Q(path=""), name="image_path_given"),
            models.CheckConstraint(
                condition=Q(**{f"{fact}__isnull": True for fact in FILE_FACTS})
                | Q(**{f"{fact}__isnull": False for fact in FILE_FACTS}),
                name="image_facts_together",
            ),
            models.CheckConstraint(
                condition=Q(sha256__isnull=True) | Q(sha256__length=64, width__gt=0, height__gt=0, byte_size__gt=0),
                name="image_facts_sane",
            ),
        ]
        indexes = [
            GinIndex(PATH_WORDS, name="image_path_words"),
        ]
        triggers = [
            forbid(
                "image_file_kept",
                when="OLD.sha256 IS NOT NULL AND (NEW.benchmark_id, NEW.path, NEW.sha256) "
                "IS DISTINCT FROM (OLD.benchmark_id, OLD.path, OLD.sha256)",
                message="a picture that is here is never replaced or renamed",
                operation=pgtrigger.UpdateOf("benchmark_id", "path", "sha256"),
            ),
        ]

    def __str__(self):
        return self.path

    @property
    def has_file(self) -> bool:
        """Whether the picture itself is here."""
        return self.sha256 is not None

    def screen_url(self) -> str:
        """Address of the screen-size rendition."""
        return reverse("annotation:image", args=[self.pk, "screen"])

    def thumbnail_url(self) -> str:
        """Address of the thumbnail."""
        return reverse("annotation:image", args=[self.pk, "thumbnail"])
