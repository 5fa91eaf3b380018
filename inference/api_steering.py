"""The API of steering draft runs: an estimate beforehand, then pause, resume, cancel, retry, prices and budget."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference import serializers, steering_serializers
from inference.api import COUNTS, recipe_asked, samples_asked
from inference.api_measuring import Cancelling, Pausing, Pricing, Resuming, Steering
from inference.cancelling import cancel_run
from inference.estimating import estimate
from inference.models import DraftRun
from inference.progressing import FAILED
from inference.recipes import DraftingRefused, check_recipe
from inference.retrying import retry_failed


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


class OfDraftRun(Steering):
    """Something done with a draft run."""

    serializer_class = serializers.DraftRunSerializer
    queryset = DraftRun.objects.select_related("prompt_set", "benchmark").annotate(**COUNTS)
    cancel = staticmethod(cancel_run)


class DraftRunPause(Pausing, OfDraftRun):
    """Pausing a run."""


class DraftRunResume(Resuming, OfDraftRun):
    """Resuming a run."""


class DraftRunCancel(Cancelling, OfDraftRun):
    """Cancelling a run."""


class DraftRunTerms(Pricing, OfDraftRun):
    """Changing what a run may cost."""


class DraftRunRetry(OfDraftRun):
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
