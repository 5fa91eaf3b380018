"""The API's form of what models reach on a release, and of how far judges agree with people."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inference.judge_serializers import MeanSerializer
from inference.models import Judge, Persona, Setting
from review.results.personas import persona_tables
from review.results.reports import Results

LARGEST_ID = 2**63 - 1


class SignatureSerializer(serializers.Serializer):
    """A judge whose scores may stand in one table; `key` names it in a query."""

    key = serializers.CharField()
    judge = serializers.ChoiceField(choices=Judge.choices)
    name = serializers.CharField()
    model = serializers.CharField()
    threshold = serializers.FloatField(allow_null=True)


class CellSerializer(serializers.Serializer):
    """Mean recall over samples of a split, of one emotion or (empty) of all; null where nothing is scored."""

    split = serializers.CharField()
    emotion = serializers.CharField(allow_blank=True)
    recall = MeanSerializer(allow_null=True)


class CountedSerializer(serializers.Serializer):
    """What became of a run's predictions; only scored ones take part in means."""

    samples = serializers.IntegerField()
    scored = serializers.IntegerField()
    unreadable = serializers.IntegerField()
    unscorable = serializers.IntegerField()
    failed = serializers.IntegerField()
    waiting = serializers.IntegerField()


class LineSerializer(serializers.Serializer):
    """One run: its cells, its paired difference from the baseline, and what it took (means a sample)."""

    run = serializers.IntegerField(source="run.pk")
    name = serializers.CharField(source="run.name")
    setting = serializers.ChoiceField(choices=Setting.choices, source="run.setting")
    persona = serializers.ChoiceField(choices=Persona.choices, source="run.persona")
    engine = serializers.CharField(source="run.engine")
    is_scripted = serializers.BooleanField(source="run.is_scripted")
    cells = CellSerializer(many=True, source="titled_cells")
    precision = MeanSerializer(allow_null=True)
    f1 = serializers.FloatField(allow_null=True)
    difference = MeanSerializer(allow_null=True, help_text="On the samples that both have, under the same draws.")
    counted = CountedSerializer()
    dollars = serializers.FloatField()
    seconds = serializers.FloatField(allow_null=True)
    prefilled = serializers.FloatField(allow_null=True)
    generated = serializers.FloatField(allow_null=True)


class PersonaRowSerializer(serializers.Serializer):
    """One persona: mean recall in each setting of the table, in its order; null where it was not asked."""

    persona = serializers.ChoiceField(choices=Persona.choices)
    cells = serializers.ListField(child=MeanSerializer(allow_null=True))


class PersonaTableSerializer(serializers.Serializer):
    """A model that was asked as several personas, on one split; of several runs alike the latest counts."""

    model = serializers.CharField()
    split = serializers.CharField()
    settings = serializers.ListField(child=serializers.ChoiceField(choices=Setting.choices))
    rows = PersonaRowSerializer(many=True)


class PublishedRowSerializer(serializers.Serializer):
    """The paper's own figures of a model in percent, by each of its judges: for reference, never computed here."""

    name = serializers.CharField()
    setting = serializers.ChoiceField(choices=Setting.choices)
    basic = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    complex = serializers.ListField(child=serializers.FloatField(), allow_null=True)


class PublishedSerializer(serializers.Serializer):
    """What the paper published, and where it comes from."""

    source = serializers.CharField()
    rows = PublishedRowSerializer(many=True)


class ResultsSerializer(serializers.Serializer):
    """The table of a release by one judge; `baseline` is the run that the others are compared with."""

    release = serializers.IntegerField(source="release.pk")
    judge = SignatureSerializer(source="signature", allow_null=True)
    judges = SignatureSerializer(source="signatures", many=True)
    baseline = serializers.IntegerField(source="baseline.pk", allow_null=True, default=None)
    runs = LineSerializer(source="lines", many=True)
    personas = serializers.SerializerMethodField()
    published = PublishedSerializer()

    @extend_schema_field(PersonaTableSerializer(many=True))
    def get_personas(self, found: Results) -> list[dict]:
        """The personas of each model that was asked as several."""
        return PersonaTableSerializer(persona_tables(found), many=True).data


class ResultsFilter(serializers.Serializer):
    """Which table: a release, a judge by its key (else that of most runs), the run that others are compared with."""

    release = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    judge = serializers.CharField(max_length=600, required=False)
    baseline = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


class AccuracySerializer(serializers.Serializer):
    """A judge against people on `pairs` checked pairs; a figure is null where too little is known."""

    pairs = serializers.IntegerField()
    kappa = MeanSerializer(allow_null=True, help_text="Cohen's kappa.")
    true_positive = MeanSerializer(allow_null=True)
    true_negative = MeanSerializer(allow_null=True)


class CalibratedSerializer(serializers.Serializer):
    """One judge; its accuracy is null where it says nothing of single triggers."""

    judge = SignatureSerializer(source="signature")
    accuracy = AccuracySerializer(allow_null=True)


class CeilingSerializer(serializers.Serializer):
    """How far the two people agree who have most pairs in common."""

    pairs = serializers.IntegerField()
    kappa = MeanSerializer(allow_null=True)


class CalibrationSerializer(serializers.Serializer):
    """The judges of a release on a random sample of what one of them judged, which people decided blind."""

    release = serializers.IntegerField(source="drawn.release.pk")
    sampled = SignatureSerializer(source="drawn.signature")
    pairs = serializers.IntegerField(source="size", help_text="Pairs in the sample.")
    found = serializers.IntegerField(source="drawn.found", help_text="Pairs that the judge found, drawn or not.")
    missed = serializers.IntegerField(source="drawn.missed")
    checked = serializers.IntegerField(help_text="Leading pairs that somebody decided: they alone count.")
    people = serializers.IntegerField()
    judges = CalibratedSerializer(source="lines", many=True)
    ceiling = CeilingSerializer(allow_null=True)


class CalibrationFilter(serializers.Serializer):
    """Whose calibration: a release, and the judge, by its key, whose sample is asked for (else the first)."""

    release = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    judge = serializers.CharField(max_length=600, required=False)
