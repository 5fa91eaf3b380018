"""The API's form of adjudications, their choices, and comments."""

from rest_framework import serializers

from annotation.serializers import LARGEST_ID
from review.api_naming import name_of
from review.commenting import LONGEST
from review.models import Adjudication, Choice, Comment
from review.row_fields import MOST_ROWS
from review.states import AdjudicationStatus

LARGEST_VERSION = 2**31 - 1


class ChoiceSerializer(serializers.ModelSerializer):
    """What an adjudicator did with the triggers of one meaning: `sources` are the reviewers' triggers."""

    sources = serializers.SerializerMethodField()

    class Meta:
        model = Choice
        fields = ["id", "action", "result", "reason", "note", "sources"]
        read_only_fields = fields  # all are in every answer

    def get_sources(self, choice) -> list[int]:
        """The ids of the reviewers' triggers that the choice is about."""
        return [source.trigger_id for source in choice.sources.all()]


class AdjudicationSerializer(serializers.ModelSerializer):
    """One person's settling of one sample; without choices and label until it is submitted."""

    adjudicator = serializers.CharField(source="adjudicator.username", read_only=True)
    choices = ChoiceSerializer(many=True, read_only=True)

    class Meta:
        model = Adjudication
        fields = ["id", "sample", "adjudicator", "status", "label", "reason", "seconds", "opened_at", "ended_at"]
        fields += ["choices"]
        read_only_fields = fields  # all are in every answer


class AdjudicationFilter(serializers.Serializer):
    """What a list of adjudications can be narrowed to."""

    sample = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    status = serializers.ChoiceField(choices=AdjudicationStatus.choices, required=False)


class ClaimSerializer(serializers.Serializer):
    """Which sample is wanted; without one the next that waits."""

    sample = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


class SheetSerializer(serializers.Serializer):
    """What the adjudication screen shows: version, reviewers, triggers, proposed groups; null: nothing waits."""

    sheet = serializers.DictField(allow_null=True)


class SettlementSerializer(serializers.Serializer):
    """A submit under an id of its own, which makes repeats harmless, at the version that was handed out.

    A row is an object: `sources` (ids of reviewers' triggers, each in exactly one row), `decision` (keep, drop, add),
    `text`, and where dropped or added a `reason`.
    """

    client_id = serializers.UUIDField()
    version = serializers.IntegerField(min_value=0, max_value=LARGEST_VERSION)
    rows = serializers.ListField(child=serializers.DictField(), max_length=MOST_ROWS)
    seconds = serializers.FloatField(min_value=0, default=0)


class SettledSerializer(serializers.Serializer):
    """The ids of what a submit wrote."""

    adjudication = serializers.IntegerField()
    sample = serializers.IntegerField()
    label = serializers.IntegerField()


class CommentSerializer(serializers.ModelSerializer):
    """A remark on a sample, or on the trigger of that id."""

    by = serializers.SerializerMethodField()
    resolved_by = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = ["id", "sample", "trigger", "text", "by", "created_at", "resolved_at", "resolved_by"]
        read_only_fields = fields  # all are in every answer

    def get_by(self, comment) -> str:
        """Who wrote it; by letter for adjudicators while the sample waits for them."""
        return name_of(self.context, comment.sample_id, comment.by)

    def get_resolved_by(self, comment) -> str | None:
        """Who resolved it, named likewise."""
        return name_of(self.context, comment.sample_id, comment.resolved_by) if comment.resolved_by else None


class CommentFilter(serializers.Serializer):
    """What a list of comments can be narrowed to."""

    sample = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


class NewCommentSerializer(serializers.Serializer):
    """A comment to write."""

    sample = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    trigger = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)
    text = serializers.CharField(max_length=LONGEST)


class CommentStateSerializer(serializers.Serializer):
    """Whether nothing more is to be done about a comment."""

    resolved = serializers.BooleanField()
