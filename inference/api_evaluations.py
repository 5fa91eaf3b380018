"""The API of evaluations: models asked about releases, their predictions, and those that were made elsewhere."""

import io

from django.db.models import Count, Q
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.formats.reading import WrongFileError
from annotation.models import Release
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference import evaluation_serializers as serializers
from inference.cfsa.conversation import GenerationParameters
from inference.evaluating import Evaluation, start_evaluation
from inference.importing_predictions import PredictionsRefused, import_predictions
from inference.models import EvaluationRun, Prediction
from inference.prompting import DEFAULT, prompt_set_asked
from inference.recipes import DraftingRefused
from inference.states import PredictionStatus
from inference.terms import PRICES

COUNTS = {state.value: Count("predictions", filter=Q(predictions__status=state)) for state in PredictionStatus}
NOTHING_ADDED = OpenApiResponse(
    serializers.PredictionOutcomeSerializer,
    description="No line was good, and each is told why; a body that is no import at all is answered field by field.",
)


def _evaluation(benchmark, given: dict) -> Evaluation:
    """The recipe that a request asks for. Raises DraftingRefused."""
    decoding = {name: given[name] for name in ("max_new_tokens", "temperature", "top_p", "seed")}
    plain = {name: given[name] for name in ("name", "setting", "persona", "engine", "options")}
    return Evaluation(
        **plain,
        prompt_set=prompt_set_asked(benchmark, given.get("prompt_set", DEFAULT)),
        model=given.get("model", ""),
        revision=given.get("revision", ""),
        parameters=GenerationParameters(**decoding),
        prices={name: given[name] for name in PRICES if name in given},
        budget=given.get("budget"),
    )


class OnRelease(InBenchmark):
    """Mixed into views whose body names a release of the benchmark."""

    def release(self, pk: int) -> Release:
        """The release. Raises ValidationError where the benchmark has none of that number."""
        found = Release.objects.filter(benchmark=self.benchmark, pk=pk).select_related("benchmark").first()
        if found is None:
            raise ValidationError({"release": f"This benchmark has no release {pk}."})
        return found


class Evaluations(OnRelease, generics.ListAPIView):
    """The evaluations: recipes and how far they are; POST starts one."""

    right = Right.MEASURE
    serializer_class = serializers.EvaluationSerializer
    queryset = EvaluationRun.objects.select_related("prompt_set").annotate(**COUNTS)

    @extend_schema(request=serializers.NewEvaluationSerializer, responses={201: serializers.EvaluationSerializer})
    def post(self, request, slug: str):
        """Ask a model about every sample of a release in one setting; for admins."""
        wanted = serializers.NewEvaluationSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        release = self.release(given["release"])
        try:
            evaluation = _evaluation(self.benchmark, given)
            run = start_evaluation(release, evaluation, priority=given["priority"], by=request.user)
        except DraftingRefused as refusal:
            raise ValidationError({refusal.field or "detail": str(refusal)})
        answer = self.get_serializer(self.get_queryset().get(pk=run.pk))
        return Response(answer.data, status=status.HTTP_201_CREATED)


class EvaluationDetail(InBenchmark, generics.RetrieveAPIView):
    """One evaluation."""

    right = Right.MEASURE
    serializer_class = serializers.EvaluationSerializer
    queryset = EvaluationRun.objects.select_related("prompt_set").annotate(**COUNTS)


class Predictions(InBenchmark, generics.ListAPIView):
    """The predictions, narrowed by run, status, split or emotion."""

    right = Right.MEASURE
    scope = "run__benchmark"
    serializer_class = serializers.PredictionSerializer
    queryset = Prediction.objects.select_related("item")

    def narrow(self, rows):
        """The predictions that the query asks for."""
        return rows.filter(**self.wanted(serializers.PredictionFilter))

    @extend_schema(parameters=[serializers.PredictionFilter])
    def get(self, request, *args, **kwargs):
        """The predictions, narrowed by run, status, split or emotion."""
        return super().get(request, *args, **kwargs)


class PredictionImport(OnRelease, generics.GenericAPIView):
    """Predictions made elsewhere."""

    right = Right.MANAGE
    scope = "run__benchmark"
    serializer_class = serializers.PredictionImportSerializer
    queryset = Prediction.objects.all()

    @extend_schema(responses={201: serializers.PredictionOutcomeSerializer, 400: NOTHING_ADDED})
    def post(self, request, slug: str):
        """Take in predictions made elsewhere; for admins. Bad lines are told one by one, the good ones go in."""
        wanted = self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        asked = {name: given[name] for name in ("name", "setting", "persona")}
        lines = io.BytesIO(given["lines"].encode(errors="replace"))
        try:
            outcome = import_predictions(self.release(given["release"]), lines, **asked, by=request.user)
        except (PredictionsRefused, WrongFileError) as refusal:
            raise ValidationError({"detail": str(refusal)})
        code = status.HTTP_201_CREATED if outcome.run else status.HTTP_400_BAD_REQUEST
        return Response(serializers.PredictionOutcomeSerializer(outcome).data, status=code)
