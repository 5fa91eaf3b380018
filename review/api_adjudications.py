"""The API of adjudications: read them, take a sample, and submit its final label."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation.models import Sample
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from review import adjudication_queue
from review import adjudication_serializers as serializers
from review.adjudicating import Settlement, submit
from review.laying_out import layout
from review.models import Adjudication, Choice
from review.reading import readable
from review.refusals import Refusal


class AdjudicationsOfBenchmark(InBenchmark):
    """The adjudications that the user may read."""

    right = Right.MEASURE
    write_right = Right.ADJUDICATE
    scope = "sample__benchmark"
    serializer_class = serializers.AdjudicationSerializer
    queryset = Adjudication.objects.select_related("adjudicator").prefetch_related(
        Prefetch("choices", Choice.objects.order_by("id").prefetch_related("sources"))
    )

    def narrow(self, rows):
        """Nobody reads others' on a sample that they are reviewing."""
        return readable(self.request.user, self.benchmark, rows, by="adjudicator")


class Adjudications(AdjudicationsOfBenchmark, generics.ListAPIView):
    """The adjudications with their choices; POST takes a sample."""

    def narrow(self, rows):
        """The adjudications that the query asks for, of those that the user may read."""
        return super().narrow(rows).filter(**self.wanted(serializers.AdjudicationFilter))

    @extend_schema(parameters=[serializers.AdjudicationFilter])
    def get(self, request, *args, **kwargs):
        """The adjudications with their choices, for researchers, adjudicators and admins."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=serializers.ClaimSerializer, responses={201: serializers.SheetSerializer})
    def post(self, request, slug: str):
        """Take the next sample that waits, or a certain one, under a lease; for adjudicators and admins.

        A repeat gives what is open already. The sheet names reviewers by letter.
        """
        wanted = serializers.ClaimSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        claimed = self._claim(wanted.validated_data.get("sample"))
        return Response({"sheet": layout(claimed)}, status=status.HTTP_201_CREATED)

    def _claim(self, sample: int | None) -> int | None:
        if sample is None:
            return adjudication_queue.claim(self.benchmark, by=self.request.user)
        found = get_object_or_404(Sample, benchmark=self.benchmark, pk=sample)
        claimed = adjudication_queue.claim_sample(found, by=self.request.user)
        if claimed is None:
            raise ValidationError({"sample": _("You cannot settle that sample: it waits for nobody, or not for you.")})
        return claimed


class AdjudicationDetail(AdjudicationsOfBenchmark, generics.RetrieveAPIView):
    """One adjudication with its choices."""


class AdjudicationSubmit(InBenchmark, APIView):
    """An open adjudication is submitted."""

    right = write_right = Right.ADJUDICATE

    @extend_schema(request=serializers.SettlementSerializer, responses=serializers.SettledSerializer)
    def post(self, request, slug: str, pk: int):
        """Submit your open adjudication: its choices and the final label; for adjudicators and admins.

        A repeat under the same client_id gives the same answer. 409: it is over; 412: its version moved on.
        """
        sent = serializers.SettlementSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        rows, facts = sent.validated_data.pop("rows"), sent.validated_data
        try:
            return Response(submit(self.benchmark, pk, Settlement(working={"rows": rows}, **facts), by=request.user))
        except Refusal as refusal:
            told = refusal.as_dict()
            return Response({"detail": told.pop("error")} | told, status=refusal.status)
