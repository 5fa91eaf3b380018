"""The API of benchmarks, pictures, samples, labels and releases."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation import serializers
from annotation.models import Benchmark, Image, Label, Release, Sample, Trigger
from annotation.releasing.cutting import ReleaseRefusedError, release
from annotation.scoping import InBenchmark


class Benchmarks(generics.ListAPIView):
    """The benchmarks in which you have a role."""

    serializer_class = serializers.BenchmarkSerializer
    queryset = Benchmark.objects.all()

    def get_queryset(self):
        """Those visible to the user."""
        return super().get_queryset().visible_to(self.request.user)


class BenchmarkDetail(InBenchmark, generics.RetrieveAPIView):
    """One benchmark."""

    serializer_class = serializers.BenchmarkSerializer
    queryset = Benchmark.objects.all()

    def get_object(self):
        """The benchmark of the address."""
        return self.benchmark


class Images(InBenchmark, generics.ListAPIView):
    """The pictures' facts; the pictures themselves are at the addresses in them."""

    serializer_class = serializers.ImageSerializer
    queryset = Image.objects.all()


class Samples(InBenchmark, generics.ListAPIView):
    """The samples, narrowed by status, emotion, split or picture."""

    serializer_class = serializers.SampleSerializer
    queryset = Sample.objects.select_related("image", "person")

    def narrow(self, rows):
        """The samples that the query asks for."""
        return rows.filter(**self.wanted(serializers.SampleFilter))

    @extend_schema(parameters=[serializers.SampleFilter])
    def get(self, request, *args, **kwargs):
        """The samples, narrowed by status, emotion, split or picture."""
        return super().get(request, *args, **kwargs)


class SampleDetail(InBenchmark, generics.RetrieveAPIView):
    """One sample."""

    serializer_class = serializers.SampleSerializer
    queryset = Sample.objects.select_related("image", "person")


class Labels(InBenchmark, generics.ListAPIView):
    """The labels with their triggers; who may read whose is known where reviews are (review/api.py)."""

    scope = "sample__benchmark"
    serializer_class = serializers.LabelSerializer
    queryset = Label.objects.prefetch_related(Prefetch("triggers", Trigger.objects.order_by("position")))

    def narrow(self, rows):
        """The labels that the query asks for."""
        return rows.filter(**self.wanted(serializers.LabelFilter))

    @extend_schema(parameters=[serializers.LabelFilter])
    def get(self, request, *args, **kwargs):
        """The labels with their triggers; annotators see imported ones and, once released, their own.

        Who reviews and sees figures too reads others' once all reviews of the sample are in.
        """
        return super().get(request, *args, **kwargs)


class Releases(InBenchmark, generics.ListAPIView):
    """The releases; POST cuts one."""

    serializer_class = serializers.ReleaseSerializer
    queryset = Release.objects.all()

    @extend_schema(request=serializers.NewReleaseSerializer, responses={201: serializers.ReleaseSerializer})
    def post(self, request, slug: str):
        """Cut a release of the accepted samples; for admins."""
        wanted = serializers.NewReleaseSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            cut = release(self.benchmark, **wanted.validated_data, by=request.user)
        except ReleaseRefusedError as error:
            raise ValidationError({"detail": str(error)})
        return Response(self.get_serializer(cut).data, status=status.HTTP_201_CREATED)


class ReleaseDetail(InBenchmark, generics.RetrieveAPIView):
    """One release and its downloads."""

    serializer_class = serializers.ReleaseSerializer
    queryset = Release.objects.all()
