"""Drafts: what came of each sample of a run, with every round and which rounds each trigger rests on."""

import pgtrigger
from django.db import models
from django.db.models import Q

from annotation.invariants import append_only, forbid, transitions, written_with
from annotation.models import Job, Label, Sample, Trigger
from inference.cfsa.conversation import Phase
from inference.models.draft_run import DraftRun
from inference.models.ended import ended_has_time, failed_has_cause
from inference.states import DRAFT_TRANSITIONS, DraftStatus


class Draft(models.Model):
    """One sample's outcome under a run: a label of origin draft, or a cause why not, with the raw answer kept.

    `failed_rounds` are what was answered in the last try that failed, each with the fields of a Round; a later try that
    succeeds leaves them there.
    """

    run = models.ForeignKey(DraftRun, models.PROTECT, related_name="drafts", db_index=False)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="drafts")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="drafts")
    status = models.CharField(max_length=20, choices=DraftStatus, default=DraftStatus.PENDING)
    label = models.OneToOneField(Label, models.PROTECT, null=True, blank=True, related_name="draft")
    raw_summary = models.TextField(blank=True)
    error = models.TextField(blank=True)
    failed_rounds = models.JSONField(default=list)
    prompt_tokens = models.PositiveIntegerField(default=0)
    reused_tokens = models.PositiveIntegerField(default=0)
    generated_tokens = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0.0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "sample"], name="draft_once_per_run"),
            models.CheckConstraint(condition=Q(status__in=DraftStatus.values), name="draft_status_known"),
            models.CheckConstraint(
                condition=Q(status=DraftStatus.DONE, label__isnull=False)
                | (~Q(status=DraftStatus.DONE) & Q(label__isnull=True)),
                name="draft_done_has_label",
            ),
            failed_has_cause("draft"),
            ended_has_time("draft"),
        ]
        indexes = [
            models.Index(fields=["sample", "-id"], condition=Q(status="done"), name="draft_latest_done"),
            models.Index(fields=["run", "status"], name="draft_by_run_status"),
        ]
        triggers = [
            transitions("draft_transitions", table=DRAFT_TRANSITIONS),
            append_only("draft_kept", what="drafts", operation=pgtrigger.Delete),
            forbid(
                "draft_label_of_sample",
                when="NOT EXISTS (SELECT 1 FROM annotation_label label "
                "WHERE label.id = NEW.label_id AND label.sample_id = NEW.sample_id AND label.origin = 'draft')",
                message="the label of a draft belongs to its sample and has the origin draft",
                asked_if="NEW.label_id IS NOT NULL",
            ),
            forbid(
                "draft_within_benchmark",
                when="NOT EXISTS (SELECT 1 FROM inference_draftrun run JOIN annotation_sample sample "
                "ON sample.benchmark_id = run.benchmark_id WHERE run.id = NEW.run_id AND sample.id = NEW.sample_id)",
                message="a run drafts samples of its own benchmark",
            ),
            forbid(
                "draft_done_kept",
                when="OLD.label_id IS NOT NULL",
                message="a finished draft is never overwritten",
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return f"draft {self.pk} of sample {self.sample_id}"

    def answered_in_vain(self) -> "list[Round]":
        """The rounds of the last try that failed, as rows that are not kept."""
        return [Round(**fields) for fields in self.failed_rounds]


PHASES = [(phase.value, phase.value.replace("_", " ")) for phase in Phase]


class Round(models.Model):
    """One question and answer of the pipeline; `shared` when it served other perspectives or samples too."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="rounds", db_index=False)
    position = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=30, choices=PHASES)
    subject = models.CharField(max_length=500, blank=True)
    question = models.TextField()
    answer = models.TextField()
    prompt_tokens = models.PositiveIntegerField(default=0)
    generated_tokens = models.PositiveIntegerField(default=0)
    reused_tokens = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0.0)
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["draft", "position"]
        constraints = [models.UniqueConstraint(fields=["draft", "position"], name="round_position_once")]
        triggers = [
            append_only("round_immutable", what="rounds"),
            written_with(
                "round_with_its_draft",
                parent="draft",
                found="inference_draft draft WHERE draft.id = added.draft_id",
                unless="draft.status = 'pending'",
                by="draft_id",
                message="a draft gets its rounds before it is finished, never later",
            ),
        ]

    def __str__(self):
        return f"round {self.position} ({self.phase})"


class Support(models.Model):
    """A drafted trigger rests on a round."""

    trigger = models.ForeignKey(Trigger, models.PROTECT, related_name="supports", db_index=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="supports")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trigger", "round"], name="support_once")]
        triggers = [
            append_only("support_immutable", what="supports"),
            forbid(
                "support_within_draft",
                when="NOT EXISTS (SELECT 1 FROM annotation_trigger drafted JOIN inference_draft draft "
                "ON draft.label_id = drafted.label_id JOIN inference_round round ON round.draft_id = draft.id "
                "WHERE drafted.id = NEW.trigger_id AND round.id = NEW.round_id)",
                message="a trigger rests on rounds of its own draft",
            ),
            written_with(
                "support_with_its_draft",
                parent="draft",
                found="inference_round round JOIN inference_draft draft ON draft.id = round.draft_id "
                "WHERE round.id = added.round_id",
                unless="draft.status = 'pending'",
                by="round_id",
                message="a draft says what its triggers rest on as it is finished, never later",
            ),
        ]

    def __str__(self):
        return f"trigger {self.trigger_id} rests on round {self.round_id}"
