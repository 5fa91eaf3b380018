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


class FigureSerializer(serializers.Serializer):
    """A figure with its 95 % interval over whole pictures; a null value has its reason in `undefined`."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    count = serializers.IntegerField(help_text="how many pairs of lists, triggers, or units it is computed from")
    undefined = serializers.CharField(allow_blank=True)


class CompanySerializer(serializers.Serializer):
    """How far some raters agree: on verdicts about drafted triggers, and on lists of triggers."""

    f1 = FigureSerializer()
    jaccard = FigureSerializer()
    shared = FigureSerializer(help_text="the share of triggers that the other list has too")
    masi = FigureSerializer(help_text="Krippendorff's alpha of sets of meanings with the MASI distance")
    nominal = FigureSerializer(help_text="Krippendorff's alpha of accept, edit, reject")
    fleiss = FigureSerializer(help_text="Fleiss' kappa of accept, edit, reject")


class AgreementGroupSerializer(serializers.Serializer):
    """One emotion, category, or (empty name) all; further raters are null for categories."""

    name = serializers.CharField(allow_blank=True)
    people = CompanySerializer()
    draft = CompanySerializer(allow_null=True)
    adjudicated = CompanySerializer(allow_null=True)


class PairSerializer(serializers.Serializer):
    """Two raters."""

    left = serializers.CharField()
    right = serializers.CharField()
    samples = serializers.IntegerField(help_text="compared samples that both have a list of")
    f1 = FigureSerializer()
    jaccard = FigureSerializer()
    masi = FigureSerializer(help_text="Krippendorff's alpha of sets of meanings with the MASI distance")
    kappa = FigureSerializer(help_text="Cohen's")


class AgreementReportSerializer(serializers.Serializer):
    """How far people agree, with the draft and the adjudicated label as further raters."""

    benchmark = serializers.CharField()
    made_at = serializers.DateTimeField(help_text="large reports are made anew every five minutes at most")
    raters = serializers.ListField(child=serializers.CharField())
    samples = serializers.IntegerField(help_text="samples with submitted reviews of two or more people")
    waiting = serializers.IntegerField(help_text="samples whose lists no worker has compared yet; left out of lists")
    all = AgreementGroupSerializer()
    emotions = AgreementGroupSerializer(many=True)
    categories = AgreementGroupSerializer(many=True)
    pairs = PairSerializer(many=True)


class ComparisonSerializer(serializers.Serializer):
    """What was asked for."""

    samples = serializers.IntegerField(help_text="samples to compare")
    jobs = serializers.IntegerField(help_text="new jobs; samples that wait in one already are not queued again")
