"""Pictures that stand in both splits: a model could have met in one what it is asked about in the other."""

from django.db.models import Exists, OuterRef, QuerySet

from annotation.models import Benchmark, Image, Release, Sample, Split
from annotation.states import SampleStatus


def in_both_splits(benchmark: Benchmark) -> QuerySet[Image]:
    """The benchmark's pictures with samples in the basic and in the complex split, excluded ones aside."""
    asked = Sample.objects.filter(image=OuterRef("pk")).exclude(status=SampleStatus.EXCLUDED)
    basic, complex_ = (Exists(asked.filter(split=split)) for split in (Split.BASIC, Split.COMPLEX))
    return Image.objects.filter(basic, complex_, benchmark=benchmark)


def paths_in_both_splits(release: Release) -> list[str]:
    """The pictures that a release holds in both splits, by path, in order."""
    basic = release.items.filter(split=Split.BASIC).order_by().values("image_path")
    found = release.items.filter(split=Split.COMPLEX, image_path__in=basic).order_by("image_path")
    return list(found.values_list("image_path", flat=True).distinct())
