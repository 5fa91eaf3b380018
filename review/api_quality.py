"""The API of quality ratings: a round's figures."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from annotation.permissions import Right
from annotation.scoping import InBenchmark
from review import quality_serializers as serializers
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
