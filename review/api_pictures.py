"""The API of pictures with several questions: read them, mark people, ask more, move between the splits."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.models import Image, PersonBox, Sample
from annotation.permissions import Right
from annotation.perspectives import PerspectiveRefused, mark_person, move_to_split
from annotation.scoping import InBenchmark
from annotation.serializers import PersonSerializer, SampleSerializer
from review import picture_serializers as serializers
from review.pictures import listing
from review.pictures.asking import ask_another


class Pictures(InBenchmark, generics.ListAPIView):
    """The pictures with several questions and their people; `kind` narrows them."""

    serializer_class = serializers.PictureSerializer
    queryset = Image.objects.all()

    def narrow(self, rows):
        """The pictures that the query asks for."""
        kind = self.wanted(serializers.PictureFilter).get("kind", listing.SEVERAL)
        return listing.listed(self.benchmark, kind).prefetch_related("people")

    @extend_schema(parameters=[serializers.PictureFilter])
    def get(self, request, *args, **kwargs):
        """The pictures with several questions and their people; `kind` narrows them."""
        return super().get(request, *args, **kwargs)


class PictureChange(InBenchmark, APIView):
    """Something is added to a picture; for those who review."""

    right = write_right = Right.REVIEW
    http_method_names = ["post", "options"]

    def image(self, pk: int) -> Image:
        """The picture of the address, in this benchmark."""
        return get_object_or_404(Image, benchmark=self.benchmark, pk=pk)


class PicturePeople(PictureChange):
    """People are marked in a picture."""

    @extend_schema(request=serializers.NewPersonSerializer, responses={201: PersonSerializer})
    def post(self, request, slug: str, pk: int):
        """Mark a person by a box and a name."""
        given = asked_for(serializers.NewPersonSerializer, request)
        person = done(mark_person, self.image(pk), given["name"], given["box"], by=request.user)
        return Response(PersonSerializer(person).data, status=status.HTTP_201_CREATED)


class PictureQuestions(PictureChange):
    """Further questions are asked of a picture."""

    @extend_schema(request=serializers.NewQuestionSerializer, responses={201: serializers.AskedSerializer})
    def post(self, request, slug: str, pk: int):
        """Ask a further question, in the complex split, and have it drafted at once unless `drafts` is false."""
        given, image = asked_for(serializers.NewQuestionSerializer, request), self.image(pk)
        given["person"] = named(image, given.get("person", ""))
        asked = done(ask_another, image, **given, by=request.user)
        return Response(serializers.AskedSerializer(asked).data, status=status.HTTP_201_CREATED)


class SampleSplit(InBenchmark, APIView):
    """A sample moves between the splits."""

    right = write_right = Right.MANAGE
    http_method_names = ["post", "options"]

    @extend_schema(request=serializers.MoveSerializer, responses=SampleSerializer)
    def post(self, request, slug: str, pk: int):
        """Move a sample to the other split, with a reason; releases keep what they had. For admins."""
        sample = get_object_or_404(Sample, benchmark=self.benchmark, pk=pk)
        given = asked_for(serializers.MoveSerializer, request)
        done(move_to_split, sample, **given, by=request.user)
        return Response(SampleSerializer(Sample.objects.select_related("image", "person").get(pk=pk)).data)


def asked_for(form: type, request) -> dict:
    """What was asked for. Raises ValidationError, field by field."""
    filled = form(data=request.data)
    filled.is_valid(raise_exception=True)
    return dict(filled.validated_data)


def named(image: Image, name: str) -> PersonBox | None:
    """The person of this name in the picture; none without a name. Raises ValidationError."""
    found = image.people.filter(name=name).first()
    if name and found is None:
        raise ValidationError({"person": f"“{name}” is not marked in this picture."})
    return found


def done(step, *given, **named_ones):
    """What the step returns. Raises ValidationError with its reason where it refuses."""
    try:
        return step(*given, **named_ones)
    except PerspectiveRefused as refusal:
        raise ValidationError({"detail": str(refusal)})
