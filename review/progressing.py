"""How far a benchmark is, and how far a person is in it: counted when asked, never stored."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from annotation.models import Benchmark, Membership, Role, Sample
from annotation.permissions import RIGHTS, Right
from annotation.states import REVIEWABLE, SampleStatus
from review.models import Review
from review.states import ReviewStatus


@dataclass(frozen=True)
class Card:
    """A benchmark as its member meets it: role, samples in all, waiting for review, accepted, and the own reviews."""

    benchmark: Benchmark
    role: str
    may_review: bool
    samples: int
    reviewable: int
    accepted: int
    reviewed_by_me: int
    reviewed_today: int


def cards(user) -> list[Card]:
    """One card for each benchmark that the user sees."""
    roles = dict(Membership.objects.filter(user=user).values_list("benchmark_id", "role"))
    return [
        card(user, benchmark, roles.get(benchmark.pk, Role.ADMIN)) for benchmark in Benchmark.objects.visible_to(user)
    ]


def card(user, benchmark: Benchmark, role: str) -> Card:
    """The card of one benchmark for one of its members."""
    counts = Sample.objects.filter(benchmark=benchmark).aggregate(
        samples=Count("pk"),
        reviewable=Count("pk", filter=Q(status__in=REVIEWABLE)),
        accepted=Count("pk", filter=Q(status=SampleStatus.ACCEPTED)),
    )
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Review.objects.filter(annotator=user, sample__benchmark=benchmark, status=ReviewStatus.SUBMITTED).aggregate(
        reviewed_by_me=Count("pk"), reviewed_today=Count("pk", filter=Q(ended_at__gte=midnight))
    )
    may_review = Right.REVIEW in RIGHTS[role]
    return Card(benchmark=benchmark, role=Role(role).label, may_review=may_review, **counts, **mine)
