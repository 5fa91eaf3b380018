"""A choice: what an adjudicator did with the triggers of one meaning, and whose triggers they were."""

import pgtrigger
from django.db import models
from django.db.models import Q

from annotation.invariants import append_only, forbid, written_with
from annotation.models import Trigger
from review.invariants import whole_at_commit
from review.models.adjudication import Adjudication
from review.states import AddReason, ChoiceAction, RejectReason


class Choice(models.Model):
    """Keep one wording, merge several triggers under one, edit, drop (with a reason) or add (with a reason).

    `result` is the trigger of the adjudicated label, none when dropped.
    """

    adjudication = models.ForeignKey(Adjudication, models.PROTECT, related_name="choices")
    result = models.OneToOneField(Trigger, models.PROTECT, null=True, blank=True, related_name="chosen_by")
    action = models.CharField(max_length=10, choices=ChoiceAction)
    reason = models.CharField(max_length=20, blank=True, choices=[*RejectReason.choices, *AddReason.choices])
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["adjudication", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=["keep", "merge", "edit"], result__isnull=False, reason="")
                | Q(action="drop", result__isnull=True, reason__in=RejectReason.values)
                | Q(action="add", result__isnull=False, reason__in=AddReason.values),
                name="choice_whole",
            ),
        ]
        triggers = [
            append_only("choice_immutable", what="choices"),
            forbid(
                "choice_result_own",
                asked_if="NEW.result_id IS NOT NULL",
                when="NOT EXISTS (SELECT 1 FROM review_adjudication adjudication JOIN annotation_trigger result "
                "ON result.label_id = adjudication.label_id WHERE adjudication.id = NEW.adjudication_id "
                "AND result.id = NEW.result_id)",
                message="what comes of a choice is a trigger of the adjudicated label",
            ),
            written_with(
                "choice_with_its_submit",
                parent="adjudication",
                found="review_adjudication adjudication WHERE adjudication.id = added.adjudication_id "
                "AND adjudication.status <> 'withdrawn'",
                by="adjudication_id",
                message="an adjudication gets its choices as it is submitted, never later",
            ),
            whole_at_commit(
                "choice_has_its_sources",
                unless="(SELECT count(*) FROM review_choicesource source WHERE source.choice_id = NEW.id) "
                "BETWEEN CASE NEW.action WHEN 'add' THEN 0 WHEN 'merge' THEN 2 ELSE 1 END "
                "AND CASE NEW.action WHEN 'add' THEN 0 ELSE 1000 END",
                message="a choice names the triggers it was made of; an added trigger has none",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"{self.action} {self.result_id or ''}"


class ChoiceSource(models.Model):
    """A reviewer's trigger that a choice is about."""

    choice = models.ForeignKey(Choice, models.PROTECT, related_name="sources", db_index=False)
    trigger = models.ForeignKey(Trigger, models.PROTECT, related_name="choice_sources")

    class Meta:
        ordering = ["choice", "id"]
        constraints = [models.UniqueConstraint(fields=["choice", "trigger"], name="choice_source_once")]
        triggers = [
            append_only("choice_source_immutable", what="sources of choices"),
            forbid(
                "choice_source_of_a_review",
                when="NOT EXISTS (SELECT 1 FROM review_choice choice JOIN review_adjudication adjudication "
                "ON adjudication.id = choice.adjudication_id JOIN review_review review "
                "ON review.sample_id = adjudication.sample_id AND review.status = 'submitted' "
                "JOIN annotation_trigger source ON source.label_id = review.label_id "
                "WHERE choice.id = NEW.choice_id AND source.id = NEW.trigger_id)",
                message="a choice is made of triggers that reviewers of its sample submitted",
            ),
            forbid(
                "choice_source_in_one_choice",
                when="EXISTS (SELECT 1 FROM review_choicesource source JOIN review_choice taken "
                "ON taken.id = source.choice_id JOIN review_choice choice "
                "ON choice.adjudication_id = taken.adjudication_id "
                "WHERE choice.id = NEW.choice_id AND taken.id <> choice.id AND source.trigger_id = NEW.trigger_id)",
                message="each trigger of a reviewer is chosen about once",
            ),
            written_with(
                "choice_source_with_its_choice",
                parent="choice",
                found="review_choice choice WHERE choice.id = added.choice_id",
                by="choice_id",
                message="a choice gets its sources as it is written, never later",
            ),
        ]

    def __str__(self):
        return f"source {self.trigger_id} of choice {self.choice_id}"
