"""A review: one person's pass over one sample, under a lease, autosaved with a version, submitted once."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from annotation.invariants import append_only, forbid, transitions
from annotation.models import Label, Sample
from annotation.places import told_by_reviews
from inference.models import Draft
from review.states import HOLDING, REVIEW_TRANSITIONS, Arm, ReviewStatus


class ReviewQuerySet(models.QuerySet):
    """Reviews, by whether they hold a place on their sample."""

    def holding(self):
        """Reviews that take one of their sample's places: open or submitted."""
        return self.filter(status__in=HOLDING)

    def open_by(self, user):
        """What the person has open now."""
        return self.filter(annotator=user, status=ReviewStatus.OPEN)


class Review(models.Model):
    """One person's pass over one sample, tied to the draft that was shown (none: blind).

    `slot` is the place it takes on the sample, 0 … wanted-1: two holding reviews never share one, so no sample is
    held beyond the overlap. `version` grows with each autosave; `working` is the unfinished work as the browser
    sent it.
    `seconds` is active time, `active_at` when the person last did anything, as the heartbeat told. `client_id` is made
    by the browser, so that a submit sent twice is one submit. In the blind arm the draft is hidden until the person's
    own list is kept as `blind_label`.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="reviews")
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, blank=True, related_name="reviews")
    status = models.CharField(max_length=20, choices=ReviewStatus, default=ReviewStatus.OPEN)
    slot = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    working = models.JSONField(default=dict)
    seconds = models.FloatField(default=0.0)
    arm = models.CharField(max_length=10, choices=Arm, default=Arm.ASSISTED, db_default=Arm.ASSISTED)
    blind_label = models.ForeignKey(Label, models.PROTECT, null=True, blank=True, related_name="blind_reviews")
    active_at = models.DateTimeField(null=True, blank=True)
    client_id = models.UUIDField(null=True, blank=True, unique=True)
    reason = models.TextField(blank=True)
    flagged = models.BooleanField(default=False)
    flag_reason = models.TextField(blank=True)
    label = models.OneToOneField(Label, models.PROTECT, null=True, blank=True, related_name="review")
    opened_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "annotator"], condition=Q(status__in=HOLDING), name="review_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["sample", "slot"], condition=Q(status__in=HOLDING), name="review_within_overlap"
            ),
            models.CheckConstraint(condition=Q(status__in=ReviewStatus.values), name="review_status_known"),
            models.CheckConstraint(
                condition=Q(arm=Arm.ASSISTED, blind_label__isnull=True) | Q(arm=Arm.BLIND), name="review_arm_known"
            ),
            models.CheckConstraint(
                condition=Q(arm=Arm.ASSISTED)
                | Q(draft__isnull=True)
                | Q(blind_label__isnull=False)
                | ~Q(status__in=["submitted", "withdrawn"]),
                name="review_blind_list_before_submit",
            ),
            models.CheckConstraint(
                condition=Q(status=ReviewStatus.OPEN, lease_until__isnull=False, ended_at__isnull=True)
                | (~Q(status=ReviewStatus.OPEN) & Q(lease_until__isnull=True, ended_at__isnull=False)),
                name="review_open_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["submitted", "withdrawn"], label__isnull=False, client_id__isnull=False)
                | (~Q(status__in=["submitted", "withdrawn"]) & Q(label__isnull=True)),
                name="review_submitted_has_label",
            ),
            models.CheckConstraint(condition=~Q(status="skipped") | ~Q(reason=""), name="review_skipped_has_reason"),
            models.CheckConstraint(condition=Q(flagged=False) | ~Q(flag_reason=""), name="review_flagged_has_reason"),
        ]
        indexes = [
            models.Index(fields=["lease_until"], condition=Q(status="open"), name="review_leases"),
            models.Index(fields=["annotator", "-id"], name="review_by_person"),
            models.Index(fields=["annotator"], condition=Q(status="open"), name="review_open_by_person"),
        ]
        triggers = [
            transitions("review_transitions", table=REVIEW_TRANSITIONS),
            told_by_reviews("review_takes_place", operation=pgtrigger.Insert),
            told_by_reviews(
                "review_frees_place",
                operation=pgtrigger.UpdateOf("status"),
                condition="OLD.status IS DISTINCT FROM NEW.status",
            ),
            append_only("review_kept", what="reviews", operation=pgtrigger.Delete),
            forbid(
                "review_slot_below_overlap",
                when="NEW.slot >= (SELECT sample.wanted FROM annotation_sample sample WHERE sample.id = NEW.sample_id)",
                message="a sample is never held by more people than it wants",
                operation=pgtrigger.Insert,
            ),
            forbid(
                "review_not_by_its_adjudicator",
                when="(TG_OP = 'INSERT' OR NEW.status = 'open' AND OLD.status <> 'open') AND EXISTS ("
                "SELECT 1 FROM review_adjudication adjudication WHERE adjudication.sample_id = NEW.sample_id "
                "AND adjudication.adjudicator_id = NEW.annotator_id)",
                message="who adjudicates a sample does not review it",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
            ),
            forbid(
                "review_identity_kept",
                when="(NEW.sample_id, NEW.annotator_id) IS DISTINCT FROM (OLD.sample_id, OLD.annotator_id) "
                "OR (OLD.label_id IS NOT NULL AND (NEW.status = OLD.status "
                "OR to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status'))",
                message="whose review it is never changes, nor anything of a submitted one but its withdrawal",
                operation=pgtrigger.Update,
            ),
            forbid(
                "review_blind_list_own",
                asked_if="NEW.blind_label_id IS NOT NULL",
                when="NOT EXISTS (SELECT 1 FROM annotation_label label WHERE label.id = NEW.blind_label_id "
                "AND label.sample_id = NEW.sample_id AND label.origin = 'blind' "
                "AND label.created_by_id = NEW.annotator_id)",
                message="a blind list is of the review''s sample and person",
            ),
            forbid(
                "review_blind_list_kept",
                asked_if="OLD.blind_label_id IS NOT NULL OR OLD.arm IS DISTINCT FROM NEW.arm",
                when="OLD.blind_label_id IS NOT NULL AND (NEW.blind_label_id, NEW.arm) "
                "IS DISTINCT FROM (OLD.blind_label_id, OLD.arm) OR OLD.version > 1 AND NEW.arm <> OLD.arm",
                message="how a review began and what was written blind is never changed",
                operation=pgtrigger.Update,
            ),
            forbid(
                "review_rows_of_sample",
                when="(NEW.draft_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM inference_draft draft "
                "WHERE draft.id = NEW.draft_id AND draft.sample_id = NEW.sample_id)) OR (NEW.label_id IS NOT NULL "
                "AND NOT EXISTS (SELECT 1 FROM annotation_label label WHERE label.id = NEW.label_id "
                "AND label.sample_id = NEW.sample_id AND label.origin = 'human' "
                "AND label.created_by_id = NEW.annotator_id))",
                message="a review shows a draft of its sample and writes a human label of its sample and person",
            ),
        ]

    def __str__(self):
        return f"review {self.pk} of sample {self.sample_id}"
