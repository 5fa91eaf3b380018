"""The API's form of benchmarks, pictures, samples, labels and releases."""

from django.urls import reverse
from rest_framework import serializers

from annotation.models import Benchmark, Image, Label, PersonBox, Release, ReleaseSplit, Sample, Split, Trigger
from annotation.releasing.exporting import FORMATS
from annotation.states import SampleStatus

LARGEST_ID = 2**63 - 1


class BenchmarkSerializer(serializers.ModelSerializer):
    """A benchmark and its rules of work."""

    class Meta:
        model = Benchmark
        fields = ["id", "slug", "name", "guidelines", "emotions", "categories", "overlap", "overlap_share"]
        fields += ["queue_order", "seed", "blind_share", "created_at"]
        read_only_fields = fields  # all are in every answer


class ImageSerializer(serializers.ModelSerializer):
    """A picture's facts, all null while it is missing, and where its renditions are."""

    screen = serializers.SerializerMethodField()
    thumbnail = serializers.SerializerMethodField()

    class Meta:
        model = Image
        fields = ["id", "path", "source", "sha256", "byte_size", "width", "height", "format", "stored_at"]
        fields += ["sensitive", "screen", "thumbnail"]
        read_only_fields = fields  # all are in every answer

    def get_screen(self, image) -> str | None:
        """Address of the screen-size rendition; a token opens it like the API."""
        return image.screen_url() if image.has_file else None

    def get_thumbnail(self, image) -> str | None:
        """Address of the thumbnail; a token opens it like the API."""
        return image.thumbnail_url() if image.has_file else None


class PersonSerializer(serializers.ModelSerializer):
    """A person in a picture; the box is [x, y, width, height] as shares of the upright picture."""

    box = serializers.ListField(child=serializers.FloatField(), read_only=True)

    class Meta:
        model = PersonBox
        fields = ["id", "name", "box"]
        read_only_fields = fields  # all are in every answer


class SampleSerializer(serializers.ModelSerializer):
    """A sample, whom in the picture it is about, and where it stands."""

    image_path = serializers.CharField(source="image.path", read_only=True)
    person = PersonSerializer(read_only=True)

    class Meta:
        model = Sample
        fields = ["id", "position", "image", "image_path", "question", "emotion", "fine_emotion", "split", "status"]
        fields += ["person", "wanted", "free_places", "final_label", "created_at"]
        read_only_fields = fields  # all are in every answer


class SampleFilter(serializers.Serializer):
    """What a list of samples can be narrowed to."""

    status = serializers.ChoiceField(choices=SampleStatus.choices, required=False)
    emotion = serializers.CharField(max_length=40, required=False, allow_blank=True)
    split = serializers.ChoiceField(choices=Split.choices, required=False)
    image = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


class TriggerSerializer(serializers.ModelSerializer):
    """One trigger of a label."""

    class Meta:
        model = Trigger
        fields = ["id", "position", "text", "factor", "explicit", "category", "evidence", "derived_from"]
        read_only_fields = fields  # all are in every answer


class LabelSerializer(serializers.ModelSerializer):
    """A version of a sample's triggers."""

    triggers = TriggerSerializer(many=True, read_only=True)

    class Meta:
        model = Label
        fields = ["id", "sample", "version", "origin", "text", "created_at", "triggers"]
        read_only_fields = fields  # all are in every answer


class LabelFilter(serializers.Serializer):
    """What a list of labels can be narrowed to."""

    sample = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


class ReleaseSerializer(serializers.ModelSerializer):
    """A release, and where its files are."""

    downloads = serializers.SerializerMethodField()

    class Meta:
        model = Release
        fields = ["id", "name", "split", "include_imported", "sample_count", "sha256", "created_at", "downloads"]
        read_only_fields = fields  # all are in every answer

    def get_downloads(self, release) -> dict[str, str]:
        """Address of the download of each format; a token opens it like the API.

        `?annotators=1` at the address of jsonl adds each reviewer's list, by pseudonym.
        """
        slug = self.context["view"].benchmark.slug
        return {name: reverse("review:release_download", args=[slug, release.pk, name]) for name in FORMATS}


class NewReleaseSerializer(serializers.Serializer):
    """What a release is cut from."""

    name = serializers.CharField(max_length=120)
    split = serializers.ChoiceField(choices=ReleaseSplit.choices)
    include_imported = serializers.BooleanField(default=False)
