"""Comments on a sample or one of its triggers, and what became of flags."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from annotation.invariants import append_only, forbid
from annotation.models import Sample, Trigger
from review.models.review import Review


class Comment(models.Model):
    """A remark for the others, open until somebody resolves it; its words never change."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="comments")
    trigger = models.ForeignKey(Trigger, models.PROTECT, null=True, blank=True, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_text_given"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_someone",
            ),
        ]
        triggers = [
            append_only("comment_kept", what="comments", operation=pgtrigger.Delete),
            forbid(
                "comment_words_kept",
                when="to_jsonb(NEW) - 'resolved_at' - 'resolved_by_id' IS DISTINCT FROM "
                "to_jsonb(OLD) - 'resolved_at' - 'resolved_by_id'",
                message="a comment is resolved or opened again, nothing else of it changes",
                operation=pgtrigger.Update,
            ),
            forbid(
                "comment_trigger_of_sample",
                asked_if="NEW.trigger_id IS NOT NULL",
                when="NOT EXISTS (SELECT 1 FROM annotation_trigger trigger JOIN annotation_label label "
                "ON label.id = trigger.label_id WHERE trigger.id = NEW.trigger_id "
                "AND label.sample_id = NEW.sample_id)",
                message="a comment is on a trigger of its sample",
            ),
        ]

    def __str__(self):
        return self.text


class FlagAnswer(models.Model):
    """What was done about the flag of a review: it does not hold the sample back any more."""

    review = models.OneToOneField(Review, models.PROTECT, related_name="flag_answer")
    note = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="flag_answer_says_something")]
        triggers = [
            append_only("flag_answer_immutable", what="answers to flags"),
            forbid(
                "flag_answer_to_a_flag",
                when="NOT EXISTS (SELECT 1 FROM review_review review WHERE review.id = NEW.review_id "
                "AND review.flagged AND review.status IN ('submitted', 'withdrawn'))",
                message="only the flag of a submitted review is answered",
            ),
        ]

    def __str__(self):
        return self.note
