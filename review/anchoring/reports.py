"""The anchoring report: own lists before and after the draft, both arms on the same samples, and on comparable ones."""

import json
from dataclasses import asdict, dataclass

from annotation.models import Benchmark
from inference.judges.intervals import Estimate
from review.anchoring.figures import Comparison, paired, standardised
from review.anchoring.rows import FROM_DRAFT, LIST_MEASURES, Written, fingerprint, read_written
from review.gaps.caching import remembered

SHAPE = 1  # of what is remembered; raise it when the report changes
OWN, SAME, COMPARABLE = "own", "same", "comparable"


@dataclass(frozen=True, slots=True)
class Part:
    """One way to compare: its measures, over so many samples with blind lists."""

    name: str
    samples: int
    comparisons: list[Comparison]


@dataclass(frozen=True, slots=True)
class AnchoringReport:
    """All parts; `waiting` samples are left out because no worker has compared their lists with the draft yet."""

    blind: int
    assisted: int
    waiting: list[int]
    parts: list[Part]


def anchoring_report(benchmark: Benchmark) -> AnchoringReport:
    """The benchmark's report; computed anew when a review or a comparison has come since."""
    key = ("anchoring", SHAPE, benchmark.pk, fingerprint(benchmark))
    return remembered(key, lambda: compute(benchmark), pack=_packed, unpack=_unpacked)


def compute(benchmark: Benchmark) -> AnchoringReport:
    """The report, read from the reviews."""
    written, waiting = read_written(benchmark)
    blind = [one for one in written if one.is_blind]
    parts = [_own(blind), _same(written), _comparable(written)]
    return AnchoringReport(len(blind), len(written) - len(blind), sorted(waiting), parts)


def _own(blind: list[Written]) -> Part:
    """The same person's list before and after the draft was seen."""
    images = [one.image for one in blind]
    comparisons = [
        paired(name, images, [one.before[name] for one in blind], [one.after[name] for one in blind])
        for name in LIST_MEASURES
    ]
    return Part(OWN, len({one.sample for one in blind}), comparisons)


def _same(written: list[Written]) -> Part:
    """Blind lists beside lists that other people wrote with the draft in view, sample by sample."""
    both = [arms for arms in _arms_by_sample(written).values() if all(arms)]
    images = [blind[0].image for blind, _assisted in both]
    comparisons = [
        paired(
            name,
            images,
            [_mean(_in_blind(name, one) for one in blind) for blind, _assisted in both],
            [_mean(one.after[name] for one in assisted) for _blind, assisted in both],
        )
        for name in (*LIST_MEASURES, FROM_DRAFT)
    ]
    return Part(SAME, len(both), comparisons)


def _comparable(written: list[Written]) -> Part:
    """Blind lists beside lists of other samples of the same emotion and split, written with the draft in view."""
    with_blind = {one.sample for one in written if one.is_blind}
    rows = [one for one in written if one.is_blind or one.sample not in with_blind]
    comparisons = [
        standardised(
            name,
            [one.image for one in rows],
            [one.stratum for one in rows],
            [one.is_blind for one in rows],
            [_in_blind(name, one) if one.is_blind else one.after[name] for one in rows],
        )
        for name in (*LIST_MEASURES, FROM_DRAFT)
    ]
    strata = {one.stratum for one in rows if not one.is_blind}
    samples = {one.sample for one in rows if one.is_blind and one.stratum in strata}
    return Part(COMPARABLE, len(samples), comparisons)


def _arms_by_sample(written: list[Written]) -> dict[int, tuple[list[Written], list[Written]]]:
    """By sample: the reviews that began blind, and those that did not."""
    found: dict[int, tuple[list[Written], list[Written]]] = {}
    for one in written:
        found.setdefault(one.sample, ([], []))[0 if one.is_blind else 1].append(one)
    return found


def _in_blind(name: str, one: Written) -> float:
    """A blind review's value: of the list before the draft, but what stems from the draft can only be after it."""
    return one.after[name] if name == FROM_DRAFT else one.before[name]


def _mean(values) -> float:
    found = list(values)
    return sum(found) / len(found)


def _packed(found: AnchoringReport) -> bytes:
    return json.dumps(asdict(found)).encode()


def _unpacked(kept: bytes) -> AnchoringReport:
    plain = json.loads(kept)
    parts = [
        Part(part["name"], part["samples"], [_comparison(one) for one in part["comparisons"]])
        for part in plain["parts"]
    ]
    return AnchoringReport(**(plain | {"parts": parts}))


def _comparison(plain: dict) -> Comparison:
    arms = ("blind", "assisted", "difference")
    return Comparison(plain["measure"], *(plain[arm] and Estimate(**plain[arm]) for arm in arms))
