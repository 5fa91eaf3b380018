"""The sample list: filters, word search and pages by position, at the same cost at any depth."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from annotation.models import Benchmark, Image, Sample
from annotation.models.image import PATH_WORDS
from annotation.models.sample import QUESTION_WORDS
from annotation.permissions import Right, can
from review.models import Review
from review.states import ReviewStatus

PAGE_SIZE = 100
# Counting every match of a filter costs more than showing a page of it: beyond this the list says "or more".
COUNT_LIMIT = 1000


@dataclass(frozen=True)
class SamplePage:
    """Rows of one page, the positions its neighbours start from (None: there is none), and how many match."""

    samples: list[Sample]
    before: int | None
    after: int | None
    count: int
    count_is_floor: bool


def word_query(words: str) -> SearchQuery | None:
    """Every word as a prefix, all of them needed; None where the text holds no word."""
    parts = re.findall(r"\w+", words.replace("_", " "))
    if not parts:
        return None
    return SearchQuery(" & ".join(f"'{part}':*" for part in parts), config="simple", search_type="raw")


def search(samples: QuerySet, benchmark: Benchmark, words: str) -> QuerySet:
    """Samples whose question or whose picture's path holds all the words."""
    query = word_query(words)
    if query is None:
        return samples
    in_question = Sample.objects.filter(benchmark=benchmark).alias(found=QUESTION_WORDS).filter(found=query)
    in_path = Image.objects.filter(benchmark=benchmark).alias(found=PATH_WORDS).filter(found=query)
    return samples.filter(Q(pk__in=in_question.values("pk")) | Q(image_id__in=in_path.values("pk")))


def filtered(benchmark: Benchmark, filters: dict[str, str]) -> QuerySet:
    """The benchmark's samples under the given filters: status, emotion, split, annotator (a user's id), words."""
    samples = Sample.objects.filter(benchmark=benchmark)
    for field in ("status", "emotion", "split"):
        if filters.get(field):
            samples = samples.filter(**{field: filters[field]})
    if filters.get("annotator"):
        mine = Review.objects.filter(annotator_id=filters["annotator"], status=ReviewStatus.SUBMITTED)
        samples = samples.filter(pk__in=mine.values("sample_id"))
    return search(samples, benchmark, filters.get("words", ""))


def page_of(matches: QuerySet, *, after: int | None = None, before: int | None = None) -> SamplePage:
    """The page that follows position `after`, or precedes `before`, or the first one."""
    rows = matches.select_related("image")
    if before is not None:
        found = list(rows.filter(position__lt=before).order_by("-position")[: PAGE_SIZE + 1])
        has_earlier, has_later = len(found) > PAGE_SIZE, True
        samples = found[:PAGE_SIZE][::-1]
    else:
        found = list(rows.filter(position__gt=after or 0).order_by("position")[: PAGE_SIZE + 1])
        has_earlier, has_later = bool(after), len(found) > PAGE_SIZE
        samples = found[:PAGE_SIZE]
    count = matches.order_by()[: COUNT_LIMIT + 1].count()
    return SamplePage(
        samples=samples,
        before=samples[0].position if samples and has_earlier else None,
        after=samples[-1].position if samples and has_later else None,
        count=min(count, COUNT_LIMIT),
        count_is_floor=count > COUNT_LIMIT,
    )


def people_to_filter_by(user, benchmark: Benchmark) -> list[tuple[int, str]]:
    """Whose reviews the reader may list: everybody's with the right to measure, else only the own."""
    members = benchmark.memberships.select_related("user")
    if not can(user, benchmark, Right.MEASURE):
        members = members.filter(user=user)
    return [(membership.user_id, membership.user.get_username()) for membership in members]
