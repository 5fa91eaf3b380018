"""The agreement report: people alone, with the draft and with the adjudicated label, by group and by pair of raters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotation.models import Benchmark
from inference.judges.intervals import Estimate, ratio_by_image
from review.agreement.coefficients import Coefficient, cohen_kappa, fleiss_kappa, krippendorff_alpha
from review.agreement.rows import (
    ADJUDICATED,
    DRAFT,
    VERDICTS,
    Lists,
    Similarities,
    Verdicts,
    not_compared,
    read_lists,
    read_similarities,
    read_verdicts,
)
from review.agreement.sets import Meeting, masi_alpha, meanings, meeting

PEOPLE = "people"
COMPANIES = (PEOPLE, DRAFT, ADJUDICATED)  # people alone, with the draft, with the adjudicated label
FURTHER = (DRAFT, ADJUDICATED)
ACCEPTS_ALL = "accepts all"  # why a person and the draft have no kappa: with one who always says the same it is 0


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a company agrees: on verdicts, and on lists of triggers.

    F1 and Jaccard are means over pairs of lists (with a further rater: of a person and that rater); `shared` is the
    share of triggers of these lists that have a partner in the other. Alpha and kappa are of all in the company.
    """

    fleiss: Coefficient
    nominal: Coefficient
    masi: Coefficient | None
    f1: Estimate | None
    jaccard: Estimate | None
    shared: Estimate | None


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one emotion, category, or (no name) all: by company, people alone for categories."""

    name: str
    figures: dict[str, Figures]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two raters on the samples both have a list of, and the drafted triggers both decided about."""

    left: str
    right: str
    samples: int
    f1: Estimate | None
    jaccard: Estimate | None
    masi: Coefficient
    kappa: Coefficient


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """`raters` are keys: people by account number, then the further ones; `samples` have lists of two or more people.

    `waiting` are the samples with lists that no worker has compared yet; their lists are left out.
    """

    raters: list[str]
    samples: int
    waiting: list[int]
    total: Group
    emotions: list[Group]
    categories: list[Group]
    pairs: list[Pair]


def compute(benchmark: Benchmark) -> AgreementReport:
    """The report, read from reviews."""
    lists, verdicts = read_lists(benchmark), read_verdicts(benchmark)
    similarities = read_similarities(lists)
    waiting = not_compared(lists, similarities)
    late = set(waiting)
    ready = [each for each in lists if each.sample not in late]
    met = Met(ready, similarities)
    raters = sorted({rater for each in lists for rater in each.by_rater}, key=_rater_order)
    return AgreementReport(
        raters,
        sum(len(each.people()) > 1 for each in lists),
        waiting,
        _group("", ready, verdicts, met, COMPANIES),
        _groups(benchmark.emotions, ready, verdicts, met, COMPANIES, lambda row: row.emotion),
        _category_groups(benchmark.categories, ready, verdicts, met),
        [_pair(one, other, ready, verdicts, met) for one, other in combinations(raters, 2)],
    )


class Met(dict):
    """What the lists of each two raters share, by sample and raters; each pair is matched once."""

    def __init__(self, lists: Sequence[Lists], similarities: Similarities) -> None:
        super().__init__()
        self._similarities = similarities
        self._sets: dict[tuple[int, str], list[frozenset[int]]] = {}
        for each in lists:
            for one, other in combinations(each.by_rater, 2):
                self[each.sample, one, other] = meeting(each.by_rater[one], each.by_rater[other], similarities)

    def of(self, sample: int, one: str, other: str) -> Meeting:
        """The meeting of two raters, whichever comes first."""
        return self.get((sample, one, other)) or self[sample, other, one]

    def sets(self, each: Lists, company: str) -> list[frozenset[int]]:
        """The company's lists of a sample as sets of meanings."""
        if (each.sample, company) not in self._sets:
            chosen = {rater: each.by_rater[rater] for rater in _company(each.by_rater, company)}
            self._sets[each.sample, company] = list(meanings(chosen, self._similarities).values())
        return self._sets[each.sample, company]


def _company(raters, company: str) -> list[str]:
    """Who of the raters is in the company; nobody where its further rater is missing."""
    if company != PEOPLE and company not in raters:
        return []
    return [rater for rater in raters if rater not in FURTHER or rater == company]


def _pairs_of(raters, company: str) -> list[tuple[str, str]]:
    """The pairs that F1 is the mean of: of people, or of a person and the further rater."""
    chosen = _company(raters, company)
    if company == PEOPLE:
        return list(combinations(chosen, 2))
    return [(rater, company) for rater in chosen if rater != company]


