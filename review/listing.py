"""The sample list: filters, word search and pages by position, at the same cost at any depth."""

import re
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, QuerySet, Value

from annotation.models import Benchmark, Image, Sample
from annotation.models.image import PATH_WORDS, path_words
from annotation.models.sample import QUESTION_WORDS
from annotation.permissions import Right, can
from annotation.pictures.sheets import Place, places_of
from review.sample_rows import SampleRow, rows_of
from review.states import ReviewStatus

PAGE_SIZE = 100
# Counting every match of a filter costs more than showing a page of it: beyond this the list says "or more".
COUNT_LIMIT = 1000
FEW = 3000


def any_of(field: str, ids: list[int]) -> Func:
    """The condition that the field is one of the ids; thousands of them travel as one array."""
    array = Value(ids, output_field=ArrayField(BigIntegerField()))
    return Func(F(field), array, template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=BooleanField())


@dataclass(frozen=True)
class Matches:
    """The samples under the filters, and how far counting them is cheap."""

    samples: QuerySet
    count_limit: int = COUNT_LIMIT


@dataclass(frozen=True)
class SamplePage:
    """Rows of one page, the positions its neighbours start from (None: there is none), and how many match.

    `places` are those of the pictures' thumbnails, by the picture's id.
    """

    samples: list[SampleRow]
    places: dict[int, Place]
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


def search(samples: QuerySet, benchmark: Benchmark, words: str) -> Matches:
    """Samples whose question or whose picture's path holds all the words.

    Postgres cannot tell a rare word from a common one, and what is quick for one takes a second for the other: so up to
    FEW matches are named one by one, and of more than that a page is found soon by reading on in the list's order.
    """
    query = word_query(words)
    if query is None:
        return Matches(samples)
    in_question = Sample.objects.filter(benchmark=benchmark).alias(found=QUESTION_WORDS).filter(found=query)
    in_path = Image.objects.filter(benchmark=benchmark).alias(found=PATH_WORDS).filter(found=query)
    questions, paths = first_ids(in_question), first_ids(in_path)
    samples = samples.alias(in_question=QUESTION_WORDS, in_path=path_words("image__path"))
    by_question = Q(any_of("pk", questions)) if len(questions) <= FEW else Q(in_question=query)
    by_path = Q(any_of("image_id", paths)) if len(paths) <= FEW else Q(in_path=query)
    are_few = max(len(questions), len(paths)) <= FEW
    return Matches(samples.filter(by_question | by_path), COUNT_LIMIT if are_few else PAGE_SIZE)


def first_ids(found: QuerySet) -> list[int]:
    """FEW ids of what was found, and one more where there are more."""
    return list(found.order_by().values_list("pk", flat=True)[: FEW + 1])


def filtered(benchmark: Benchmark, filters: dict[str, str]) -> Matches:
    """The benchmark's samples under the given filters: status, emotion, split, annotator (a user's id), words."""
    samples = Sample.objects.filter(benchmark=benchmark)
    for field in ("status", "emotion", "split"):
        if filters.get(field):
            samples = samples.filter(**{field: filters[field]})
    if filters.get("annotator"):
        # A person has one submitted review of a sample at most, so the join repeats no row.
        samples = samples.filter(reviews__annotator_id=filters["annotator"], reviews__status=ReviewStatus.SUBMITTED)
    return search(samples, benchmark, filters.get("words", ""))


def page_of(matches: Matches, *, after: int | None = None, before: int | None = None) -> SamplePage:
    """The page that follows position `after`, or precedes `before`, or the first one."""
    rows = matches.samples
    if before is not None:
        found = rows_of(rows.filter(position__lt=before).order_by("-position")[: PAGE_SIZE + 1])
        has_earlier, has_later = len(found) > PAGE_SIZE, True
        samples = found[:PAGE_SIZE][::-1]
    else:
        found = rows_of(rows.filter(position__gt=after or 0).order_by("position")[: PAGE_SIZE + 1])
        has_earlier, has_later = bool(after), len(found) > PAGE_SIZE
        samples = found[:PAGE_SIZE]
    limit = matches.count_limit
    if after is None and before is None and (len(found) <= PAGE_SIZE or limit == PAGE_SIZE):
        count = len(found)
    else:
        count = matches.samples.values("position").order_by("position")[: limit + 1].count()
    return SamplePage(
        samples=samples,
        places=places_of(sample.image for sample in samples if sample.image),
        before=samples[0].position if samples and has_earlier else None,
        after=samples[-1].position if samples and has_later else None,
        count=min(count, limit),
        count_is_floor=count > limit,
    )


def people_to_filter_by(user, benchmark: Benchmark) -> list[tuple[int, str]]:
    """Whose reviews the reader may list: everybody's with the right to measure, else only the own."""
    members = benchmark.memberships.all()
    if not can(user, benchmark, Right.MEASURE):
        members = members.filter(user=user)
    return list(members.values_list("user_id", "user__username"))
