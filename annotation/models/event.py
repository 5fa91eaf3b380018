"""The append-only history: who did what to which row."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotation.event_wording import DEEDS, KINDS
from annotation.invariants import append_only
from annotation.models.benchmark import Benchmark


class EventManager(models.Manager):
    """Writes history."""

    def record(self, verb: str, subject: models.Model, *, by, benchmark: Benchmark | None, **detail) -> "Event":
        """Append that `by` (None: the studio itself) did `verb` to `subject`, in the transaction of the deed."""
        return self.create(
            verb=verb,
            subject_kind=subject._meta.model_name,
            subject_id=subject.pk,
            by=by,
            benchmark=benchmark,
            detail=detail,
        )


class Event(models.Model):
    """One thing that happened, with its author (none: the studio itself)."""

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, null=True, blank=True, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    detail = models.JSONField(default=dict)

    objects = EventManager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(verb=""), name="event_verb_given")]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_by_subject"),
            models.Index(fields=["benchmark", "-id"], name="event_by_benchmark"),
        ]
        triggers = [append_only("event_immutable", what="events")]

    def __str__(self):
        return f"{self.verb} {self.subject_kind} {self.subject_id}"

    @property
    def deed(self) -> str:
        """What was done, in words."""
        return DEEDS.get(self.verb, self.verb)

    @property
    def subject(self) -> str:
        """The row in words: its kind and its number."""
        return f"{KINDS.get(self.subject_kind, self.subject_kind)} {self.subject_id}"
