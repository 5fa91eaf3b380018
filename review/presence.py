"""Presence: who has which sample now, and since when they did nothing with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from review.models import Review
from review.states import ReviewStatus

AT_WORK = timedelta(minutes=1)  # heartbeats come every half minute


@dataclass(frozen=True, slots=True)
class Holder:
    """One person who has a sample open: their review, and how long ago they last did anything."""

    review: int
    sample: int
    name: str
    idle: timedelta

    @property
    def is_idle(self) -> bool:
        """Whether nothing was heard of them lately."""
        return self.idle >= AT_WORK

    @property
    def sentence(self) -> str:
        """Who has it, in words."""
        minutes = int(self.idle.total_seconds() // 60)
        if not self.is_idle:
            return _("%(name)s is at work on this one.") % {"name": self.name}
        words = ngettext(
            "%(name)s has this one, idle for %(minutes)d min.",
            "%(name)s has this one, idle for %(minutes)d min.",
            minutes,
        )
        return words % {"name": self.name, "minutes": minutes}


def holders(samples: Collection[int], now: datetime | None = None) -> dict[int, list[Holder]]:
    """Who has each of these samples open, by sample; samples that nobody has are not in it."""
    now = now or timezone.now()
    found: dict[int, list[Holder]] = {}
    rows = Review.objects.filter(status=ReviewStatus.OPEN, sample__in=list(samples))
    rows = rows.annotate(last=Coalesce("active_at", "opened_at")).order_by("id")
    for review, sample, name, last in rows.values_list("id", "sample_id", "annotator__username", "last"):
        idle = max(now - last, timedelta(0))
        found.setdefault(sample, []).append(Holder(review, sample, name, idle))
    return found
