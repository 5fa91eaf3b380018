"""What a run may cost: prices for a million tokens and a budget, in US dollars."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inference.models import EngineRun
from inference.terms import PRICES, Terms, remembered_terms

LARGEST_PRICE = 999_999
LARGEST_BUDGET = 99_999_999


def price_field(label, help_text="") -> forms.DecimalField:
    """US dollars for a million tokens."""
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=LARGEST_PRICE,
        max_digits=12,
        decimal_places=6,
        help_text=help_text,
    )


class TermsForm(forms.Form):
    """Prices and budget; a price left empty is that of the last run of the same model."""

    prompt_price = price_field(
        _("Price of tokens read"), _("US dollars for a million. Empty: as last with this model.")
    )
    reused_price = price_field(_("Price of tokens from a cache"), _("Empty: as last with this model."))
    generated_price = price_field(_("Price of tokens written"), _("Empty: as last with this model."))
    budget = forms.DecimalField(
        label=_("Budget"),
        required=False,
        min_value=0,
        max_value=LARGEST_BUDGET,
        max_digits=12,
        decimal_places=4,
        help_text=_("US dollars; the run pauses when they are spent. Empty: no bound."),
    )

    def terms(self, engine: str, model: str) -> Terms:
        """The terms as filled in."""
        before = remembered_terms(engine, model)
        given = {name: self.cleaned_data[name] for name in PRICES if self.cleaned_data[name] is not None}
        kept = {name: getattr(before, name) for name in PRICES}
        return Terms(**(kept | given), budget=self.cleaned_data["budget"])


class RunTermsForm(TermsForm):
    """The prices and the budget of a run that is there; an empty price is 0."""

    def __init__(self, *args, run: EngineRun, **options):
        amounts = {name: getattr(run, name) for name in (*PRICES, "budget")}
        shown = {name: f"{amount.normalize():f}" for name, amount in amounts.items() if amount is not None}
        super().__init__(*args, initial=shown, **options)
        for name in PRICES:
            self.fields[name].help_text = _("US dollars for a million.")

    def wanted(self) -> Terms:
        """The terms as filled in."""
        prices = {name: self.cleaned_data[name] or 0 for name in PRICES}
        return Terms(**prices, budget=self.cleaned_data["budget"])
