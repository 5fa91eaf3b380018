"""The API of reviews and labels, to read."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics

from annotation import api as annotation
from annotation.permissions import Right, can
from annotation.scoping import InBenchmark
from review import serializers
from review.api_naming import WithLetters
from review.models import Review
from review.presence import Holder, holders
from review.reading import readable, readable_labels
from review.remembering import with_shown


class ReviewsOfBenchmark(WithLetters, InBenchmark):
    """The reviews that the user may read: their own, or all with the right to see the figures."""

    scope = "sample__benchmark"
    serializer_class = serializers.ReviewSerializer
    queryset = with_shown(Review.objects.select_related("annotator", "sample", "draft__label"))

    def narrow(self, rows):
        """Annotators read their own, others what is in."""
        return readable(self.request.user, self.benchmark, rows)


class Reviews(ReviewsOfBenchmark, generics.ListAPIView):
    """The reviews with their decisions; annotators see their own."""

    def narrow(self, rows):
        """The reviews that the query asks for, of those that the user may read."""
        return super().narrow(rows).filter(**self.wanted(serializers.ReviewFilter))

    @extend_schema(parameters=[serializers.ReviewFilter])
    def get(self, request, *args, **kwargs):
        """The reviews with their decisions; annotators see their own."""
        return super().get(request, *args, **kwargs)


class WithHolders:
    """Mixed into views of samples: admins are told who has which open, as on the pages."""

    serializer_class = serializers.HeldSampleSerializer
    held: dict[int, list[Holder]] | None = None

    def paginate_queryset(self, queryset):
        """The page's samples, and who has them."""
        page = super().paginate_queryset(queryset)
        self._read_holders(page)
        return page

    def get_object(self):
        """The sample, and who has it."""
        found = super().get_object()
        self._read_holders([found])
        return found

    def get_serializer_context(self) -> dict:
        """What serializers are told, with the holders."""
        return super().get_serializer_context() | {"holders": self.held}

    def _read_holders(self, samples) -> None:
        if can(self.request.user, self.benchmark, Right.MANAGE):
            self.held = holders([sample.pk for sample in samples])


class Samples(WithHolders, annotation.Samples):
    """The samples, narrowed by status, emotion, split or picture."""


class SampleDetail(WithHolders, annotation.SampleDetail):
    """One sample."""


class Labels(annotation.Labels):
    """The labels with their triggers, those that the user may read."""

    def narrow(self, rows):
        """The labels that the query asks for, of those that the user may read."""
        return readable_labels(self.request.user, self.benchmark, super().narrow(rows))


class ReviewDetail(ReviewsOfBenchmark, generics.RetrieveAPIView):
    """One review with its decisions."""
