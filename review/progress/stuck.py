"""Where work is stuck: samples open without anybody at them, samples that many passed on, and those nobody may take."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotation.models import Benchmark, Sample
from annotation.states import REVIEWABLE, SampleStatus
from inference.durations import in_words
from review.audiences import shares
from review.models import Adjudication, Review
from review.states import AdjudicationStatus, ReviewStatus

IDLE = timedelta(minutes=5)  # nothing was done: they went away
LONG = timedelta(hours=1)  # open and worked at, but no sample takes that long
PASSED_ON = 2  # skips of one sample that make it worth a look
MOST = 50  # rows of a list


@dataclass(frozen=True, slots=True)
class Left:
    """A sample that somebody has open: `review` is none for an adjudication, which comes back by itself."""

    username: str
    sample: int
    question: str
    opened_at: datetime
    idle: timedelta | None
    review: int | None

    @property
    def idle_words(self) -> str:
        """How long nothing was done, in words."""
        return in_words(self.idle)


@dataclass(frozen=True, slots=True)
class Passed:
    """A sample that people passed on, and how many did."""

    sample: int
    question: str
    status: str
    skips: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """All of it; `unclaimed` are assigned samples of whose people nobody is left, `skipping` who skips much."""

    left: list[Left]
    passed: list[Passed]
    unclaimed: int
    skipping: list[str]

    def __bool__(self) -> bool:
        return bool(self.left or self.passed or self.unclaimed or self.skipping)


def stuck(benchmark: Benchmark, everybody, now: datetime | None = None) -> Stuck:
    """What an admin should look at; `everybody` are the rows of people.py."""
    now = now or timezone.now()
    return Stuck(
        left=[*_reviews_left(benchmark, now), *_adjudications_left(benchmark, now)],
        passed=_passed_on(benchmark),
        unclaimed=shares(benchmark)[1],
        skipping=[person.username for person in everybody if person.skips_much],
    )


def _reviews_left(benchmark: Benchmark, now: datetime) -> list[Left]:
    rows = Review.objects.filter(sample__benchmark=benchmark, status=ReviewStatus.OPEN)
    rows = rows.annotate(last=Coalesce("active_at", "opened_at")).order_by("last", "id")
    rows = rows.filter(Q(last__lte=now - IDLE) | Q(opened_at__lte=now - LONG))
    rows = rows.values_list("annotator__username", "sample_id", "sample__question", "opened_at", "last", "id")
    return [
        Left(name, sample, question, opened, max(now - last, timedelta(0)), review)
        for name, sample, question, opened, last, review in rows[:MOST]
    ]


def _adjudications_left(benchmark: Benchmark, now: datetime) -> list[Left]:
    rows = Adjudication.objects.filter(sample__benchmark=benchmark, status=AdjudicationStatus.OPEN)
    rows = rows.filter(opened_at__lte=now - LONG).order_by("opened_at", "id")
    rows = rows.values_list("adjudicator__username", "sample_id", "sample__question", "opened_at")
    return [Left(*row, None, None) for row in rows[:MOST]]


def _passed_on(benchmark: Benchmark) -> list[Passed]:
    """Those that wait for somebody still, most skipped first."""
    rows = Sample.objects.filter(benchmark=benchmark, status__in=[*REVIEWABLE, SampleStatus.ADJUDICATION])
    rows = rows.annotate(skips=Count("reviews", filter=Q(reviews__status=ReviewStatus.SKIPPED)))
    rows = rows.filter(skips__gte=PASSED_ON).order_by("-skips", "position")
    return [
        Passed(pk, question, str(SampleStatus(status).label), skips)
        for pk, question, status, skips in rows.values_list("pk", "question", "status", "skips")[:MOST]
    ]
