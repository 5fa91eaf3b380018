"""Choosing the samples of a run: by split, emotion and whether they were drafted, in the order of the benchmark."""

from annotation.models import Benchmark, Sample
from inference.models import Draft
from inference.starting import draftable
from inference.states import DraftStatus


def choose_samples(benchmark: Benchmark, *, split="", emotion="", undrafted=False, limit=None):
    """A QuerySet of samples that can be drafted; with `limit` the first so many of those that match."""
    samples = draftable(Sample.objects.filter(benchmark=benchmark))
    if split:
        samples = samples.filter(split=split)
    if emotion:
        samples = samples.filter(emotion=emotion)
    if undrafted:
        samples = samples.exclude(pk__in=_drafted_or_under_way(benchmark))
    if limit is None:
        return samples
    return Sample.objects.filter(pk__in=samples.order_by("position").values("pk")[:limit])


def _drafted_or_under_way(benchmark: Benchmark):
    live = Draft.objects.filter(
        status__in=[DraftStatus.DONE, DraftStatus.PENDING], run__benchmark=benchmark, run__trial=False
    )
    return live.values("sample")
