"""The API's form of the quality report."""

from rest_framework import serializers


class RoundFilter(serializers.Serializer):
    """Which rating round."""

    round = serializers.CharField(source="name", max_length=120, required=False, help_text="the round's name")


class SpreadSerializer(serializers.Serializer):
    """Ratings: their number, mean, standard deviation of a sample (n - 1), lowest and highest."""

    number = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    standard_deviation = serializers.FloatField(allow_null=True)
    lowest = serializers.IntegerField(allow_null=True)
    highest = serializers.IntegerField(allow_null=True)


class RaterSpreadSerializer(SpreadSerializer):
    """One rater's ratings."""

    rater = serializers.CharField()


class RaterSerializer(serializers.Serializer):
    """Who rated."""

    name = serializers.CharField()
    from_file = serializers.BooleanField()


class AlphaSerializer(serializers.Serializer):
    """A coefficient with its 95 % interval; a null value has its reason in `undefined`."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    units = serializers.IntegerField(help_text="how many were judged by two or more")
    undefined = serializers.CharField(allow_blank=True)


class RatedGroupSerializer(serializers.Serializer):
    """The figures of one emotion, or (empty name) of all samples."""

    emotion = serializers.CharField(allow_blank=True)
    samples = serializers.IntegerField()
    raters = RaterSpreadSerializer(many=True)
    all_ratings = SpreadSerializer()
    mean_of_rater_means = serializers.FloatField(allow_null=True)
    alpha_ordinal = AlphaSerializer()
    alpha_interval = AlphaSerializer()


class QualityReportSerializer(serializers.Serializer):
    """A round's figures."""

    round = serializers.CharField()
    raters = RaterSerializer(many=True)
    mean_as_in_the_paper = serializers.FloatField(
        allow_null=True, help_text="the mean of the emotions' means of the raters' means"
    )
    plain_mean = serializers.FloatField(allow_null=True, help_text="the mean of all ratings")
    emotions = RatedGroupSerializer(many=True)
    overall = RatedGroupSerializer()
