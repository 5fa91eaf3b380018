"""The form that tries prompts on three samples: an engine and how to decode, as the latest run did at first."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from inference.forms.engine import EngineForm, filled_in
from inference.forms.terms import TermsForm
from inference.models import Persona
from inference.recipes import Recipe
from inference.terms import Terms


class TrialForm(TermsForm, EngineForm):
    """Engine, model, decoding, persona and budget of a trial; the words are those of the set that is tried."""

    persona = forms.ChoiceField(label=_("Persona"), choices=Persona.choices)

    def __init__(self, *args, usual: Recipe, terms: Terms, **options):
        super().__init__(*args, initial=filled_in(usual) | {"budget": terms.budget}, **options)
        self.usual = usual

    def recipe(self) -> Recipe:
        """The recipe as filled in; what the form does not ask stays as the latest run had it, on the same engine."""
        asked = {"persona": self.cleaned_data["persona"], **self.asked()}
        if asked["engine"] != self.usual.engine:
            return Recipe(prompt_set=self.usual.prompt_set, **asked)
        kept = {name: value for name, value in self.usual.options.items() if name not in self.fields_of}
        asked["parameters"] = replace(asked["parameters"], top_p=self.usual.parameters.top_p)
        return replace(self.usual, **asked | {"options": kept | asked["options"]})
