"""The API of steering draft runs: an estimate beforehand, then pause, resume, cancel, retry, prices and budget."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference import serializers, steering_serializers
from inference.api import COUNTS, recipe_asked, samples_asked
from inference.cancelling import cancel_run
from inference.estimating import estimate
from inference.models import DraftRun
from inference.pausing import StillSpent, pause_run, resume_run
from inference.progressing import FAILED
from inference.recipes import DraftingRefused, check_recipe
from inference.retrying import retry_failed
from inference.terms import Terms, change_terms


class DraftEstimate(InBenchmark, generics.GenericAPIView):
    """What a run would take; nothing is started."""

    right = Right.MANAGE
    serializer_class = serializers.NewDraftRunSerializer
    queryset = DraftRun.objects.all()

    @extend_schema(responses=steering_serializers.EstimateSerializer)
    def post(self, request, slug: str):
        """Samples, calls, tokens, seconds and money expected, measured on past runs of the same model; for admins."""
        wanted = self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            recipe = recipe_asked(self.benchmark, wanted.validated_data)
            check_recipe(recipe)
        except DraftingRefused as refusal:
            raise ValidationError({refusal.field or "detail": str(refusal)})
        terms = wanted.terms()
        found = estimate(samples_asked(self.benchmark, wanted.validated_data), recipe, terms)
        return Response(steering_serializers.EstimateSerializer(found).data)


class Steering(InBenchmark, generics.GenericAPIView):
    """Something done with a run; the answer is the run as it is then."""

    right = Right.MANAGE
    serializer_class = serializers.DraftRunSerializer
    queryset = DraftRun.objects.select_related("prompt_set", "benchmark").annotate(**COUNTS)

    def run(self) -> DraftRun:
        """The run of the address."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def answer(self, run: DraftRun) -> Response:
        """The run as it is now."""
        return Response(serializers.DraftRunSerializer(self.get_queryset().get(pk=run.pk)).data)


class DraftRunPause(Steering):
    """Pausing a run."""

    @extend_schema(request=None)
    def post(self, request, slug: str, pk: int):
        """Hold back what is not drafted; a run that is paused or over stays as it is. For admins."""
        run = self.run()
        pause_run(run, by=request.user)
        return self.answer(run)


class DraftRunResume(Steering):
    """Resuming a run."""

    @extend_schema(request=None)
    def post(self, request, slug: str, pk: int):
        """Let a paused run go on; refused while its budget is spent. For admins."""
        run = self.run()
        try:
            resume_run(run, by=request.user)
        except StillSpent as refusal:
            raise ValidationError({"budget": str(refusal)})
        return self.answer(run)


class DraftRunCancel(Steering):
    """Cancelling a run."""

    @extend_schema(request=None)
    def post(self, request, slug: str, pk: int):
        """Cancel what is not drafted; what is done stays. For admins."""
        run = self.run()
        cancel_run(run, by=request.user)
        return self.answer(run)


class DraftRunRetry(Steering):
    """Retrying failures of a run."""

    @extend_schema(request=steering_serializers.RetrySerializer)
    def post(self, request, slug: str, pk: int):
        """Draft failed samples again: those of the drafts given, or all. For admins."""
        run = self.run()
        wanted = steering_serializers.RetrySerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        chosen = run.drafts.filter(FAILED)
        if "drafts" in wanted.validated_data:
            chosen = chosen.filter(pk__in=wanted.validated_data["drafts"])
        retry_failed(run, by=request.user, drafts=run.drafts.filter(pk__in=chosen.values("pk")))
        return self.answer(run)


class DraftRunTerms(Steering):
    """Changing what a run may cost."""

    @extend_schema(request=steering_serializers.TermsSerializer)
    def post(self, request, slug: str, pk: int):
        """Change prices and budget; what is not given stays. For admins."""
        run = self.run()
        wanted = steering_serializers.TermsSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        kept = {name: getattr(run, name) for name in Terms.__slots__}
        change_terms(run, Terms(**(kept | wanted.validated_data)), by=request.user)
        return self.answer(run)
