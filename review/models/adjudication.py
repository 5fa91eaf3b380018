"""An adjudication: one person who did not review a sample settles its label, under a lease, submitted once."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from annotation.invariants import append_only, forbid, transitions
from annotation.models import Label, Sample
from annotation.places import told_by_reviews
from review.invariants import whole_at_commit
from review.states import ADJUDICATION_TRANSITIONS, SETTLING, AdjudicationStatus

ENDED_WITH_LABEL = ["submitted", "withdrawn"]


class AdjudicationQuerySet(models.QuerySet):
    """Adjudications, by whether they take their sample."""

    def settling(self):
        """Adjudications that keep others from the sample: open or submitted."""
        return self.filter(status__in=SETTLING)

    def open_ones(self):
        """Adjudications at which somebody is."""
        return self.filter(status=AdjudicationStatus.OPEN)

    def open_by(self, user):
        """What the person has open now."""
        return self.filter(adjudicator=user, status=AdjudicationStatus.OPEN)


class Adjudication(models.Model):
    """One adjudicator's settling of one sample; at most one is open or submitted.

    `version` grows with each autosave; `working` is the unfinished work as the browser sent it; `reason` says why a
    person passed the sample on (empty where the lease ran out). `client_id` is made by the browser, so that a submit
    sent twice is one submit.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="adjudications")
    adjudicator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="adjudications")
    status = models.CharField(max_length=20, choices=AdjudicationStatus, default=AdjudicationStatus.OPEN)
    lease_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    working = models.JSONField(default=dict)
    seconds = models.FloatField(default=0.0)
    client_id = models.UUIDField(null=True, blank=True, unique=True)
    reason = models.TextField(blank=True)
    label = models.OneToOneField(Label, models.PROTECT, null=True, blank=True, related_name="adjudication")
    opened_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AdjudicationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sample"], condition=Q(status__in=SETTLING), name="adjudication_one_per_sample"
            ),
            models.CheckConstraint(condition=Q(status__in=AdjudicationStatus.values), name="adjudication_status_known"),
            models.CheckConstraint(
                condition=Q(status=AdjudicationStatus.OPEN, lease_until__isnull=False, ended_at__isnull=True)
                | (~Q(status=AdjudicationStatus.OPEN) & Q(lease_until__isnull=True, ended_at__isnull=False)),
                name="adjudication_open_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED_WITH_LABEL, label__isnull=False, client_id__isnull=False)
                | (~Q(status__in=ENDED_WITH_LABEL) & Q(label__isnull=True)),
                name="adjudication_submitted_has_label",
            ),
        ]
        indexes = [
            models.Index(fields=["lease_until"], condition=Q(status="open"), name="adjudication_leases"),
            models.Index(fields=["adjudicator", "-id"], name="adjudication_by_person"),
        ]
        triggers = [
            transitions("adjudication_transitions", table=ADJUDICATION_TRANSITIONS),
            told_by_reviews("adjudication_seen", operation=pgtrigger.Insert),
            append_only("adjudication_kept", what="adjudications", operation=pgtrigger.Delete),
            forbid(
                "adjudication_identity_kept",
                when="(NEW.sample_id, NEW.adjudicator_id) IS DISTINCT FROM (OLD.sample_id, OLD.adjudicator_id) "
                "OR (OLD.label_id IS NOT NULL AND (NEW.status = OLD.status "
                "OR to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status'))",
                message="whose adjudication it is never changes, nor anything of a submitted one but its withdrawal",
                operation=pgtrigger.Update,
            ),
            forbid(
                "adjudication_by_a_third",
                when="EXISTS (SELECT 1 FROM review_review review WHERE review.sample_id = NEW.sample_id "
                "AND review.annotator_id = NEW.adjudicator_id AND review.status IN ('open', 'submitted', 'withdrawn'))",
                message="who reviewed a sample does not adjudicate it",
            ),
            forbid(
                "adjudication_label_own",
                asked_if="NEW.label_id IS NOT NULL",
                when="NOT EXISTS (SELECT 1 FROM annotation_label label WHERE label.id = NEW.label_id "
                "AND label.sample_id = NEW.sample_id AND label.origin = 'adjudicated' "
                "AND label.created_by_id = NEW.adjudicator_id)",
                message="an adjudication writes an adjudicated label of its sample and person",
            ),
            forbid(
                "adjudication_released_stands",
                asked_if="NEW.status = 'withdrawn'",
                when="EXISTS (SELECT 1 FROM annotation_releaseitem item WHERE item.label_id = NEW.label_id)",
                message="a label that was released is not taken back",
                operation=pgtrigger.Update,
            ),
            whole_at_commit(
                "adjudication_settles_sample",
                unless="NEW.status <> 'submitted' OR EXISTS (SELECT 1 FROM annotation_sample sample "
                "WHERE sample.id = NEW.sample_id AND sample.status = 'accepted' "
                "AND sample.final_label_id = NEW.label_id)",
                message="a submitted adjudication makes its label the final one",
                operation=pgtrigger.Insert | pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return f"adjudication {self.pk} of sample {self.sample_id}"
