"""What each person did: reviews, skips, adjudications, active time, and when they were last seen at work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Coalesce, Greatest

from annotation.models import Benchmark, Membership, Role
from review.audiences import REVIEWING
from review.models import Adjudication, Review
from review.pacing import Spell, midnight
from review.states import AdjudicationStatus, ReviewStatus

FEW = 5  # skips that say nothing yet
MUCH = 1 / 3  # of what a person ended, skipped: somebody should ask why


@dataclass(frozen=True, slots=True)
class Person:
    """One person's work in a benchmark; `spell` has the submitted reviews, `settling` the adjudications, each with the
    active time in all.

    `role` is empty where they are no member any more. `week` are the last seven days, today included.
    """

    username: str
    role: str
    today: int
    week: int
    spell: Spell
    skipped: int
    opened: int
    settling: Spell
    last_at: datetime | None

    @property
    def skips_much(self) -> bool:
        """Whether a third or more of what they ended was skipped."""
        return self.skipped >= FEW and self.skipped >= MUCH * (self.spell.samples + self.skipped)


def people(benchmark: Benchmark) -> list[Person]:
    """Everybody who reviews here or once did, by name; what was taken back counts once it is submitted again."""
    reviewed, adjudicated = _reviewed(benchmark), _adjudicated(benchmark)
    roles = {
        user: (name, role)
        for user, name, role in Membership.objects.filter(benchmark=benchmark).values_list(
            "user_id", "user__username", "role"
        )
    }
    expected = {user for user, (_name, role) in roles.items() if role in REVIEWING}
    names = {user: name for user, (name, _role) in roles.items()}
    names |= {user: row["annotator__username"] for user, row in reviewed.items()}
    names |= {user: row["adjudicator__username"] for user, row in adjudicated.items()}
    return sorted(
        (
            _person(names[user], roles.get(user, ("", ""))[1], reviewed.get(user, {}), adjudicated.get(user, {}))
            for user in {*expected, *reviewed, *adjudicated}
        ),
        key=lambda person: person.username,
    )


def _reviewed(benchmark: Benchmark) -> dict[int, dict]:
    submitted, since = Q(status=ReviewStatus.SUBMITTED), midnight()
    rows = Review.objects.filter(sample__benchmark=benchmark).order_by().values("annotator", "annotator__username")
    ended = submitted | Q(status=ReviewStatus.SKIPPED)
    rows = rows.annotate(
        samples=Count("pk", filter=submitted),
        today=Count("pk", filter=submitted & Q(ended_at__gte=since)),
        week=Count("pk", filter=submitted & Q(ended_at__gte=since - timedelta(days=6))),
        skipped=Count("pk", filter=Q(status=ReviewStatus.SKIPPED)),
        opened=Count("pk", filter=Q(status=ReviewStatus.OPEN)),
        seconds=Sum("seconds", filter=ended, default=0.0),
        last_at=Max(Greatest("opened_at", Coalesce("active_at", "opened_at"), Coalesce("ended_at", "opened_at"))),
    )
    return {row["annotator"]: row for row in rows}


def _adjudicated(benchmark: Benchmark) -> dict[int, dict]:
    submitted = Q(status=AdjudicationStatus.SUBMITTED)
    passed_on = Q(status=AdjudicationStatus.RETURNED) & ~Q(reason="")
    rows = Adjudication.objects.filter(sample__benchmark=benchmark).order_by()
    rows = rows.values("adjudicator", "adjudicator__username").annotate(
        settled=Count("pk", filter=submitted),
        seconds=Sum("seconds", filter=submitted | passed_on, default=0.0),
        last_at=Max(Greatest("opened_at", Coalesce("ended_at", "opened_at"))),
    )
    return {row["adjudicator"]: row for row in rows}


def _person(username: str, role: str, reviewed: dict, adjudicated: dict) -> Person:
    seen = [work["last_at"] for work in (reviewed, adjudicated) if work]
    return Person(
        username=username,
        role=str(Role(role).label) if role else "",
        today=reviewed.get("today", 0),
        week=reviewed.get("week", 0),
        spell=Spell(reviewed.get("samples", 0), reviewed.get("seconds", 0.0)),
        skipped=reviewed.get("skipped", 0),
        opened=reviewed.get("opened", 0),
        settling=Spell(adjudicated.get("settled", 0), adjudicated.get("seconds", 0.0)),
        last_at=max(seen, default=None),
    )
