"""Labels, immutable versions of a sample's list of triggers."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotation.invariants import append_only, forbid, written_with
from annotation.models.sample import Sample


class Origin(models.TextChoices):
    """Where a label came from."""

    IMPORTED = "imported", _("imported")
    DRAFT = "draft", _("draft")
    HUMAN = "human", _("human")
    ADJUDICATED = "adjudicated", _("adjudicated")
    BLIND = "blind", _("written before the draft was seen")


class Factor(models.TextChoices):
    """The four kinds of stimulus of the paper."""

    ENVIRONMENT = "environment", _("environment")
    SOCIAL = "social", _("social")
    PHYSICAL = "physical", _("physical")
    OBJECT = "object", _("object")


class Label(models.Model):
    """One version of a sample's triggers, with the exact text it came from; never changed once written.

    `position` is the place of an imported label in its file, whose order differs from that of the questions.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="labels", db_index=False)
    version = models.PositiveIntegerField()
    origin = models.CharField(max_length=20, choices=Origin)
    text = models.TextField()
    position = models.PositiveIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["sample", "version"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "version"], name="label_version_once"),
            models.UniqueConstraint(
                fields=["sample"], condition=Q(origin="imported"), name="label_imported_once_per_sample"
            ),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="label_origin_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="label_version_positive"),
            models.CheckConstraint(
                condition=~Q(origin__in=["human", "adjudicated", "blind"]) | Q(created_by__isnull=False),
                name="label_human_has_author",
            ),
        ]
        triggers = [append_only("label_immutable", what="labels")]

    def __str__(self):
        return f"{self.origin} {self.version}"


class Trigger(models.Model):
    """A stimulus that causes or changes the emotion, as free text; never changed once written.

    `evidence` is where it is seen: [x, y, width, height] as shares of the upright picture, a point without width and
    height; `explicit` False says that it is not visible.
    """

    label = models.ForeignKey(Label, models.PROTECT, related_name="triggers", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    factor = models.CharField(max_length=20, choices=Factor, blank=True)
    explicit = models.BooleanField(null=True, blank=True)
    category = models.CharField(max_length=60, blank=True)
    evidence = ArrayField(models.FloatField(), size=4, null=True, blank=True)
    derived_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="derivations")

    class Meta:
        ordering = ["label", "position"]
        constraints = [
            models.UniqueConstraint(fields=["label", "position"], name="trigger_position_once"),
            models.CheckConstraint(condition=~Q(text=""), name="trigger_text_given"),
            models.CheckConstraint(condition=Q(factor__in=["", *Factor.values]), name="trigger_factor_known"),
            models.CheckConstraint(
                condition=Q(evidence__isnull=True) | Q(explicit__isnull=True) | Q(explicit=True),
                name="trigger_shown_is_visible",
            ),
        ]
        triggers = [
            append_only("trigger_immutable", what="triggers"),
            forbid(
                "trigger_evidence_within_picture",
                asked_if="NEW.evidence IS NOT NULL",
                when="(cardinality(NEW.evidence) = 4 AND array_ndims(NEW.evidence) = 1 AND 0 <= ALL (NEW.evidence) "
                "AND NEW.evidence[1] + NEW.evidence[3] <= 1.000001 AND NEW.evidence[2] + NEW.evidence[4] <= 1.000001) "
                "IS NOT TRUE",
                message="evidence is a place in the picture: x, y, width and height as shares of it",
                operation=pgtrigger.Insert,
            ),
            forbid(
                "trigger_derived_within_sample",
                asked_if="NEW.derived_from_id IS NOT NULL",
                when="(SELECT label.sample_id FROM annotation_label label "
                "WHERE label.id = NEW.label_id) IS DISTINCT FROM "
                "(SELECT label.sample_id FROM annotation_trigger origin JOIN annotation_label label "
                "ON label.id = origin.label_id WHERE origin.id = NEW.derived_from_id)",
                message="a trigger is derived from a trigger of the same sample",
            ),
            written_with(
                "trigger_with_its_label",
                parent="label",
                found="annotation_label label WHERE label.id = added.label_id",
                by="label_id",
                message="a label gets its triggers as it is written, never later",
            ),
        ]

    def __str__(self):
        return self.text
