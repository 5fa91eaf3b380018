"""A sample: a picture, a question about one person's emotion, and where it stands."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from annotation.invariants import append_only, forbid, transitions
from annotation.models.benchmark import Benchmark
from annotation.models.image import Image
from annotation.models.person_box import PersonBox
from annotation.places import begins_in_queue, places_follow_wanted, told_by_their_rows
from annotation.states import REVIEWABLE, SAMPLE_TRANSITIONS, SampleStatus

IDS = ArrayField(models.BigIntegerField())
QUESTION_WORDS = SearchVector("question", config="simple")

IN_QUEUE = Q(status__in=REVIEWABLE, free_places__gt=0)


class Split(models.TextChoices):
    """The two splits of EIBench."""

    BASIC = "basic", _("basic")
    COMPLEX = "complex", _("complex")


class SampleQuerySet(models.QuerySet):
    """Samples, by where they stand."""

    def reviewable(self):
        """Samples that have a draft and still want a person."""
        return self.filter(status__in=REVIEWABLE)

    def accepted(self):
        """Samples with a final label."""
        return self.filter(status=SampleStatus.ACCEPTED)


class Sample(models.Model):
    """An image, a question, an emotion, a split, and one status.

    The position is the order of import, which the official export keeps. The emotion may be empty in the complex
    split only: the official complex file does not name it.

    For the queue: `wanted` people, of whom `free_places` are still to come; `rank` is its place in the benchmark's
    order; `had_by` are the ids of those who have it open, submitted, skipped or adjudicated it; `audience` whom it is
    assigned to (ids of people, and of groups with a minus; empty: everybody). Postgres keeps them, see
    annotation/places.py.
    """

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="samples", db_index=False)
    image = models.ForeignKey(Image, models.PROTECT, related_name="samples", db_index=False)
    person = models.ForeignKey(PersonBox, models.PROTECT, null=True, blank=True, related_name="samples")
    question = models.TextField(_("question"))
    emotion = models.CharField(_("emotion"), max_length=40, blank=True)
    fine_emotion = models.CharField(_("fine-grained emotion"), max_length=80, blank=True)
    split = models.CharField(_("split"), max_length=10, choices=Split)
    status = models.CharField(_("status"), max_length=20, choices=SampleStatus, default=SampleStatus.WAITING)
    position = models.PositiveIntegerField()
    wanted = models.PositiveSmallIntegerField(_("people wanted"), db_default=1)
    free_places = models.SmallIntegerField(db_default=1)
    rank = models.FloatField(db_default=0.0)
    had_by = ArrayField(models.BigIntegerField(), db_default=Value([], output_field=IDS))
    audience = ArrayField(models.BigIntegerField(), db_default=Value([], output_field=IDS))
    final_label = models.ForeignKey("annotation.Label", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["image"], condition=Q(split="basic"), name="sample_basic_once_per_image"),
            models.UniqueConstraint(fields=["image", "split", "question"], name="sample_question_once"),
            models.UniqueConstraint(fields=["benchmark", "position"], name="sample_position_once"),
            models.CheckConstraint(condition=~Q(question=""), name="sample_question_given"),
            models.CheckConstraint(condition=Q(split__in=Split.values), name="sample_split_known"),
            models.CheckConstraint(condition=Q(status__in=SampleStatus.values), name="sample_status_known"),
            models.CheckConstraint(
                condition=Q(wanted__gte=1, free_places__lte=models.F("wanted")), name="sample_places_within_wanted"
            ),
            models.CheckConstraint(condition=Q(free_places__gte=0), name="sample_places_free"),
            models.CheckConstraint(condition=~Q(emotion="") | Q(split="complex"), name="sample_emotion_given"),
            models.CheckConstraint(
                condition=Q(status=SampleStatus.ACCEPTED, final_label__isnull=False)
                | (~Q(status=SampleStatus.ACCEPTED) & Q(final_label__isnull=True)),
                name="sample_accepted_has_final_label",
            ),
        ]
        indexes = [
            models.Index(fields=["benchmark", "rank"], condition=IN_QUEUE, name="sample_queue_front"),
            models.Index(fields=["benchmark", "audience", "had_by", "rank"], condition=IN_QUEUE, name="sample_queue"),
            models.Index(fields=["benchmark", "status", "position"], name="sample_by_status"),
            models.Index(fields=["benchmark", "emotion", "position"], name="sample_by_emotion"),
            models.Index(fields=["benchmark", "split", "position"], name="sample_by_split"),
            GinIndex(QUESTION_WORDS, name="sample_question_words"),
        ]
        triggers = [
            transitions("sample_transitions", table=SAMPLE_TRANSITIONS),
            begins_in_queue("sample_begins_in_queue"),
            places_follow_wanted("sample_places_follow_wanted"),
            told_by_their_rows("sample_told_by_its_rows"),
            append_only("sample_kept", what="samples", operation=pgtrigger.Delete),
            forbid(
                "sample_question_kept",
                when="(NEW.benchmark_id, NEW.image_id, NEW.question) "
                "IS DISTINCT FROM (OLD.benchmark_id, OLD.image_id, OLD.question)",
                message="what a sample asks about which picture is never changed: labels and drafts answer it",
                operation=pgtrigger.UpdateOf("benchmark_id", "image_id", "question"),
            ),
            forbid(
                "sample_person_in_picture",
                asked_if="NEW.person_id IS NOT NULL",
                when="NOT EXISTS (SELECT 1 FROM annotation_personbox person WHERE person.id = NEW.person_id "
                "AND person.image_id = NEW.image_id)",
                message="a sample is about a person in its own picture",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("person_id"),
            ),
            forbid(
                "sample_image_of_benchmark",
                when="NOT EXISTS (SELECT 1 FROM annotation_image image WHERE image.id = NEW.image_id "
                "AND image.benchmark_id = NEW.benchmark_id "
                "AND (image.sha256 IS NOT NULL OR NEW.status IN ('waiting', 'excluded')))",
                message="a sample needs a picture of its own benchmark and waits until the file is here",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("benchmark_id", "image_id", "status"),
            ),
            forbid(
                "sample_final_label_own",
                asked_if="NEW.final_label_id IS NOT NULL",
                when="NOT EXISTS (SELECT 1 FROM annotation_label label "
                "WHERE label.id = NEW.final_label_id AND label.sample_id = NEW.id "
                "AND label.origin IN ('human', 'adjudicated'))",
                message="a final label belongs to its sample and was decided by people",
            ),
        ]

    def __str__(self):
        return f"{self.image.path}: {self.question}"
