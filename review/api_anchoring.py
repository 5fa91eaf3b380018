"""The API of what drafts do to people: anchoring, and whether people look."""

from rest_framework import generics, serializers
from rest_framework.response import Response

from annotation.models import Benchmark
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference.judge_serializers import MeanSerializer
from review.anchoring.reports import COMPARABLE, OWN, SAME, anchoring_report
from review.anchoring.wording import plain
from review.attention.reports import attention_report


class PullComparisonSerializer(serializers.Serializer):
    """One measure in both arms."""

    measure = serializers.CharField()
    blind = MeanSerializer(allow_null=True)
    assisted = MeanSerializer(allow_null=True)
    difference = MeanSerializer(allow_null=True, help_text="assisted less blind")


class PullPartSerializer(serializers.Serializer):
    """One way to compare."""

    name = serializers.ChoiceField([OWN, SAME, COMPARABLE])
    samples = serializers.IntegerField()
    measures = PullComparisonSerializer(many=True)


class AnchoringSerializer(serializers.Serializer):
    """How far drafts pull the people who see them."""

    blind_reviews = serializers.IntegerField()
    assisted_reviews = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="samples left out because no worker has compared them yet")
    parts = PullPartSerializer(many=True)


class AttentionSerializer(serializers.Serializer):
    """One person's catch rate of planted triggers, pace, and labels accepted without looking."""

    username = serializers.CharField()
    reviews = serializers.IntegerField()
    planted = serializers.IntegerField()
    caught = serializers.IntegerField()
    catch = MeanSerializer(allow_null=True, help_text="with the Wilson score interval")
    pace = serializers.FloatField(allow_null=True, help_text="median seconds for each drafted trigger")
    whole = serializers.IntegerField(help_text="reviews in which all was accepted and nothing added")
    hurried = serializers.IntegerField(help_text="of these, in under two seconds for each trigger")
    run = serializers.IntegerField(help_text="the longest row of reviews accepted whole")


class Anchoring(InBenchmark, generics.GenericAPIView):
    """How far drafts pull people."""

    right = Right.MEASURE
    serializer_class = AnchoringSerializer
    queryset = Benchmark.objects.all()

    def get(self, request, slug: str):
        """Blind lists beside lists written with the draft: one's own, on the same samples, on comparable ones."""
        return Response(self.get_serializer(plain(anchoring_report(self.benchmark))).data)


class AttentionByPerson(InBenchmark, generics.ListAPIView):
    """Whether people look."""

    right = Right.MANAGE
    serializer_class = AttentionSerializer
    queryset = Benchmark.objects.all()
    pagination_class = None

    def get_queryset(self):
        """Everybody who has reviewed a draft, by name."""
        return attention_report(self.benchmark)
