"""The forms of judges: starting one over an evaluation, and importing what the official scripts' judge said."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from inference.cfsa.conversation import GenerationParameters
from inference.endpoints import endpoint_names
from inference.forms.engine import ENGINES
from inference.forms.engine import FIELDS_OF as ENGINE_FIELDS_OF
from inference.forms.priority import priority_field
from inference.forms.terms import TermsForm
from inference.judges import llm
from inference.judges.semantic import THRESHOLD
from inference.models import EngineName, Judge
from inference.starting_judges import Judging
from inference.terms import PRICES

MOST_BYTES = 200 * 1024 * 1024
# The fields that only one judge reads, and those of a language model that only one engine reads.
FIELDS_OF = {
    "threshold": [Judge.SEMANTIC],
    **dict.fromkeys(["encoder", "encoder_revision"], [Judge.SEMANTIC, Judge.COHERENCE]),
    **dict.fromkeys(["name", "engine", "model", "revision", "endpoint", "api_key_variable"], [Judge.LLM]),
    **dict.fromkeys(["max_new_tokens", "temperature", "seed", *PRICES, "budget"], [Judge.LLM]),
}
ENGINE_FIELDS = {name: ENGINE_FIELDS_OF[name] for name in ("model", "revision", "endpoint", "api_key_variable")}


class JudgeForm(TermsForm):
    """Choose who judges; the judge's own rules are kept by `inference.starting_judges`."""

    judge = forms.ChoiceField(
        label=_("Judge"), choices=[choice for choice in Judge.choices if choice[0] != Judge.OFFICIAL]
    )
    threshold = forms.FloatField(
        label=_("Threshold"),
        required=False,
        min_value=-1,
        max_value=1,
        initial=THRESHOLD,
        help_text=_("The least cosine at which a statement names a trigger."),
    )
    encoder = forms.CharField(
        label=_("Encoder"),
        required=False,
        max_length=300,
        help_text=_("Empty: all-MiniLM-L6-v2. Else the whole path of a folder on the worker's machine, or a hub id."),
    )
    encoder_revision = forms.CharField(
        label=_("Encoder's revision"),
        required=False,
        max_length=80,
        help_text=_("The commit of a hub model, 40 digits."),
    )
    name = forms.CharField(label=_("Name in tables"), required=False, max_length=120)
    engine = forms.ChoiceField(label=_("Engine"), required=False, choices=ENGINES, initial=EngineName.OPENAI)
    model = forms.CharField(label=_("Model"), required=False, max_length=300)
    revision = forms.CharField(
        label=_("Revision"), required=False, max_length=80, help_text=_("The commit of a hub model, 40 digits.")
    )
    endpoint = forms.ChoiceField(label=_("Server"), required=False)
    api_key_variable = forms.CharField(label=_("Key variable"), required=False, max_length=80)
    max_new_tokens = forms.IntegerField(
        label=_("Tokens per answer"), required=False, min_value=1, max_value=8192, initial=llm.PARAMETERS.max_new_tokens
    )
    temperature = forms.FloatField(
        label=_("Temperature"),
        required=False,
        min_value=0,
        max_value=2,
        initial=llm.PARAMETERS.temperature,
        help_text=_("The paper's judges answer at 0.1."),
    )
    seed = forms.IntegerField(label=_("Seed"), required=False, min_value=0, max_value=2**31 - 1, initial=0)
    priority = priority_field()

    field_order = [
        *("judge", "threshold", "encoder", "encoder_revision", "name", "engine", "model", "revision"),
        *("endpoint", "api_key_variable"),
        *("max_new_tokens", "temperature", "seed", *PRICES, "budget", "priority"),
    ]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["endpoint"].choices = [(name, name) for name in endpoint_names()] or [("", _("none is set"))]
        for name, judges in FIELDS_OF.items():
            self.fields[name].widget.attrs["data-judges"] = " ".join(judges)
        for name, engines in ENGINE_FIELDS.items():
            self.fields[name].widget.attrs["data-engines"] = " ".join(engines)

    def judging(self) -> Judging:
        """What was asked for; what the chosen judge and engine do not read is left out."""
        given = self.cleaned_data
        if given["judge"] != Judge.LLM:
            threshold = given["threshold"] if given["judge"] == Judge.SEMANTIC else None
            encoder = {"model": given["encoder"].strip(), "revision": given["encoder_revision"].strip()}
            return Judging(given["judge"], threshold=threshold, **encoder)
        read = {name: given[name] for name, engines in ENGINE_FIELDS.items() if given["engine"] in engines}
        return Judging(
            Judge.LLM,
            name=given["name"],
            engine=given["engine"],
            model=read.get("model", ""),
            revision=read.get("revision", ""),
            parameters=self._parameters(),
            options={name: read[name] for name in ("endpoint", "api_key_variable") if read.get(name)},
            terms=self.terms(given["engine"], read.get("model", "")),
        )

    def _parameters(self) -> GenerationParameters:
        names = ("max_new_tokens", "temperature", "seed")
        filled_in = {name: self.cleaned_data[name] for name in names if self.cleaned_data[name] is not None}
        return replace(llm.PARAMETERS, **filled_in)


class JudgementsForm(forms.Form):
    """A file of judge outputs."""

    name = forms.CharField(label=_("Name in tables"), max_length=120, help_text=_("For example GPT-3.5."))
    file = forms.FileField(
        label=_("File"), help_text=_("One JSON object a line: {path: “… {score: correct/total} …”}.")
    )

    def clean_file(self):
        """The upload. Raises ValidationError where it is larger than any such file."""
        if self.cleaned_data["file"].size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 200 MB."))
        return self.cleaned_data["file"]
