"""Throughput: how many reviews were submitted on each of the last days, and their bars."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from annotation.models import Benchmark
from review.models import Review
from review.pacing import midnight
from review.states import ReviewStatus

DAYS = 28
HEIGHT = 100  # of the drawing; a day is ten wide, and the page stretches it
STEP, WIDTH = 10, 7


@dataclass(frozen=True, slots=True)
class Day:
    """One day in the reader's time zone: submitted reviews, people who submitted any, and active seconds."""

    date: date
    reviews: int
    people: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar, in the units of the drawing, from its upper left corner."""

    day: Day
    x: int
    y: float
    height: float
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of the last days, the size of their drawing, and what the highest of them stands for."""

    bars: list[Bar]
    width: int
    height: int
    most: int

    @property
    def days(self) -> list[Day]:
        """The days, oldest first."""
        return [bar.day for bar in self.bars]

    @property
    def reviews(self) -> int:
        """All reviews of these days."""
        return sum(day.reviews for day in self.days)


def days(benchmark: Benchmark) -> list[Day]:
    """The last days, today last, those without a review too."""
    first = midnight() - timedelta(days=DAYS - 1)
    rows = Review.objects.filter(sample__benchmark=benchmark, status=ReviewStatus.SUBMITTED, ended_at__gte=first)
    rows = rows.order_by().annotate(day=TruncDate("ended_at")).values_list("day")
    found = {
        day: Day(day, *counts)
        for day, *counts in rows.annotate(
            reviews=Count("pk"), people=Count("annotator", distinct=True), seconds=Sum("seconds", default=0.0)
        )
    }
    wanted = [first.date() + timedelta(days=number) for number in range(DAYS)]
    return [found.get(day) or Day(day, 0, 0, 0.0) for day in wanted]


def chart(found: list[Day]) -> Chart:
    """The days as bars; the highest takes the whole height."""
    most = max((day.reviews for day in found), default=0)
    bars = []
    for number, day in enumerate(found):
        height = round(HEIGHT * day.reviews / most, 2) if most else 0.0
        bars.append(Bar(day, number * STEP, round(HEIGHT - height, 2), height))
    return Chart(bars, len(found) * STEP, HEIGHT, most)
