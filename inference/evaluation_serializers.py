"""The API's form of evaluations and predictions."""

from rest_framework import serializers

from annotation.models import Split
from inference.forms.priority import LARGEST_PRIORITY
from inference.models import EngineName, EvaluationRun, Persona, Prediction, Setting
from inference.serializers import (
    LARGEST_ID,
    ProgressSerializer,
)
from inference.states import PredictionStatus
from inference.steering_serializers import TermsSerializer
from inference.terms import PRICES


class EvaluationSerializer(serializers.ModelSerializer):
    """An evaluation's recipe and how far it is; prices are US dollars for a million tokens."""

    prompt_set = serializers.StringRelatedField(allow_null=True)
    is_scripted = serializers.BooleanField(read_only=True)
    progress = ProgressSerializer(source="*", read_only=True)

    class Meta:
        model = EvaluationRun
        fields = ["id", "release", "name", "setting", "persona", "engine", "model", "revision", "prompt_set", "words"]
        fields += ["parameters", "options", "seed", "packages", *PRICES, "budget", "is_scripted", "progress"]
        fields += ["created_at", "paused_at", "paused_because", "cancelled_at"]
        read_only_fields = fields  # all are in every answer


class NewEvaluationSerializer(TermsSerializer):
    """What to measure, and the recipe; the recipe's own rules are kept by `inference.recipes`."""

    release = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    name = serializers.CharField(max_length=120, help_text="The model's name in tables.")
    setting = serializers.ChoiceField(choices=Setting.choices)
    persona = serializers.ChoiceField(choices=Persona.choices, default=Persona.EMOTION_EXPERT)
    engine = serializers.ChoiceField(choices=EngineName.choices)
    model = serializers.CharField(max_length=300, required=False)
    revision = serializers.CharField(max_length=80, required=False)
    prompt_set = serializers.CharField(max_length=80, required=False, help_text="That of CFSA, such as paper-1.")
    max_new_tokens = serializers.IntegerField(min_value=1, max_value=8192, default=256)
    temperature = serializers.FloatField(min_value=0, max_value=2, default=0)
    top_p = serializers.FloatField(min_value=0.01, max_value=1, default=1)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)
    options = serializers.DictField(default=dict, help_text="Options of the engine, by name.")
    priority = serializers.IntegerField(min_value=-LARGEST_PRIORITY, max_value=LARGEST_PRIORITY, default=0)


class PredictionRoundSerializer(serializers.Serializer):
    """One question and answer on the way to a prediction."""

    position = serializers.IntegerField()
    phase = serializers.CharField()
    subject = serializers.CharField()
    question = serializers.CharField()
    answer = serializers.CharField()
    prompt_tokens = serializers.IntegerField()
    reused_tokens = serializers.IntegerField()
    generated_tokens = serializers.IntegerField()
    seconds = serializers.FloatField()
    shared = serializers.BooleanField()


class PredictionSerializer(serializers.ModelSerializer):
    """What a model said about one sample of the release, and the rounds that led to it."""

    sample = serializers.IntegerField(source="item.sample_id")
    image = serializers.CharField(source="item.image_path")
    question = serializers.CharField(source="item.question")
    split = serializers.ChoiceField(choices=Split.choices, source="item.split")
    emotion = serializers.CharField(source="item.emotion")
    rounds = PredictionRoundSerializer(many=True)

    class Meta:
        model = Prediction
        fields = ["id", "run", "sample", "image", "question", "split", "emotion", "status", "text", "error", "rounds"]
        fields += ["prompt_tokens", "reused_tokens", "generated_tokens", "seconds", "finished_at"]
        read_only_fields = fields  # all are in every answer


class PredictionFilter(serializers.Serializer):
    """What a list of predictions can be narrowed to."""

    run = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    status = serializers.ChoiceField(choices=PredictionStatus.choices, required=False)
    split = serializers.ChoiceField(choices=Split.choices, required=False, source="item__split")
    emotion = serializers.CharField(max_length=40, required=False, source="item__emotion")


class PredictionImportSerializer(serializers.Serializer):
    """Predictions made elsewhere: the `lines` of a file in the official form, as one text."""

    release = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    name = serializers.CharField(max_length=120)
    setting = serializers.ChoiceField(choices=Setting.choices)
    persona = serializers.ChoiceField(choices=Persona.choices, default=Persona.EMOTION_EXPERT)
    lines = serializers.CharField(
        trim_whitespace=False, help_text="One JSON object a line: {path: answer} or {path: {question: answer}}."
    )


class LineRefusalSerializer(serializers.Serializer):
    """An answer that was left out: the line it is on (from 1), its picture, and why."""

    line = serializers.IntegerField()
    what = serializers.CharField()
    why = serializers.CharField()


class PredictionOutcomeSerializer(serializers.Serializer):
    """What came of an import; `missing` samples of the release have no prediction."""

    run = serializers.IntegerField(source="run.pk", allow_null=True)
    added = serializers.IntegerField()
    missing = serializers.IntegerField()
    repeated = serializers.BooleanField(help_text="Whether this file had been imported before.")
    refused = LineRefusalSerializer(many=True)
