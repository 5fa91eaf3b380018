"""The API of quality: a rating round's figures, and how far reviewers agree."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from annotation.models import Benchmark
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference.matching import enqueue_match
from review import quality_serializers as serializers
from review.agreement.keeping import agreement_report
from review.agreement.wording import named
from review.agreement.wording import plain as plain_agreement
from review.models import RatingRound
from review.ratings.rating import still_to_rate
from review.ratings.reports import quality_report
from review.ratings.wording import FINISH_FIRST, plain


class QualityReport(InBenchmark, generics.GenericAPIView):
    """What raters gave, and how far they agree."""

    right = Right.MEASURE
    serializer_class = serializers.QualityReportSerializer
    queryset = RatingRound.objects.select_related("benchmark")

    @extend_schema(parameters=[serializers.RoundFilter])
    def get(self, request, slug: str):
        """Means, spreads and alphas of a rating round (the newest one, or `round`), by emotion and by rater.

        Raters who have not finished the round get a 403: nobody rates after having seen the others.
        """
        found = self.get_queryset().filter(**self.wanted(serializers.RoundFilter)).first()
        if found is None:
            raise Http404("There is no such rating round.")
        if still_to_rate(found, request.user):
            raise PermissionDenied(FINISH_FIRST)
        return Response(self.get_serializer(plain(found, quality_report(found))).data)


class Agreement(InBenchmark, generics.GenericAPIView):
    """How far reviewers agree."""

    right = Right.MEASURE
    serializer_class = serializers.AgreementReportSerializer
    queryset = Benchmark.objects.all()

    def get(self, request, slug: str):
        """Kappa and alpha of verdicts, F1 and alpha of lists matched by meaning: in all, by emotion, category and pair.

        The draft and the adjudicated label are further raters. People are named to those who may export.
        """
        kept = agreement_report(self.benchmark)
        raters = named(self.benchmark, kept.report, request.user)
        values = plain_agreement(self.benchmark, kept.report, raters) | {"made_at": kept.made_at}
        return Response(self.get_serializer(values).data)


class AgreementComparison(InBenchmark, generics.GenericAPIView):
    """Comparing lists by meaning."""

    right = Right.MANAGE
    serializer_class = serializers.ComparisonSerializer
    queryset = Benchmark.objects.all()

    @extend_schema(request=None)
    def post(self, request, slug: str):
        """Queue the comparison of all reviewed samples whose lists no worker has compared yet; for admins."""
        waiting = agreement_report(self.benchmark).report.waiting
        made = enqueue_match(waiting, by=request.user)
        return Response(self.get_serializer({"samples": len(waiting), "jobs": len(made)}).data)
