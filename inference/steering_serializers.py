"""The API's form of what a run will take, what it may cost, and which failures to retry."""

from rest_framework import serializers

from inference.terms import PRICES, Terms, remembered_terms

LARGEST_ID = 2**63 - 1


class PriceField(serializers.DecimalField):
    """US dollars for a million tokens."""

    def __init__(self, **options):
        super().__init__(max_digits=12, decimal_places=6, min_value=0, required=False, **options)


class TermsSerializer(serializers.Serializer):
    """Prices and budget; a new run takes a price that is not given from the last run of the same model."""

    prompt_price = PriceField(help_text="US dollars for a million tokens read.")
    reused_price = PriceField(help_text="US dollars for a million tokens out of a cache.")
    generated_price = PriceField(help_text="US dollars for a million tokens written.")
    budget = serializers.DecimalField(
        max_digits=12,
        decimal_places=4,
        min_value=0,
        required=False,
        allow_null=True,
        help_text="US dollars; null: none.",
    )

    def terms(self) -> Terms:
        """The terms of a new run."""
        given = self.validated_data
        before = remembered_terms(given["engine"], given.get("model", ""))
        prices = {name: given.get(name, getattr(before, name)) for name in PRICES}
        return Terms(**prices, budget=given.get("budget"))


class RangeSerializer(serializers.Serializer):
    """What is expected, and between what it may lie."""

    expected = serializers.FloatField()
    least = serializers.FloatField()
    most = serializers.FloatField()


class EstimateSerializer(serializers.Serializer):
    """What a run will take; null where no run of the model was measured yet. Time is in seconds, cost in US dollars."""

    samples = serializers.IntegerField()
    pictures = serializers.IntegerField()
    calls = serializers.IntegerField()
    measured_drafts = serializers.IntegerField()
    measured_runs = serializers.IntegerField()
    prefilled = RangeSerializer(allow_null=True)
    reused = RangeSerializer(allow_null=True)
    generated = RangeSerializer(allow_null=True)
    time = RangeSerializer(allow_null=True)
    cost = RangeSerializer(allow_null=True)


class RetrySerializer(serializers.Serializer):
    """Which failed drafts to make again; without it all."""

    drafts = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), required=False, max_length=10_000
    )
