"""Pictures with several questions: how far each is, which are complex candidates, which stand in both splits."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark, Image, Sample, Split
from annotation.splitting import in_both_splits
from annotation.states import SampleStatus
from review.models import Review
from review.pictures.taking import free_for
from review.states import ReviewStatus

SEVERAL, CANDIDATES, BOTH_SPLITS = "several", "candidates", "both"
KINDS = [
    (SEVERAL, _("Several questions")),
    (CANDIDATES, _("Complex candidates")),
    (BOTH_SPLITS, _("In both splits")),
]
REVIEWED = 2  # questions that make a picture a candidate


def listed(benchmark: Benchmark, kind: str = SEVERAL) -> QuerySet[Image]:
    """The benchmark's pictures of a kind with `asked`, `reviewed`, `basic` and `complex` counts of their questions."""
    images = in_both_splits(benchmark) if kind == BOTH_SPLITS else Image.objects.filter(benchmark=benchmark)
    images = counted(images).filter(asked__gt=1)
    return images.filter(reviewed__gte=REVIEWED, basic__gt=0) if kind == CANDIDATES else images


def counted(images: QuerySet[Image]) -> QuerySet[Image]:
    """The pictures with counts of their questions; excluded ones do not count."""
    submitted = Review.objects.filter(sample=OuterRef("pk"), status=ReviewStatus.SUBMITTED)
    reviewed = Sample.objects.filter(Exists(submitted)).values("pk")
    asked = ~Q(samples__status=SampleStatus.EXCLUDED)
    return images.annotate(
        asked=Count("samples", filter=asked),
        reviewed=Count("samples", filter=asked & Q(samples__in=reviewed)),
        basic=Count("samples", filter=asked & Q(samples__split=Split.BASIC)),
        complex=Count("samples", filter=asked & Q(samples__split=Split.COMPLEX)),
    ).order_by("pk")


def is_candidate(image: Image) -> bool:
    """Whether a counted picture has enough reviewed questions for the complex split and is not all there."""
    return image.reviewed >= REVIEWED and image.basic > 0


def next_picture(benchmark: Benchmark, after: Image, *, by) -> int | None:
    """The id of the next picture with several questions of which one waits for the person, from the first on again."""
    free = free_for(benchmark, by=by).filter(image=OuterRef("pk"))
    waiting = Image.objects.filter(Exists(free), benchmark=benchmark).annotate(asked=Count("samples"))
    waiting = waiting.filter(asked__gt=1).exclude(pk=after.pk).order_by("pk").values_list("pk", flat=True)
    return waiting.filter(pk__gt=after.pk).first() or waiting.first()
