"""The API's form of derivations: what a model proposed to ask of every picture, and what a person made of it."""

from rest_framework import serializers

from inference.deriving import SAMPLED
from inference.deriving_progress import progress_of
from inference.models import Derivation, EngineName
from inference.prompt_editing import MOST
from inference.steering_serializers import TermsSerializer


class DerivationProgressSerializer(serializers.Serializer):
    """Questions of the data set by what came of them; tokens, the engine's seconds, US dollars, the last trouble."""

    total = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    stuck = serializers.IntegerField(help_text="Given up, in quarantine.")
    cancelled = serializers.IntegerField()
    read = serializers.IntegerField(help_text="Tokens prefilled.")
    reused = serializers.IntegerField(help_text="Tokens taken from a cache.")
    generated = serializers.IntegerField(help_text="Tokens written.")
    seconds = serializers.FloatField()
    spent = serializers.FloatField()
    trouble = serializers.CharField()


class GroupSerializer(serializers.Serializer):
    """Proposals that ask the same: the most central wording, how often it was proposed, and all wordings."""

    text = serializers.CharField()
    count = serializers.IntegerField()
    members = serializers.ListField(child=serializers.CharField())


class DerivationSerializer(serializers.ModelSerializer):
    """A derivation's recipe and whether it is over; `approved` names the prompt set that a person made of it."""

    approved = serializers.StringRelatedField(allow_null=True)
    is_over = serializers.BooleanField(read_only=True)

    class Meta:
        model = Derivation
        fields = ["id", "engine", "model", "revision", "parameters", "options", "seed", "packages", "sampled"]
        fields += ["is_over", "approved", "error", "created_at", "finished_at", "cancelled_at"]
        fields += ["paused_at", "paused_because", "prompt_price", "reused_price", "generated_price", "budget"]
        read_only_fields = fields  # all are in every answer


class DerivationDetailSerializer(DerivationSerializer):
    """A derivation with its progress, its words, and the groups, the most frequent first, once all was asked."""

    progress = serializers.SerializerMethodField()
    groups = GroupSerializer(many=True, read_only=True)

    class Meta(DerivationSerializer.Meta):
        fields = [*DerivationSerializer.Meta.fields, "progress", "words", "groups"]
        read_only_fields = fields  # all are in every answer

    def get_progress(self, run) -> DerivationProgressSerializer:
        """The figures as they are now."""
        return DerivationProgressSerializer(progress_of(run)).data


class NewDerivationSerializer(TermsSerializer):
    """Which model is asked for questions, over how many questions of the data set; the seed draws them."""

    engine = serializers.ChoiceField(choices=EngineName.choices)
    model = serializers.CharField(max_length=300, required=False)
    revision = serializers.CharField(max_length=80, required=False)
    sampled = serializers.IntegerField(min_value=1, max_value=10_000, default=SAMPLED)
    max_new_tokens = serializers.IntegerField(min_value=1, max_value=8192, default=256)
    temperature = serializers.FloatField(min_value=0, max_value=2, default=0)
    top_p = serializers.FloatField(min_value=0.01, max_value=1, default=1)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)
    options = serializers.DictField(default=dict, help_text="Options of the engine, by name.")


class ApprovalSerializer(serializers.Serializer):
    """The questions to ask of every picture, in this order, and the name of the benchmark's own set that gets them."""

    name = serializers.CharField(max_length=80, help_text="Letters, digits, “_” and “.”.")
    questions = serializers.ListField(
        child=serializers.CharField(max_length=1000), allow_empty=False, max_length=MOST, help_text="As worded by you."
    )
    base = serializers.CharField(
        max_length=90,
        required=False,
        help_text="The set whose other words are kept; without it the latest of your own.",
    )
