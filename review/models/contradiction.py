"""Contradictions: a trigger that explains one perspective on a picture and speaks against another."""

from django.db import models

from annotation.invariants import append_only, forbid, written_with
from annotation.models import Sample, Trigger


class Contradiction(models.Model):
    """A trigger of a person's label, and the other question on the same picture that it speaks against."""

    trigger = models.ForeignKey(Trigger, models.PROTECT, related_name="contradictions", db_index=False)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="contradictions")

    class Meta:
        ordering = ["trigger", "sample"]
        constraints = [models.UniqueConstraint(fields=["trigger", "sample"], name="contradiction_once")]
        triggers = [
            append_only("contradiction_immutable", what="contradictions"),
            forbid(
                "contradiction_within_picture",
                when="NOT EXISTS (SELECT 1 FROM annotation_trigger trigger JOIN annotation_label label "
                "ON label.id = trigger.label_id AND label.origin IN ('human', 'adjudicated') "
                "JOIN annotation_sample served ON served.id = label.sample_id JOIN annotation_sample contradicted "
                "ON contradicted.image_id = served.image_id AND contradicted.id <> served.id "
                "WHERE trigger.id = NEW.trigger_id AND contradicted.id = NEW.sample_id)",
                message="a trigger that people wrote contradicts another question on the same picture",
            ),
            written_with(
                "contradiction_with_its_label",
                parent="label",
                found="annotation_trigger trigger JOIN annotation_label label ON label.id = trigger.label_id "
                "WHERE trigger.id = added.trigger_id",
                by="trigger_id",
                message="what a trigger contradicts is written with its label, never later",
            ),
        ]

    def __str__(self):
        return f"trigger {self.trigger_id} against sample {self.sample_id}"
