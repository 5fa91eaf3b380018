"""The API's form of judges, their judgements and the match table of each."""

from rest_framework import serializers

from annotation.models import Split
from inference.evaluation_serializers import LineRefusalSerializer
from inference.forms.priority import LARGEST_PRIORITY
from inference.judges import llm
from inference.models import EngineName, Judge, Judgement, JudgeRun, Match
from inference.serializers import LARGEST_ID
from inference.starting_judges import Judging
from inference.states import JudgementStatus
from inference.steering_serializers import TermsSerializer
from inference.terms import PRICES, Terms


class JudgeProgressSerializer(serializers.Serializer):
    """How many judgements of a judge stand where; unreadable ones are never scored."""

    pending = serializers.IntegerField()
    done = serializers.IntegerField()
    unreadable = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class JudgeRunSerializer(serializers.ModelSerializer):
    """A judge over the predictions of an evaluation, and how far it is; `mean` is that of the scores so far."""

    is_scripted = serializers.BooleanField(read_only=True)
    progress = JudgeProgressSerializer(source="*", read_only=True)
    mean = serializers.FloatField(read_only=True, allow_null=True)

    class Meta:
        model = JudgeRun
        fields = ["id", "evaluation", "judge", "name", "engine", "model", "revision", "threshold", "words"]
        fields += ["parameters", "options", "seed", "packages", *PRICES, "budget", "is_scripted", "progress", "mean"]
        fields += ["created_at", "paused_at", "paused_because", "cancelled_at"]
        read_only_fields = fields  # all are in every answer


class MeanSerializer(serializers.Serializer):
    """A mean with its 95 % interval, clustered by picture (null from fewer than 5), over `count` samples."""

    value = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    count = serializers.IntegerField()
    images = serializers.IntegerField()


class JudgeFiguresSerializer(serializers.Serializer):
    """What a judge made of an evaluation: recall (for coherence: its mean), precision, F1, US dollars."""

    recall = MeanSerializer(source="estimate", allow_null=True)
    precision = serializers.FloatField(allow_null=True)
    f1 = serializers.FloatField(allow_null=True)
    cost = serializers.FloatField()
    bins = serializers.ListField(child=serializers.IntegerField(), help_text="Scores in ten equal bins from 0 to 1.")


class JudgeRunDetailSerializer(JudgeRunSerializer):
    """One judge with its figures."""

    figures = JudgeFiguresSerializer(read_only=True)

    class Meta(JudgeRunSerializer.Meta):
        fields = [*JudgeRunSerializer.Meta.fields, "figures"]
        read_only_fields = fields


class NewJudgeRunSerializer(TermsSerializer):
    """Which evaluation to judge, and who judges; a judge's own rules are kept by `inference.starting_judges`."""

    evaluation = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    judge = serializers.ChoiceField(choices=Judge.choices)
    name = serializers.CharField(max_length=120, default="", help_text="The judge's name in tables.")
    threshold = serializers.FloatField(
        min_value=-1, max_value=1, required=False, help_text="Semantic: the least cosine of a match."
    )
    engine = serializers.ChoiceField(choices=EngineName.choices, default="", help_text="Of a language model.")
    model = serializers.CharField(
        max_length=300,
        default="",
        help_text="The language model, or an encoder: a folder's whole path, or an id of the hub.",
    )
    revision = serializers.CharField(max_length=80, default="")
    max_new_tokens = serializers.IntegerField(min_value=1, max_value=8192, default=llm.PARAMETERS.max_new_tokens)
    temperature = serializers.FloatField(min_value=0, max_value=2, default=llm.PARAMETERS.temperature)
    top_p = serializers.FloatField(min_value=0.01, max_value=1, default=1)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)
    options = serializers.DictField(default=dict, help_text="Options of the engine, by name.")
    priority = serializers.IntegerField(min_value=-LARGEST_PRIORITY, max_value=LARGEST_PRIORITY, default=0)

    def judging(self) -> Judging:
        """What was asked for."""
        given = self.validated_data
        plain = {name: given[name] for name in ("judge", "name", "engine", "model", "revision", "options")}
        decoding = {name: given[name] for name in ("max_new_tokens", "temperature", "top_p", "seed")}
        return Judging(
            **plain,
            threshold=given.get("threshold"),
            parameters=llm.GenerationParameters(**decoding),
            terms=self.terms() if given["judge"] == Judge.LLM else Terms(),
        )


class JudgeRunFilter(serializers.Serializer):
    """What a list of judges can be narrowed to."""

    evaluation = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    judge = serializers.ChoiceField(choices=Judge.choices, required=False)


class MatchSerializer(serializers.ModelSerializer):
    """A line of a match table: a trigger of the label and the statement that names it or is nearest; or one alone."""

    text = serializers.CharField(source="trigger.text", allow_null=True, default=None)

    class Meta:
        model = Match
        fields = ["position", "trigger", "text", "statement", "similarity", "found"]
        read_only_fields = fields  # all are in every answer


class JudgementSerializer(serializers.ModelSerializer):
    """What a judge made of one prediction, with its match table and, of a language model, its answers as they came."""

    sample = serializers.IntegerField(source="prediction.item.sample_id")
    image = serializers.CharField(source="prediction.item.image_path")
    question = serializers.CharField(source="prediction.item.question")
    split = serializers.ChoiceField(choices=Split.choices, source="prediction.item.split")
    emotion = serializers.CharField(source="prediction.item.emotion")
    matches = MatchSerializer(many=True)

    class Meta:
        model = Judgement
        fields = ["id", "run", "prediction", "sample", "image", "question", "split", "emotion", "status"]
        fields += ["correct", "total", "stated", "score", "reason", "error", "answers", "matches"]
        fields += ["prompt_tokens", "reused_tokens", "generated_tokens", "seconds", "finished_at"]
        read_only_fields = fields  # all are in every answer


class JudgementFilter(serializers.Serializer):
    """What a list of judgements can be narrowed to."""

    run = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    status = serializers.ChoiceField(choices=JudgementStatus.choices, required=False)
    split = serializers.ChoiceField(choices=Split.choices, required=False, source="prediction__item__split")
    emotion = serializers.CharField(max_length=40, required=False, source="prediction__item__emotion")


class JudgementImportSerializer(serializers.Serializer):
    """What the official scripts' judge said of an evaluation: the `lines` of its file, as one text."""

    evaluation = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    name = serializers.CharField(max_length=120, help_text="The judge's name in tables.")
    lines = serializers.CharField(
        trim_whitespace=False, help_text="One JSON object a line: {path: “… {score: correct/total} …”}."
    )


class JudgementOutcomeSerializer(serializers.Serializer):
    """What came of an import: `refused` lines were left out, `faults` are kept and never scored.

    `ours` is the mean over scored lines, `official` what the official scorer prints (null where it breaks off).
    """

    run = serializers.IntegerField(source="run.pk", allow_null=True)
    scored = serializers.IntegerField()
    unjudged = serializers.IntegerField()
    ours = serializers.FloatField(allow_null=True)
    official = serializers.FloatField(allow_null=True)
    breaks = serializers.CharField(help_text="Why the official scorer breaks off.")
    refused = LineRefusalSerializer(many=True)
    faults = LineRefusalSerializer(many=True)
