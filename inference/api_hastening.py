"""The API of drafting one sample before all others, or again with a hint."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.models import Sample
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference.api import COUNTS
from inference.hastening import draft_now, recipes_for
from inference.models import DraftRun
from inference.recipes import DraftingRefused
from inference.redrafting import LONGEST_HINT, redraft
from inference.serializers import LARGEST_ID, DraftRunSerializer, DraftSerializer


class DraftNowSerializer(serializers.Serializer):
    """Whose recipe to draft under where the sample waits in no run; without it that of the latest run."""

    run = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, help_text="The id of a run.")


class HintSerializer(serializers.Serializer):
    """What the model should mind."""

    hint = serializers.CharField(max_length=LONGEST_HINT)


class OfSample(InBenchmark, generics.GenericAPIView):
    """Something done with one sample."""

    right = Right.MANAGE
    queryset = Sample.objects.select_related("benchmark", "image")

    def sample(self) -> Sample:
        """The sample of the address."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])


class DraftNow(OfSample):
    """Drafting one sample now."""

    serializer_class = DraftNowSerializer

    @extend_schema(responses={201: DraftSerializer})
    def post(self, request, slug: str, pk: int):
        """Let the sample overtake every batch: its waiting draft, or a new one where it waits in no run. For admins."""
        sample, wanted = self.sample(), self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            draft = draft_now(sample, like=_like(sample, wanted.validated_data.get("run")), by=request.user)
        except DraftingRefused as refusal:
            raise ValidationError({"detail": str(refusal)})
        return Response(DraftSerializer(draft).data, status=status.HTTP_201_CREATED)


def _like(sample: Sample, wanted: int | None) -> DraftRun | None:
    """The run whose recipe is wanted. Raises DraftingRefused where nothing was drafted, ValidationError."""
    if wanted is None:
        return None
    offered = recipes_for(sample)
    found = next((run for run in offered if run.pk == wanted), None)
    if found is None:
        known = ", ".join(str(run.pk) for run in offered)
        raise ValidationError({"run": f"Take the recipe of one of these runs: {known}."})
    return found


class Redraft(OfSample):
    """Drafting one sample again with a hint."""

    serializer_class = HintSerializer

    @extend_schema(responses={201: DraftRunSerializer})
    def post(self, request, slug: str, pk: int):
        """Draft the sample again, before all others, with a sentence that the model should mind. For admins."""
        sample, wanted = self.sample(), self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            run = redraft(sample, wanted.validated_data["hint"], by=request.user)
        except DraftingRefused as refusal:
            raise ValidationError({refusal.field or "detail": str(refusal)})
        runs = DraftRun.objects.select_related("prompt_set").annotate(**COUNTS)
        return Response(DraftRunSerializer(runs.get(pk=run.pk)).data, status=status.HTTP_201_CREATED)
