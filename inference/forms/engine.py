"""What every run asks for: an engine and its model, the words, how to decode, and what it may cost."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inference.cfsa.conversation import GenerationParameters
from inference.endpoints import endpoint_names
from inference.models import EngineName, PromptSet
from inference.recipes import Recipe, script_names

ENGINES = [
    (EngineName.TRANSFORMERS, _("A model on the GPU worker (transformers)")),
    (EngineName.OPENAI, _("An OpenAI-compatible server")),
    (EngineName.SCRIPTED, _("A script, no model (for trying out)")),
]
# The fields that only one engine reads: the page shows them with it.
FIELDS_OF = {
    "model": [EngineName.TRANSFORMERS, EngineName.OPENAI],
    "revision": [EngineName.TRANSFORMERS],
    "endpoint": [EngineName.OPENAI],
    "api_key_variable": [EngineName.OPENAI],
    "script": [EngineName.SCRIPTED],
}


class EngineForm(forms.Form):
    """Choose engine, words and decoding; the recipe's own rules are kept by `inference.recipes`."""

    engine = forms.ChoiceField(label=_("Engine"), choices=ENGINES)
    model = forms.CharField(
        label=_("Model"),
        required=False,
        max_length=300,
        help_text=_("An id of the hub such as llava-hf/llava-v1.6-34b-hf, a folder, or the server's name for it."),
    )
    revision = forms.CharField(
        label=_("Revision"), required=False, max_length=80, help_text=_("The commit of a hub model, 40 digits.")
    )
    endpoint = forms.ChoiceField(
        label=_("Server"), required=False, help_text=_("Servers are listed in EIBENCH_OPENAI_ENDPOINTS.")
    )
    api_key_variable = forms.CharField(
        label=_("Key variable"),
        required=False,
        max_length=80,
        help_text=_("Name of the worker's environment variable that holds the key, such as OPENAI_API_KEY."),
    )
    script = forms.ChoiceField(label=_("Script"), required=False)
    prompt_set = forms.ModelChoiceField(label=_("Prompts"), queryset=PromptSet.objects.none(), empty_label=None)
    max_new_tokens = forms.IntegerField(label=_("Tokens per answer"), min_value=1, max_value=8192, initial=256)
    temperature = forms.FloatField(
        label=_("Temperature"), min_value=0, max_value=2, initial=0, help_text=_("0: always the likeliest word.")
    )
    seed = forms.IntegerField(label=_("Seed"), min_value=0, max_value=2**31 - 1, initial=0)

    # The fields that each engine reads; a form whose engines read others names them in its own.
    fields_of = FIELDS_OF

    def __init__(self, *args, prompt_sets: Iterable[PromptSet] | None = None, **options):
        """Without `prompt_sets` the words are no choice of this form."""
        super().__init__(*args, **options)
        self.fields["endpoint"].choices = [(name, name) for name in endpoint_names()] or [("", _("none is set"))]
        scripts = script_names()
        self.fields["script"].choices = [*((name, name) for name in scripts), ("", _("made-up answers"))]
        self.fields["script"].initial = next(iter(scripts), "")
        if prompt_sets is None:
            del self.fields["prompt_set"]
        else:
            known = PromptSet.objects.filter(pk__in=[prompt_set.pk for prompt_set in prompt_sets])
            self.fields["prompt_set"].queryset = known
        for name, engines in self.fields_of.items():
            self.fields[name].widget.attrs["data-engines"] = " ".join(engines)

    def asked(self) -> dict[str, Any]:
        """The part of a recipe that this form fills in; what the chosen engine does not read is left out."""
        given, engine = self.cleaned_data, self.cleaned_data["engine"]
        read = {name: given[name] for name, engines in self.fields_of.items() if engine in engines}
        words = {"prompt_set": given["prompt_set"]} if "prompt_set" in self.fields else {}
        return words | {
            "engine": engine,
            "model": read.get("model", ""),
            "revision": read.get("revision", ""),
            "parameters": GenerationParameters(
                max_new_tokens=given["max_new_tokens"], temperature=given["temperature"], seed=given["seed"]
            ),
            "options": {name: read[name] for name in ("endpoint", "api_key_variable", "script") if read.get(name)},
        }


def filled_in(recipe: Recipe) -> dict[str, Any]:
    """What the form's fields say of a recipe."""
    parameters = {name: getattr(recipe.parameters, name) for name in ("max_new_tokens", "temperature", "seed")}
    named = {name: recipe.options.get(name, "") for name in ("endpoint", "api_key_variable", "script")}
    plain = {name: getattr(recipe, name) for name in ("engine", "model", "revision", "persona")}
    return plain | parameters | named
