"""What a release holds, and what a new one would hold: counted when asked."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from annotation.models import Benchmark, Label, Origin, Release, Sample, Split, Trigger
from annotation.states import SampleStatus


@dataclass(frozen=True)
class Contents:
    """A release's items: by split and emotion, by the origin of their labels, and its triggers."""

    emotions: list[dict]
    origins: list[tuple[str, int]]
    triggers: int


@dataclass(frozen=True)
class Releasable:
    """How many samples of a benchmark have a final label, and how many an imported one alone."""

    accepted: int
    imported_alone: int


def contents(release: Release) -> Contents:
    """Count what a release holds."""
    emotions = release.items.order_by("split", "emotion").values("split", "emotion").annotate(samples=Count("pk"))
    origins = dict(release.items.order_by().values_list("label__origin").annotate(Count("pk")))
    return Contents(
        emotions=[row | {"split": Split(row["split"]).label} for row in emotions],
        origins=[(origin.label, origins[origin]) for origin in Origin if origin in origins],
        triggers=Trigger.objects.filter(label__in=release.items.order_by().values("label")).count(),
    )


def releasable(benchmark: Benchmark) -> Releasable:
    """Count what a new release of both splits would hold."""
    imported = Exists(Label.objects.filter(sample=OuterRef("pk"), origin=Origin.IMPORTED))
    undecided = ~Q(status__in=[SampleStatus.ACCEPTED, SampleStatus.EXCLUDED])
    samples = Sample.objects.filter(benchmark=benchmark).order_by()
    return Releasable(samples.accepted().count(), samples.filter(undecided, imported).count())
