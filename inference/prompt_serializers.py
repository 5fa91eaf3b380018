"""The API's form of prompts: versions, what differs between two, what a sample would be asked, and trials."""

from rest_framework import serializers

from inference.models import DraftRun, EngineName, Persona, PromptSet
from inference.serializers import LARGEST_ID, DraftDetailSerializer, DraftRunSerializer
from inference.steering_serializers import TermsSerializer


class PromptSetSerializer(serializers.ModelSerializer):
    """One version; a set without a benchmark comes with the studio."""

    identifier = serializers.CharField(read_only=True, help_text="What a run names it by, such as paper-1.")
    used = serializers.IntegerField(read_only=True, help_text="Runs and evaluations that asked in these words.")
    created_by = serializers.SlugRelatedField("username", read_only=True, allow_null=True)

    class Meta:
        model = PromptSet
        fields = ["id", "identifier", "benchmark", "name", "version", "used", "created_by", "created_at"]
        read_only_fields = fields  # all are in every answer


class PromptSetDetailSerializer(PromptSetSerializer):
    """One version with its words, in the form in which the next one is written."""

    personas = serializers.DictField(source="content.personas", child=serializers.CharField(), read_only=True)
    general_questions = serializers.ListField(
        source="content.general_questions", child=serializers.DictField(), read_only=True
    )
    templates = serializers.DictField(source="content.templates", child=serializers.CharField(), read_only=True)

    class Meta(PromptSetSerializer.Meta):
        fields = [*PromptSetSerializer.Meta.fields, "personas", "general_questions", "templates"]
        read_only_fields = fields  # all are in every answer


class GeneralQuestionSerializer(serializers.Serializer):
    """A question of every picture; `key` names its round."""

    key = serializers.CharField(max_length=80)
    text = serializers.CharField(max_length=1000)


class NewPromptSetSerializer(serializers.Serializer):
    """The next version of a name; what each text must hold is checked as on the page."""

    name = serializers.CharField(max_length=80, help_text="Letters, digits, “_” and “.”.")
    personas = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=20_000))
    general_questions = GeneralQuestionSerializer(many=True)
    templates = serializers.DictField(child=serializers.CharField(max_length=20_000, trim_whitespace=False))


class SinceSerializer(serializers.Serializer):
    """What a set is compared with."""

    since = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, help_text="The id of a set; without it the version before."
    )


class PieceSerializer(serializers.Serializer):
    """Some words, and whether they are the same, removed or added."""

    kind = serializers.ChoiceField(choices=["same", "removed", "added"])
    words = serializers.CharField()


class PartSerializer(serializers.Serializer):
    """A text of a set; `changes` is null where there is nothing to compare it with."""

    kind = serializers.ChoiceField(choices=["question", "template", "persona"])
    key = serializers.CharField()
    text = serializers.CharField()
    is_changed = serializers.BooleanField()
    changes = serializers.SerializerMethodField()

    def get_changes(self, part) -> PieceSerializer(many=True, allow_null=True):
        """The words in order."""
        return None if part.changes is None else [{"kind": kind, "words": words} for kind, words in part.changes]


class PromptChangesSerializer(serializers.Serializer):
    """Two sets compared word by word; `since` is null for a first version."""

    since = PromptSetSerializer(allow_null=True)
    parts = PartSerializer(many=True)


class RenderFilter(serializers.Serializer):
    """Whom the prompts are rendered for."""

    sample = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text="The sample's id.")
    persona = serializers.ChoiceField(choices=Persona.choices, default=Persona.EMOTION_EXPERT)


class RenderedSerializer(serializers.Serializer):
    """What one kind of round asks; `example` says that earlier answers are placeholders."""

    phase = serializers.CharField()
    text = serializers.CharField()
    example = serializers.BooleanField()


class NewTrialSerializer(TermsSerializer):
    """How to try prompts; without an engine as the latest run drafted, under its prices and budget."""

    engine = serializers.ChoiceField(choices=EngineName.choices, required=False)
    model = serializers.CharField(max_length=300, required=False)
    revision = serializers.CharField(max_length=80, required=False)
    persona = serializers.ChoiceField(choices=Persona.choices, default=Persona.EMOTION_EXPERT)
    max_new_tokens = serializers.IntegerField(min_value=1, max_value=8192, default=256)
    temperature = serializers.FloatField(min_value=0, max_value=2, default=0)
    top_p = serializers.FloatField(min_value=0.01, max_value=1, default=1)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)
    options = serializers.DictField(default=dict, help_text="Options of the engine, by name.")


class TrialSerializer(DraftRunSerializer):
    """A trial with its drafts: triggers, rounds, raw answers."""

    drafts = DraftDetailSerializer(many=True, read_only=True)

    class Meta(DraftRunSerializer.Meta):
        model = DraftRun
        fields = [*DraftRunSerializer.Meta.fields, "drafts"]
        read_only_fields = fields  # all are in every answer
