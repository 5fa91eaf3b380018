"""Where the samples stand: counted by split and emotion, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from annotation.models import Benchmark, Sample, Split
from annotation.states import SampleStatus

UNDRAFTED = (SampleStatus.WAITING, SampleStatus.READY)

Row = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many samples of one kind stand where; `split` and `emotion` are empty where all are meant."""

    split: str
    emotion: str
    samples: int
    undrafted: int
    drafted: int
    in_review: int
    disputed: int
    accepted: int
    excluded: int

    @property
    def wanted(self) -> int:
        """Samples that are to get a final label: all but the excluded ones."""
        return self.samples - self.excluded

    @property
    def share(self) -> float | None:
        """The share of the wanted ones that are accepted; none where none is wanted."""
        return self.accepted / self.wanted if self.wanted else None


@dataclass(frozen=True, slots=True)
class Standings:
    """All samples, those of each split, and those of each emotion within a split."""

    total: Standing
    splits: list[Standing]
    emotions: list[Standing]


def standings(benchmark: Benchmark) -> Standings:
    """Every count from one query; emotions in the benchmark's order, those that are not named last."""
    rows = Sample.objects.filter(benchmark=benchmark).order_by().values_list("split", "emotion", "status")
    rows = list(rows.annotate(count=Count("pk")))
    kinds = sorted({row[:2] for row in rows}, key=lambda kind: _place(benchmark, *kind))
    splits = dict.fromkeys(split for split, _emotion in kinds)
    return Standings(
        total=_standing("", "", rows),
        splits=[_standing(split, "", (row for row in rows if row[0] == split)) for split in splits],
        emotions=[_standing(*kind, (row for row in rows if row[:2] == kind)) for kind in kinds],
    )


def _place(benchmark: Benchmark, split: str, emotion: str) -> tuple:
    known = benchmark.emotions.index(emotion) if emotion in benchmark.emotions else len(benchmark.emotions)
    return Split.values.index(split), known, not emotion, emotion


def _standing(split: str, emotion: str, rows: Iterable[Row]) -> Standing:
    counts = dict.fromkeys(SampleStatus.values, 0)
    for _split, _emotion, status, count in rows:
        counts[status] += count
    return Standing(
        split=split,
        emotion=emotion,
        samples=sum(counts.values()),
        undrafted=sum(counts[status] for status in UNDRAFTED),
        drafted=counts[SampleStatus.DRAFTED],
        in_review=counts[SampleStatus.IN_REVIEW],
        disputed=counts[SampleStatus.ADJUDICATION],
        accepted=counts[SampleStatus.ACCEPTED],
        excluded=counts[SampleStatus.EXCLUDED],
    )
