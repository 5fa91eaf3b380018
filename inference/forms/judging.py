"""The forms of judges: starting one over an evaluation, and importing what the official scripts' judge said."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inference.endpoints import endpoint_names
from inference.forms.engine import ENGINES
from inference.judges.semantic import THRESHOLD
from inference.models import EngineName, Judge
from inference.starting_judges import Judging

MOST_BYTES = 200 * 1024 * 1024
# The fields that only one judge reads: the page shows them with it.
FIELDS_OF = {
    "threshold": [Judge.SEMANTIC],
    "encoder": [Judge.SEMANTIC, Judge.COHERENCE],
    "name": [Judge.LLM],
    "engine": [Judge.LLM],
    "model": [Judge.LLM],
    "endpoint": [Judge.LLM],
    "api_key_variable": [Judge.LLM],
}


class JudgeForm(forms.Form):
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
        help_text=_("Empty: all-MiniLM-L6-v2. Else a folder on the worker's machine."),
    )
    name = forms.CharField(label=_("Name in tables"), required=False, max_length=120)
    engine = forms.ChoiceField(label=_("Engine"), required=False, choices=ENGINES, initial=EngineName.OPENAI)
    model = forms.CharField(label=_("Model"), required=False, max_length=300)
    endpoint = forms.ChoiceField(label=_("Server"), required=False)
    api_key_variable = forms.CharField(label=_("Key variable"), required=False, max_length=80)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["endpoint"].choices = [(name, name) for name in endpoint_names()] or [("", _("none is set"))]
        for name, judges in FIELDS_OF.items():
            self.fields[name].widget.attrs["data-judges"] = " ".join(judges)

    def judging(self) -> Judging:
        """What was asked for; what the chosen judge does not read is left out."""
        given = self.cleaned_data
        if given["judge"] != Judge.LLM:
            threshold = given["threshold"] if given["judge"] == Judge.SEMANTIC else None
            return Judging(given["judge"], model=given["encoder"], threshold=threshold)
        named = ("endpoint", "api_key_variable") if given["engine"] == EngineName.OPENAI else ()
        options = {name: given[name] for name in named if given[name]}
        return Judging(Judge.LLM, name=given["name"], engine=given["engine"], model=given["model"], options=options)


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
