"""The form that asks for proposals: an engine and its model, how to decode, and what it may cost."""

from inference.forms.engine import EngineForm
from inference.forms.terms import TermsForm
from inference.prompting import default_prompt_set
from inference.recipes import Recipe


class DerivationForm(TermsForm, EngineForm):
    """Engine, decoding, prices and budget; the words are data of the studio."""

    def recipe(self) -> Recipe:
        """The recipe as filled in; a derivation asks in no words of a prompt set."""
        return Recipe(prompt_set=default_prompt_set(), **self.asked())
