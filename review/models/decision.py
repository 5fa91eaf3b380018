"""A decision: what one person did with one trigger; never changed once written."""

from django.db import models
from django.db.models import Q

from annotation.invariants import append_only, forbid, written_with
from annotation.models import Trigger
from review.models.review import Review
from review.states import Action, AddReason, RejectReason


class Decision(models.Model):
    """Accept, edit, reject (with a reason) of a drafted trigger, or the addition of a missing one (with a reason).

    `trigger` is the drafted one (none when added), `result` the trigger of the person's own label (none when rejected).
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="decisions", db_index=False)
    trigger = models.ForeignKey(Trigger, models.PROTECT, null=True, blank=True, related_name="decisions")
    result = models.OneToOneField(Trigger, models.PROTECT, null=True, blank=True, related_name="decided_by")
    action = models.CharField(max_length=10, choices=Action)
    reason = models.CharField(max_length=20, blank=True, choices=[*RejectReason.choices, *AddReason.choices])
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["review", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "trigger"], name="decision_once_per_trigger"),
            models.CheckConstraint(
                condition=Q(action__in=["accept", "edit"], trigger__isnull=False, result__isnull=False, reason="")
                | Q(action="reject", trigger__isnull=False, result__isnull=True, reason__in=RejectReason.values)
                | Q(action="add", trigger__isnull=True, result__isnull=False, reason__in=AddReason.values),
                name="decision_whole",
            ),
        ]
        triggers = [
            append_only("decision_immutable", what="decisions"),
            forbid(
                "decision_within_review",
                when="NOT EXISTS (SELECT 1 FROM review_review review LEFT JOIN inference_draft draft "
                "ON draft.id = review.draft_id WHERE review.id = NEW.review_id "
                "AND (NEW.trigger_id IS NULL OR EXISTS (SELECT 1 FROM annotation_trigger drafted "
                "WHERE drafted.id = NEW.trigger_id AND drafted.label_id = draft.label_id)))",
                message="a decision is about a trigger of the draft that its review showed",
            ),
            forbid(
                "decision_result_own",
                when="NEW.result_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM review_review review "
                "JOIN annotation_label label ON label.sample_id = review.sample_id AND label.origin = 'human' "
                "AND label.created_by_id = review.annotator_id "
                "JOIN annotation_trigger result ON result.label_id = label.id "
                "WHERE review.id = NEW.review_id AND result.id = NEW.result_id)",
                message="what comes of a decision is a trigger that its person wrote for the sample",
            ),
            written_with(
                "decision_with_its_submit",
                parent="review",
                found="review_review review WHERE review.id = added.review_id AND review.status <> 'withdrawn'",
                unless="review.status = 'open'",
                by="review_id",
                message="a review gets its decisions as it is submitted, never later",
            ),
        ]

    def __str__(self):
        return f"{self.action} {self.trigger_id or ''}"
