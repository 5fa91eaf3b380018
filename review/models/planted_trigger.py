"""A planted trigger: a false one among the drafted ones, by which it is seen whether somebody looks."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from annotation.invariants import append_only, forbid
from annotation.models import Trigger
from review.models.review import Review
from review.states import Action, RejectReason


class PlantedTrigger(models.Model):
    """A trigger of another picture's draft, shown in one review as if it were of this one; caught when it is rejected.

    The sheet deals out the draft's ids and `shown_as` in the order in which triggers are shown, and it claims the
    `rounds` (positions) of a neighbour. What was done with it stands here and nowhere else: no decision, no label and
    no release knows of it.
    """

    review = models.OneToOneField(Review, models.PROTECT, related_name="planted")
    trigger = models.ForeignKey(Trigger, models.PROTECT, related_name="+")
    shown_as = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    rounds = ArrayField(models.PositiveSmallIntegerField(), default=list)
    action = models.CharField(max_length=10, blank=True, choices=Action)
    reason = models.CharField(max_length=20, blank=True, choices=RejectReason)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action="", reason="", answered_at__isnull=True)
                | Q(action__in=["accept", "edit"], reason="", answered_at__isnull=False)
                | Q(action="reject", reason__in=RejectReason.values, answered_at__isnull=False),
                name="planted_answered_whole",
            ),
        ]
        triggers = [
            append_only("planted_kept", what="planted triggers", operation=pgtrigger.Delete),
            forbid(
                "planted_answered_once",
                when="OLD.action <> '' OR (NEW.review_id, NEW.trigger_id, NEW.shown_as, NEW.position, NEW.rounds) "
                "IS DISTINCT FROM (OLD.review_id, OLD.trigger_id, OLD.shown_as, OLD.position, OLD.rounds)",
                message="a planted trigger is answered once, and nothing else of it changes",
                operation=pgtrigger.Update,
            ),
            forbid(
                "planted_from_elsewhere",
                when="NOT EXISTS (SELECT 1 FROM review_review review "
                "JOIN annotation_sample sample ON sample.id = review.sample_id "
                "JOIN annotation_trigger planted ON planted.id = NEW.trigger_id "
                "JOIN annotation_label label ON label.id = planted.label_id AND label.origin = 'draft' "
                "JOIN annotation_sample elsewhere ON elsewhere.id = label.sample_id "
                "WHERE review.id = NEW.review_id AND review.draft_id IS NOT NULL "
                "AND elsewhere.benchmark_id = sample.benchmark_id AND elsewhere.image_id <> sample.image_id)",
                message="what is planted was drafted for another picture of the benchmark",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"trigger {self.trigger_id} planted in review {self.review_id}"
