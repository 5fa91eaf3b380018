"""How far a benchmark is, and what waits there for a person: counted when asked, never stored."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from annotation.models import Benchmark, Membership, Role, Sample
from annotation.permissions import RIGHTS, Right
from annotation.states import REVIEWABLE, SampleStatus
from review import queueing
from review.models import RatingRound, Review
from review.pacing import midnight
from review.states import ReviewStatus


@dataclass(frozen=True)
class Card:
    """A benchmark as its member meets it: role, samples in all, those that wait, accepted ones, and the own reviews.

    `reviewable` still want somebody; of those `waiting` may be this person's, `assigned` were given to them, and
    `begun` they have open. `disputed` wait for an adjudicator; `rounds` are rating rounds that ask this person.
    """

    benchmark: Benchmark
    role: str
    may_review: bool
    may_adjudicate: bool
    samples: int
    reviewable: int
    accepted: int
    disputed: int
    waiting: int
    assigned: int
    begun: int
    reviewed_by_me: int
    reviewed_today: int
    rounds: list[RatingRound]


def cards(user) -> list[Card]:
    """One card for each benchmark that the user sees."""
    roles = dict(Membership.objects.filter(user=user).values_list("benchmark_id", "role"))
    rounds = _rounds_asking(user)
    return [
        card(user, benchmark, roles.get(benchmark.pk, Role.ADMIN), rounds.get(benchmark.pk, []))
        for benchmark in Benchmark.objects.visible_to(user)
    ]


def card(user, benchmark: Benchmark, role: str, rounds: list[RatingRound]) -> Card:
    """The card of one benchmark for one of its members."""
    counts = Sample.objects.filter(benchmark=benchmark).aggregate(
        samples=Count("pk"),
        reviewable=Count("pk", filter=Q(status__in=REVIEWABLE)),
        accepted=Count("pk", filter=Q(status=SampleStatus.ACCEPTED)),
        disputed=Count("pk", filter=Q(status=SampleStatus.ADJUDICATION)),
    )
    mine = Review.objects.filter(annotator=user, sample__benchmark=benchmark).aggregate(
        begun=Count("pk", filter=Q(status=ReviewStatus.OPEN)),
        reviewed_by_me=Count("pk", filter=Q(status=ReviewStatus.SUBMITTED)),
        reviewed_today=Count("pk", filter=Q(status=ReviewStatus.SUBMITTED, ended_at__gte=midnight())),
    )
    rights = RIGHTS[role]
    waiting = queueing.waiting(benchmark, by=user) if Right.REVIEW in rights else {"waiting": 0, "assigned": 0}
    return Card(
        benchmark=benchmark,
        role=Role(role).label,
        may_review=Right.REVIEW in rights,
        may_adjudicate=Right.ADJUDICATE in rights,
        rounds=rounds,
        **counts,
        **mine,
        **waiting,
    )


def _rounds_asking(user) -> dict[int, list[RatingRound]]:
    """The rating rounds in which the person still has something to rate, by benchmark."""
    asking = (
        RatingRound.objects.filter(raters=user)
        .select_related("benchmark")
        .annotate(
            all_items=Count("items", distinct=True),
            rated=Count("items__ratings", filter=Q(items__ratings__rater=user), distinct=True),
        )
    )
    found: dict[int, list[RatingRound]] = {}
    for one in asking.filter(rated__lt=F("all_items")).order_by("name"):
        found.setdefault(one.benchmark_id, []).append(one)
    return found
