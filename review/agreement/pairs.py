"""The match table of two raters: their lists beside each other, sample by sample, and how near each pair is."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotation.models import Benchmark, Sample
from review.agreement.reports import AgreementReport
from review.agreement.rows import Lists, Stated, read_lists, read_similarities
from review.agreement.sets import Meeting, meeting
from review.models import Review
from review.reading import readable
from review.states import ReviewStatus


@dataclass(frozen=True, slots=True)
class Line:
    """Two triggers that meet, or one alone; no similarity where the same words were never compared."""

    left: Stated | None
    right: Stated | None
    similarity: float | None


@dataclass(frozen=True, slots=True)
class Beside:
    """Two lists of one sample beside each other."""

    sample: Sample
    lines: list[Line]
    f1: float
    jaccard: float


@dataclass(frozen=True, slots=True)
class MatchTable:
    """The samples that both have a list of; `hidden` ones are kept from the reader until all reviews are in."""

    samples: list[Beside]
    hidden: int


def match_table(benchmark: Benchmark, report: AgreementReport, left: str, right: str, reader) -> MatchTable:
    """Two raters' lists of all compared samples, those furthest apart first."""
    late = set(report.waiting)
    lists = [
        each
        for each in read_lists(benchmark, {left, right})
        if left in each.by_rater and right in each.by_rater and each.sample not in late
    ]
    shown = _shown(benchmark, lists, reader)
    similarities = read_similarities(shown)
    samples = Sample.objects.in_bulk([each.sample for each in shown])
    found = [_beside(samples[each.sample], each.by_rater[left], each.by_rater[right], similarities) for each in shown]
    return MatchTable(sorted(found, key=lambda one: (one.f1, one.sample.position)), len(lists) - len(shown))


def _shown(benchmark: Benchmark, lists: list[Lists], reader) -> list[Lists]:
    """Those of the samples on which the reader may read all the people's reviews that are compared here."""
    submitted = Review.objects.filter(status=ReviewStatus.SUBMITTED, sample__in=[each.sample for each in lists])
    rows = readable(reader, benchmark, submitted).values_list("sample", "annotator")
    may_read = {(sample, str(person)) for sample, person in rows}
    return [each for each in lists if all((each.sample, person) in may_read for person in each.people())]


def _beside(sample: Sample, left: list[Stated], right: list[Stated], similarities: Mapping) -> Beside:
    met = meeting(left, right, similarities)
    return Beside(sample, _lines(met, similarities), met.f1, met.jaccard)


def _lines(met: Meeting, similarities: Mapping) -> list[Line]:
    """Those that meet in the left list's order, then who stays alone on the left and on the right."""
    by_id = {one.id: one for one in met.right}
    together = [(one, by_id[met.partners[one.id]]) for one in met.left if one.id in met.partners]
    taken = set(met.partners.values())
    return [
        *(Line(one, other, _nearness(one, other, similarities)) for one, other in together),
        *(Line(one, None, None) for one in met.left if one.id not in met.partners),
        *(Line(None, one, None) for one in met.right if one.id not in taken),
    ]


def _nearness(one: Stated, other: Stated, similarities: Mapping) -> float | None:
    return similarities.get((min(one.id, other.id), max(one.id, other.id)))
