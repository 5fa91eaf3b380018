"""The API's form of pictures with several questions, of their people and of what is asked of them."""

from rest_framework import serializers

from annotation.models import Image, Split
from annotation.perspectives import LONGEST_NAME, LONGEST_QUESTION, LONGEST_REASON
from annotation.serializers import PersonSerializer, SampleSerializer
from review.pictures import listing


class PictureSerializer(serializers.ModelSerializer):
    """How many questions a picture has, how many are reviewed, and how many stand in each split."""

    asked = serializers.IntegerField(read_only=True)
    reviewed = serializers.IntegerField(read_only=True)
    basic = serializers.IntegerField(read_only=True)
    complex = serializers.IntegerField(read_only=True)
    is_candidate = serializers.SerializerMethodField()
    people = PersonSerializer(many=True, read_only=True)

    class Meta:
        model = Image
        fields = ["id", "path", "asked", "reviewed", "basic", "complex", "is_candidate", "people"]
        read_only_fields = fields  # all are in every answer

    def get_is_candidate(self, image) -> bool:
        """Whether two or more questions are reviewed and not all stand in the complex split."""
        return listing.is_candidate(image)


class PictureFilter(serializers.Serializer):
    """Which pictures: with several questions, complex candidates, or those in both splits."""

    kind = serializers.ChoiceField(choices=listing.KINDS, required=False)


class NewPersonSerializer(serializers.Serializer):
    """A name, and [x, y, width, height] as shares of the upright picture, from its top left corner."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    box = serializers.ListField(child=serializers.FloatField(min_value=0, max_value=1), min_length=4, max_length=4)


class NewQuestionSerializer(serializers.Serializer):
    """A further question; `person` is the name of somebody marked in the picture."""

    question = serializers.CharField(max_length=LONGEST_QUESTION)
    emotion = serializers.CharField(max_length=40)
    person = serializers.CharField(max_length=LONGEST_NAME, required=False, allow_blank=True)
    drafts = serializers.BooleanField(required=False, default=True)


class AskedSerializer(serializers.Serializer):
    """The new sample, the id of its draft where one is on its way, and why there is none where one was wanted."""

    sample = SampleSerializer()
    draft = serializers.IntegerField(source="draft.pk", default=None)
    why_not = serializers.CharField()


class MoveSerializer(serializers.Serializer):
    """Where a sample goes, and why."""

    split = serializers.ChoiceField(choices=Split.choices)
    reason = serializers.CharField(max_length=LONGEST_REASON)
