"""The API's form of reviews and decisions."""

from rest_framework import serializers

from review.models import Decision, Review
from review.states import ReviewStatus

LARGEST_ID = 2**63 - 1


class DecisionSerializer(serializers.ModelSerializer):
    """What a person did with one trigger."""

    class Meta:
        model = Decision
        fields = ["id", "action", "trigger", "result", "reason", "note"]
        read_only_fields = fields  # all are in every answer


class ReviewSerializer(serializers.ModelSerializer):
    """One person's pass over one sample."""

    annotator = serializers.CharField(source="annotator.username", read_only=True)
    decisions = DecisionSerializer(many=True, read_only=True)

    class Meta:
        model = Review
        fields = ["id", "sample", "annotator", "draft", "status", "label", "reason", "flagged", "flag_reason"]
        fields += ["seconds", "opened_at", "ended_at", "decisions"]
        read_only_fields = fields  # all are in every answer


class ReviewFilter(serializers.Serializer):
    """What a list of reviews can be narrowed to."""

    sample = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    status = serializers.ChoiceField(choices=ReviewStatus.choices, required=False)
