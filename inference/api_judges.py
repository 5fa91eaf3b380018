"""The API of judges: started over an evaluation, read trigger by trigger, and those of the official scripts."""

import io

from django.db.models import Avg, Count, Prefetch, Q
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.formats.reading import WrongFileError
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference import judge_serializers as serializers
from inference.importing_judgements import JudgementsRefused, import_judgements
from inference.judge_figures import figures_of
from inference.models import EvaluationRun, Judgement, JudgeRun, Match
from inference.recipes import DraftingRefused
from inference.starting_judges import start_judge
from inference.states import JudgementStatus

COUNTS = {state.value: Count("judgements", filter=Q(judgements__status=state)) for state in JudgementStatus}
MEAN = Avg("judgements__score", filter=Q(judgements__status=JudgementStatus.DONE))
NOTHING_ADDED = OpenApiResponse(
    serializers.JudgementOutcomeSerializer,
    description="No line was good, and each is told why; a body that is no import at all is answered field by field.",
)


def judge_runs():
    """Judge runs as the API tells them, as a QuerySet."""
    return JudgeRun.objects.select_related("evaluation__benchmark").annotate(**COUNTS, mean=MEAN)


class OnEvaluation(InBenchmark):
    """Mixed into views whose body names an evaluation of the benchmark."""

    def evaluation(self, pk: int) -> EvaluationRun:
        """The evaluation. Raises ValidationError where the benchmark has none of that number."""
        found = EvaluationRun.objects.filter(benchmark=self.benchmark, pk=pk).select_related("benchmark").first()
        if found is None:
            raise ValidationError({"evaluation": f"This benchmark has no evaluation {pk}."})
        return found


class JudgeRuns(OnEvaluation, generics.ListAPIView):
    """The judges and how far they are; POST starts one."""

    right = Right.MEASURE
    scope = "evaluation__benchmark"
    serializer_class = serializers.JudgeRunSerializer
    queryset = judge_runs()

    def narrow(self, rows):
        """The judges that the query asks for."""
        return rows.filter(**self.wanted(serializers.JudgeRunFilter))

    @extend_schema(parameters=[serializers.JudgeRunFilter])
    def get(self, request, *args, **kwargs):
        """The judges and how far they are, narrowed by evaluation or kind."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=serializers.NewJudgeRunSerializer, responses={201: serializers.JudgeRunSerializer})
    def post(self, request, slug: str):
        """Let a judge compare the predictions of an evaluation with the labels; for admins."""
        wanted = serializers.NewJudgeRunSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        evaluation = self.evaluation(given["evaluation"])
        try:
            run = start_judge(evaluation, wanted.judging(), priority=given["priority"], by=request.user)
        except DraftingRefused as refusal:
            raise ValidationError({refusal.field or "detail": str(refusal)})
        answer = self.get_serializer(judge_runs().get(pk=run.pk))
        return Response(answer.data, status=status.HTTP_201_CREATED)


class JudgeRunDetail(InBenchmark, generics.RetrieveAPIView):
    """One judge with its figures: recall with its interval, precision, F1, cost."""

    right = Right.MEASURE
    scope = "evaluation__benchmark"
    serializer_class = serializers.JudgeRunDetailSerializer
    queryset = judge_runs()

    def get_object(self) -> JudgeRun:
        """The judge with its figures as they are now."""
        run = super().get_object()
        run.figures = figures_of(run)
        return run


class Judgements(InBenchmark, generics.ListAPIView):
    """The judgements with their match tables, narrowed by run, status, split or emotion."""

    right = Right.MEASURE
    scope = "run__evaluation__benchmark"
    serializer_class = serializers.JudgementSerializer
    queryset = Judgement.objects.select_related("prediction__item").prefetch_related(
        Prefetch("matches", Match.objects.select_related("trigger").order_by("position"))
    )

    def narrow(self, rows):
        """The judgements that the query asks for."""
        return rows.filter(**self.wanted(serializers.JudgementFilter))

    @extend_schema(parameters=[serializers.JudgementFilter])
    def get(self, request, *args, **kwargs):
        """The judgements with their match tables, narrowed by run, status, split or emotion."""
        return super().get(request, *args, **kwargs)


class JudgementImport(OnEvaluation, generics.GenericAPIView):
    """What the official scripts' judge said."""

    right = Right.MANAGE
    scope = "run__evaluation__benchmark"
    serializer_class = serializers.JudgementImportSerializer
    queryset = Judgement.objects.all()

    @extend_schema(responses={201: serializers.JudgementOutcomeSerializer, 400: NOTHING_ADDED})
    def post(self, request, slug: str):
        """Take in what the official scripts' judge said; for admins. Every faulty line is told, none is scored."""
        wanted = self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        lines = io.BytesIO(given["lines"].encode(errors="replace"))
        try:
            outcome = import_judgements(
                self.evaluation(given["evaluation"]), lines, name=given["name"], by=request.user
            )
        except (JudgementsRefused, WrongFileError) as refusal:
            raise ValidationError({"detail": str(refusal)})
        code = status.HTTP_201_CREATED if outcome.run else status.HTTP_400_BAD_REQUEST
        return Response(serializers.JudgementOutcomeSerializer(outcome).data, status=code)
