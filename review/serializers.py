"""The API's form of reviews and decisions."""

from rest_framework import serializers

from annotation import serializers as annotation
from annotation.permissions import Right, can
from review.api_naming import name_of
from review.models import Decision, Review
from review.remembering import as_decided
from review.states import ReviewStatus

LARGEST_ID = 2**63 - 1


class DecisionSerializer(serializers.ModelSerializer):
    """What a person did with one trigger, and the words that they kept of it.

    In your own reviews, unless you run the benchmark, `trigger` is the id that the sheet had, and there is no other.
    """

    id = serializers.IntegerField(read_only=True, allow_null=True)
    text = serializers.CharField(source="result.text", read_only=True, default="")

    class Meta:
        model = Decision
        fields = ["id", "action", "trigger", "result", "reason", "note", "text"]
        read_only_fields = fields  # all are in every answer


class ReviewSerializer(serializers.ModelSerializer):
    """One person's pass over one sample."""

    annotator = serializers.SerializerMethodField()
    decisions = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = ["id", "sample", "annotator", "draft", "status", "label", "reason", "flagged", "flag_reason"]
        fields += ["seconds", "opened_at", "ended_at", "decisions"]
        read_only_fields = fields  # all are in every answer

    def get_annotator(self, review) -> str:
        """Who it is; by letter for adjudicators while the sample waits for them."""
        return name_of(self.context, review.sample_id, review.annotator)

    def get_decisions(self, review) -> DecisionSerializer(many=True):
        """All of them; of an own review as its sheet named the triggers."""
        reader, benchmark = self.context["request"].user, self.context["view"].benchmark
        if review.annotator_id == reader.pk and not can(reader, benchmark, Right.MANAGE):
            return as_decided(review)
        return DecisionSerializer(review.decisions.all(), many=True).data


class HolderSerializer(serializers.Serializer):
    """Who has a sample open: their review, and the seconds since they last did anything."""

    review = serializers.IntegerField()
    annotator = serializers.CharField(source="name")
    idle_seconds = serializers.SerializerMethodField()

    def get_idle_seconds(self, holder) -> int:
        """Whole seconds; under a minute somebody is at work."""
        return int(holder.idle.total_seconds())


class HeldSampleSerializer(annotation.SampleSerializer):
    """A sample, whom in the picture it is about, where it stands, and who has it open (null: only admins are told)."""

    holders = serializers.SerializerMethodField()

    class Meta(annotation.SampleSerializer.Meta):
        fields = [*annotation.SampleSerializer.Meta.fields, "holders"]
        read_only_fields = fields  # all are in every answer

    def get_holders(self, sample) -> HolderSerializer(many=True, allow_null=True):
        """Those who are reviewing it now."""
        held = self.context["holders"]
        return None if held is None else HolderSerializer(held.get(sample.pk, []), many=True).data


class ReviewFilter(serializers.Serializer):
    """What a list of reviews can be narrowed to."""

    sample = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    status = serializers.ChoiceField(choices=ReviewStatus.choices, required=False)
