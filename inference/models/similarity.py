"""How near in meaning the triggers of different labels of one sample are, as an encoder has it."""

from django.db import models
from django.db.models import F, Q

from annotation.invariants import append_only, forbid
from annotation.models import Trigger


class TriggerSimilarity(models.Model):
    """The cosine of two triggers from different labels of the same sample; the smaller id is on the left."""

    left = models.ForeignKey(Trigger, models.PROTECT, related_name="similar_right", db_index=False)
    right = models.ForeignKey(Trigger, models.PROTECT, related_name="similar_left")
    encoder = models.CharField(max_length=120)
    score = models.FloatField()

    class Meta:
        ordering = ["left", "right"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right", "encoder"], name="similarity_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="similarity_in_order"),
            models.CheckConstraint(condition=Q(score__gte=-1, score__lte=1), name="similarity_is_a_cosine"),
            models.CheckConstraint(condition=~Q(encoder=""), name="similarity_names_its_encoder"),
        ]
        triggers = [
            append_only("similarity_immutable", what="similarities"),
            forbid(
                "similarity_within_sample",
                when="NOT EXISTS (SELECT 1 FROM annotation_trigger one JOIN annotation_label first "
                "ON first.id = one.label_id JOIN annotation_label second ON second.sample_id = first.sample_id "
                "AND second.id <> first.id JOIN annotation_trigger other ON other.label_id = second.id "
                "WHERE one.id = NEW.left_id AND other.id = NEW.right_id)",
                message="triggers are compared across the labels of one sample",
            ),
        ]

    def __str__(self):
        return f"{self.left_id} ~ {self.right_id}: {self.score:.2f}"
