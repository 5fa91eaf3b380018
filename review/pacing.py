"""A person's own progress and pace: counted when asked, shown to nobody else on the first page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone

from inference.durations import in_words
from review.models import Review
from review.states import ReviewStatus

LEAST_FOR_A_PACE = 60.0  # seconds: of less, a pace says nothing


@dataclass(frozen=True, slots=True)
class Spell:
    """Samples that a person submitted, and the active time of these and of those they skipped, in seconds."""

    samples: int
    seconds: float

    @property
    def per_hour(self) -> float | None:
        """Samples an hour of active time; none where there was hardly any."""
        return self.samples / self.seconds * 3600 if self.seconds >= LEAST_FOR_A_PACE else None

    @property
    def active(self) -> str:
        """The active time in words."""
        return in_words(timedelta(seconds=round(self.seconds)))


@dataclass(frozen=True, slots=True)
class Progress:
    """Today, from midnight where the person is, and in all."""

    today: Spell
    overall: Spell


def midnight() -> datetime:
    """When the day began in the time zone of the request."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def own_progress(user) -> Progress:
    """What the person did in all benchmarks; what they took back counts once it is submitted again."""
    since = Q(ended_at__gte=midnight())
    submitted = Q(status=ReviewStatus.SUBMITTED)
    ended = Review.objects.filter(annotator=user, status__in=[ReviewStatus.SUBMITTED, ReviewStatus.SKIPPED])
    counts = ended.aggregate(
        samples=Count("pk", filter=submitted),
        active=Sum("seconds", default=0.0),
        samples_today=Count("pk", filter=submitted & since),
        active_today=Sum("seconds", filter=since, default=0.0),
    )
    return Progress(
        today=Spell(counts["samples_today"], counts["active_today"]),
        overall=Spell(counts["samples"], counts["active"]),
    )