def _groups(names, lists, verdicts, met: Met, companies, value: Callable) -> list[Group]:
    found = {value(row) for row in [*lists, *verdicts]}
    places = {name: place for place, name in enumerate(names)}
    ordered = sorted(found, key=lambda name: (name == "", places.get(name, len(places)), name))
    return [
        _group(
            name,
            [row for row in lists if value(row) == name],
            [row for row in verdicts if value(row) == name],
            met,
            companies,
        )
        for name in ordered
    ]


def _group(name: str, lists: list[Lists], verdicts: list[Verdicts], met: Met, companies) -> Group:
    return Group(name, {company: _figures(lists, verdicts, met, company) for company in companies})


def _figures(lists: list[Lists], verdicts: list[Verdicts], met: Met, company: str) -> Figures:
    counts, images = _counts(verdicts, company)
    units = [(met.sets(each, company), each.image) for each in lists]
    meetings = [
        (each.image, met.of(each.sample, *pair)) for each in lists for pair in _pairs_of(each.by_rater, company)
    ]
    return Figures(
        fleiss_kappa(counts, images),
        krippendorff_alpha(counts, "nominal", images),
        masi_alpha([sets for sets, _image in units], [image for _sets, image in units]),
        _mean([image for image, _one in meetings], [one.f1 for _image, one in meetings]),
        _mean([image for image, _one in meetings], [one.jaccard for _image, one in meetings]),
        _shared(meetings),
    )


def _counts(verdicts: list[Verdicts], company: str) -> tuple[np.ndarray, np.ndarray]:
    """How many of the company gave each verdict, of the shape (triggers, VERDICTS), and the picture of each."""
    counts = np.zeros((len(verdicts), len(VERDICTS)), dtype=np.int64)
    for place, row in enumerate(verdicts):
        for rater in _company(row.by_rater, company):
            counts[place, VERDICTS.index(row.by_rater[rater])] += 1
    return counts, np.array([row.image for row in verdicts], dtype=np.int64)


def _shared(meetings: list[tuple[int, Meeting]], category: str | None = None) -> Estimate | None:
    """The share of triggers (of a category) that have a partner in the other list."""
    images, over, under = [], [], []
    for image, one in meetings:
        stated = [*one.left, *one.right]
        chosen = [trigger.id for trigger in stated if category is None or trigger.category == category]
        met = {*one.partners, *one.partners.values()}
        images.append(image)
        over.append(sum(trigger in met for trigger in chosen))
        under.append(len(chosen))
    return ratio_by_image(images, over, under, is_share=True)


def _category_groups(names, lists: list[Lists], verdicts: list[Verdicts], met: Met) -> list[Group]:
    """By the category of the drafted trigger, and for shared meanings by that of each trigger."""
    meetings = [(each.image, met.of(each.sample, *pair)) for each in lists for pair in combinations(each.people(), 2)]
    stated = {trigger.category for _image, one in meetings for trigger in (*one.left, *one.right)}
    found = sorted(
        {row.category for row in verdicts} | stated,
        key=lambda name: (name == "", names.index(name) if name in names else len(names), name),
    )
    groups = []
    for name in found:
        counts, images = _counts([row for row in verdicts if row.category == name], PEOPLE)
        fleiss, nominal = fleiss_kappa(counts, images), krippendorff_alpha(counts, "nominal", images)
        groups.append(Group(name, {PEOPLE: Figures(fleiss, nominal, None, None, None, _shared(meetings, name))}))
    return groups


def _pair(one: str, other: str, lists: list[Lists], verdicts: list[Verdicts], met: Met) -> Pair:
    both = [each for each in lists if one in each.by_rater and other in each.by_rater]
    meetings = [met.of(each.sample, one, other) for each in both]
    images = [each.image for each in both]
    decided = [row for row in verdicts if one in row.by_rater and other in row.by_rater]
    tables = np.zeros((len(decided), len(VERDICTS), len(VERDICTS)))
    for place, row in enumerate(decided):
        tables[place, VERDICTS.index(row.by_rater[one]), VERDICTS.index(row.by_rater[other])] = 1
    kappa = cohen_kappa(tables, np.array([row.image for row in decided], dtype=np.int64))
    if DRAFT in (one, other):
        kappa = Coefficient(None, None, None, kappa.count, kappa.clusters, ACCEPTS_ALL)
    f1, jaccard = _mean(images, [each.f1 for each in meetings]), _mean(images, [each.jaccard for each in meetings])
    return Pair(one, other, len(both), f1, jaccard, masi_alpha([each.sets for each in meetings], images), kappa)


def _mean(images: list[int], values: list[float]) -> Estimate | None:
    return ratio_by_image(images, values, [1.0] * len(values), is_share=True)


def _rater_order(rater: str) -> tuple:
    return (rater == ADJUDICATED, rater == DRAFT, int(rater) if rater.isdigit() else 0)
