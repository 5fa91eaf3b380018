"""The API's form of assignments."""

from rest_framework import serializers

from annotation.models import Assignment
from annotation.serializers import LARGEST_ID, SampleFilter

MOST_NAMES = 200


class AssignmentSerializer(serializers.ModelSerializer):
    """A sample is for a person or for a group; the other of the two is null."""

    user = serializers.CharField(source="user.username", read_only=True, default=None)
    group = serializers.CharField(source="group.name", read_only=True, default=None)

    class Meta:
        model = Assignment
        fields = ["id", "sample", "user", "group", "created_at"]
        read_only_fields = fields  # all are in every answer


class AssignmentFilter(serializers.Serializer):
    """What a list of assignments can be narrowed to."""

    sample = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


class WantedSerializer(SampleFilter):
    """Which samples, by the filters of the sample list, and for whom; `count` takes the first so many of the queue."""

    image = None
    words = serializers.CharField(max_length=200, required=False, allow_blank=True)
    count = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)
    users = serializers.ListField(
        child=serializers.CharField(max_length=150), max_length=MOST_NAMES, required=False, default=list
    )
    groups = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=MOST_NAMES, required=False, default=list
    )


class ChangedSerializer(serializers.Serializer):
    """How many assignments came or went."""

    changed = serializers.IntegerField()
