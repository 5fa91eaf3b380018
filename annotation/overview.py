"""The overview of a benchmark: its samples by status, split and emotion, counted when asked."""

from dataclasses import dataclass

from django.db.models import Count

from annotation.models import Benchmark, Event, Image, Sample, Split
from annotation.states import SampleStatus


@dataclass(frozen=True)
class EmotionRow:
    """One emotion's samples: all of them, and those with a final label."""

    emotion: str
    split: str
    samples: int
    accepted: int


@dataclass(frozen=True)
class Overview:
    """What the first page of a benchmark shows."""

    samples: int
    statuses: list[tuple[SampleStatus, int]]
    emotions: list[EmotionRow]
    images: int
    waiting_images: int
    events: list[Event]

    @property
    def accepted(self) -> int:
        """Samples with a final label."""
        return dict(self.statuses).get(SampleStatus.ACCEPTED, 0)

    @property
    def next_step(self) -> str:
        """What the benchmark's people should do next: import, draft, review or release."""
        counts = dict(self.statuses)
        if not self.samples:
            return "import"
        if counts.get(SampleStatus.DRAFTED) or counts.get(SampleStatus.IN_REVIEW):
            return "review"
        if counts.get(SampleStatus.READY):
            return "draft"
        return "release" if self.accepted else "import"


def overview(benchmark: Benchmark) -> Overview:
    """Count the benchmark's samples in one query and fetch its latest history."""
    rows = (
        Sample.objects.filter(benchmark=benchmark)
        .order_by()
        .values_list("status", "split", "emotion")
        .annotate(count=Count("pk"))
    )
    by_status, by_emotion, accepted = {}, {}, {}
    for status, split, emotion, count in rows:
        by_status[status] = by_status.get(status, 0) + count
        by_emotion[split, emotion] = by_emotion.get((split, emotion), 0) + count
        if status == SampleStatus.ACCEPTED:
            accepted[split, emotion] = accepted.get((split, emotion), 0) + count
    return Overview(
        samples=sum(by_status.values()),
        statuses=[(status, by_status[status]) for status in SampleStatus if status in by_status],
        emotions=[
            EmotionRow(emotion, Split(split).label, count, accepted.get((split, emotion), 0))
            for (split, emotion), count in sorted(by_emotion.items())
        ],
        images=Image.objects.filter(benchmark=benchmark).count(),
        waiting_images=Image.objects.filter(benchmark=benchmark).waiting().count(),
        events=list(Event.objects.filter(benchmark=benchmark).select_related("by")[:12]),
    )
