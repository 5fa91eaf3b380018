"""The API of steering runs of any kind, and of evaluations and judges: pause, resume, cancel, retry, prices, budget."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference.api_evaluations import COUNTS
from inference.api_judges import judge_runs
from inference.evaluating import cancel_evaluation, retry_evaluation
from inference.evaluation_serializers import EvaluationSerializer
from inference.judge_serializers import JudgeRunSerializer
from inference.models import EvaluationRun
from inference.pausing import StillSpent, pause_run, resume_run
from inference.starting_judges import cancel_judge, judge_again
from inference.steering_serializers import TermsSerializer
from inference.terms import Terms, change_terms


class Steering(InBenchmark, generics.GenericAPIView):
    """Something done with a run; the answer is the run as it is then."""

    right = Right.MANAGE

    def run(self):
        """The run of the address."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def answer(self, run) -> Response:
        """The run as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=run.pk)).data)


class OfEvaluation(Steering):
    """Something done with an evaluation."""

    serializer_class = EvaluationSerializer
    queryset = EvaluationRun.objects.select_related("prompt_set", "benchmark").annotate(**COUNTS)
    cancel, retry = staticmethod(cancel_evaluation), staticmethod(retry_evaluation)


class OfJudge(Steering):
    """Something done with a judge."""

    scope = "evaluation__benchmark"
    serializer_class = JudgeRunSerializer
    queryset = judge_runs()
    cancel, retry = staticmethod(cancel_judge), staticmethod(judge_again)


class Pausing:
    """Pausing a run."""

    @extend_schema(request=None)
    def post(self, request, slug: str, pk: int):
        """Hold back what is not done; a run that is paused or over stays as it is. For admins."""
        run = self.run()
        pause_run(run, by=request.user)
        return self.answer(run)


class Resuming:
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


class Cancelling:
    """Cancelling a run."""

    @extend_schema(request=None)
    def post(self, request, slug: str, pk: int):
        """Cancel what is not done; what is done stays. For admins."""
        run = self.run()
        self.cancel(run, by=request.user)
        return self.answer(run)


class Retrying:
    """Retrying a run."""

    @extend_schema(request=None)
    def post(self, request, slug: str, pk: int):
        """Do again all that failed, was cancelled or could not be read. For admins."""
        run = self.run()
        self.retry(run, by=request.user)
        return self.answer(run)


class Pricing:
    """Changing what a run may cost."""

    @extend_schema(request=TermsSerializer)
    def post(self, request, slug: str, pk: int):
        """Change prices and budget; what is not given stays. For admins."""
        run = self.run()
        wanted = TermsSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        kept = {name: getattr(run, name) for name in Terms.__slots__}
        change_terms(run, Terms(**(kept | wanted.validated_data)), by=request.user)
        return self.answer(run)


class EvaluationPause(Pausing, OfEvaluation):
    """Pausing an evaluation."""


class EvaluationResume(Resuming, OfEvaluation):
    """Resuming an evaluation."""


class EvaluationCancel(Cancelling, OfEvaluation):
    """Cancelling an evaluation."""


class EvaluationRetry(Retrying, OfEvaluation):
    """Asking again where an evaluation failed."""


class EvaluationTerms(Pricing, OfEvaluation):
    """Changing what an evaluation may cost."""


class JudgePause(Pausing, OfJudge):
    """Pausing a judge."""


class JudgeResume(Resuming, OfJudge):
    """Resuming a judge."""


class JudgeCancel(Cancelling, OfJudge):
    """Cancelling a judge."""


class JudgeRetry(Retrying, OfJudge):
    """Judging again what failed or could not be read."""


class JudgeTerms(Pricing, OfJudge):
    """Changing what a judge may cost."""
