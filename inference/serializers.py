"""The API's form of draft runs, drafts and rounds."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotation.models import Factor, Split, Trigger
from inference.models import Draft, DraftRun, EngineName, Persona, Round
from inference.states import DraftStatus
from inference.steering_serializers import TermsSerializer

LARGEST_ID = 2**63 - 1
LARGEST_LIMIT = 2**31 - 1
MOST_ROWS = 1000


class ProgressSerializer(serializers.Serializer):
    """How many drafts of a run stand where."""

    pending = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class DraftRunSerializer(serializers.ModelSerializer):
    """A run's recipe and how far it is."""

    prompt_set = serializers.StringRelatedField(allow_null=True)
    is_scripted = serializers.BooleanField(read_only=True)
    progress = ProgressSerializer(source="*", read_only=True)

    class Meta:
        model = DraftRun
        fields = ["id", "engine", "model", "revision", "prompt_set", "persona", "parameters", "options", "seed"]
        fields += ["packages", "is_scripted", "progress", "created_at", "cancelled_at"]
        fields += ["paused_at", "paused_because", "prompt_price", "reused_price", "generated_price", "budget"]
        fields += ["hint", "trial"]
        read_only_fields = fields  # all are in every answer


class NewDraftRunSerializer(TermsSerializer):
    """Which samples to draft, and the recipe; the recipe's own rules are kept by `inference.recipes`."""

    split = serializers.ChoiceField(choices=Split.choices, required=False)
    emotion = serializers.CharField(max_length=40, required=False)
    undrafted = serializers.BooleanField(default=True, help_text="Leave out samples that have a draft.")
    limit = serializers.IntegerField(min_value=1, max_value=LARGEST_LIMIT, required=False)
    engine = serializers.ChoiceField(choices=EngineName.choices)
    model = serializers.CharField(max_length=300, required=False)
    revision = serializers.CharField(max_length=80, required=False)
    prompt_set = serializers.CharField(max_length=80, required=False, help_text="Name and version, such as paper-1.")
    persona = serializers.ChoiceField(choices=Persona.choices, default=Persona.EMOTION_EXPERT)
    max_new_tokens = serializers.IntegerField(min_value=1, max_value=8192, default=256)
    temperature = serializers.FloatField(min_value=0, max_value=2, default=0)
    top_p = serializers.FloatField(min_value=0.01, max_value=1, default=1)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)
    options = serializers.DictField(default=dict, help_text="Options of the engine, by name.")


class DraftSerializer(serializers.ModelSerializer):
    """What came of one sample under a run."""

    class Meta:
        model = Draft
        fields = ["id", "run", "sample", "status", "label", "error", "prompt_tokens", "reused_tokens"]
        fields += ["generated_tokens", "seconds", "created_at", "finished_at"]
        read_only_fields = fields  # all are in every answer


class DraftFilter(serializers.Serializer):
    """What a list of drafts can be narrowed to."""

    run = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    sample = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    status = serializers.ChoiceField(choices=DraftStatus.choices, required=False)


class RoundSerializer(serializers.ModelSerializer):
    """One question and answer."""

    class Meta:
        model = Round
        fields = ["id", "position", "phase", "subject", "question", "answer", "prompt_tokens", "generated_tokens"]
        fields += ["reused_tokens", "seconds", "shared"]
        read_only_fields = fields  # all are in every answer


class FailedRoundSerializer(serializers.ModelSerializer):
    """A round of a try that failed."""

    class Meta:
        model = Round
        fields = [name for name in RoundSerializer.Meta.fields if name != "id"]
        read_only_fields = fields  # all are in every answer


class DraftedTriggerSerializer(serializers.ModelSerializer):
    """A drafted trigger and the ids of the rounds that it rests on."""

    rounds = serializers.SerializerMethodField()

    class Meta:
        model = Trigger
        fields = ["id", "position", "text", "factor", "explicit", "category", "rounds"]
        read_only_fields = fields  # all are in every answer

    def get_rounds(self, trigger) -> list[int]:
        """The ids of the supporting rounds, in order."""
        return sorted(support.round_id for support in trigger.supports.all())


class DraftDetailSerializer(DraftSerializer):
    """A draft with its triggers, its rounds, and the summary as the engine wrote it.

    `failed_rounds` were answered in the last try that failed; they have no ids.
    """

    triggers = serializers.SerializerMethodField()
    rounds = RoundSerializer(many=True, read_only=True)
    failed_rounds = FailedRoundSerializer(many=True, read_only=True)

    class Meta(DraftSerializer.Meta):
        fields = [*DraftSerializer.Meta.fields, "raw_summary", "triggers", "rounds", "failed_rounds"]
        read_only_fields = fields  # all are in every answer

    def get_triggers(self, draft) -> DraftedTriggerSerializer(many=True):
        """The triggers of the draft's label; none until it is done."""
        triggers = draft.label.triggers.all() if draft.label else []
        return DraftedTriggerSerializer(triggers, many=True).data


IMPORTED_TRIGGER = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "factor": {"type": "string", "enum": ["", *Factor.values], "nullable": True},
        "explicit": {"type": "boolean", "nullable": True},
        "category": {"type": "string", "nullable": True, "description": "One of the benchmark's categories."},
    },
    "required": ["text"],
    "additionalProperties": False,
}


@extend_schema_field({"type": "array", "items": {"oneOf": [{"type": "string"}, IMPORTED_TRIGGER]}})
class ImportedTriggersField(serializers.ListField):
    """Texts or objects."""


class ImportedRowSerializer(serializers.Serializer):
    """A draft made elsewhere: `triggers` (texts, or objects as a draft shows them), or the `text` that lists them.

    It is for the schema: rows are read one by one in `inference.imported_rows`, so that a bad one stops no other.
    """

    image = serializers.CharField(help_text="The picture's path in the benchmark.")
    question = serializers.CharField()
    split = serializers.ChoiceField(choices=Split.choices, required=False)
    triggers = ImportedTriggersField(required=False)
    text = serializers.CharField(required=False)


class AnyField(serializers.Field):
    """Whatever was read, as it is: a number beyond all bounds is one bad row, and no reason to refuse the others."""

    def to_internal_value(self, data):
        """The value itself."""
        return data


@extend_schema_field(ImportedRowSerializer(many=True))
class RowsField(serializers.ListField):
    """Rows of whatever shape."""

    child = AnyField(allow_null=True)


class DraftImportSerializer(serializers.Serializer):
    """Drafts made elsewhere by one model."""

    model = serializers.CharField(max_length=300)
    rows = RowsField(allow_empty=False, max_length=MOST_ROWS, help_text="At most 1,000 at a time.")


class RefusalSerializer(serializers.Serializer):
    """A row that was left out: its place among the rows sent (from 1), and why."""

    row = serializers.IntegerField()
    why = serializers.CharField()


class ImportOutcomeSerializer(serializers.Serializer):
    """What came of an import."""

    run = serializers.IntegerField(source="run.pk", allow_null=True)
    added = serializers.IntegerField()
    refused = RefusalSerializer(many=True)
