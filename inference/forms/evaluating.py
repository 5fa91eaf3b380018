"""The forms of evaluations: starting runs, in several settings and personas at once, and importing predictions."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark, Release, Split
from inference.evaluating import Evaluation
from inference.forms.engine import FIELDS_OF, EngineForm
from inference.forms.priority import priority_field
from inference.forms.terms import TermsForm
from inference.models import EngineName, Persona, Setting
from inference.terms import PRICES

MOST_BYTES = 200 * 1024 * 1024


def releases_of(benchmark: Benchmark):
    """The benchmark's sealed releases, the newest first."""
    return Release.objects.filter(benchmark=benchmark).exclude(sha256="").order_by("-pk")


class EvaluationForm(TermsForm, EngineForm):
    """Choose a release, a model, and how it is asked: one run for each setting and persona."""

    fields_of = FIELDS_OF | {"model": list(EngineName.values)}  # a script's name decides how much it sees

    release = forms.ModelChoiceField(label=_("Release"), queryset=Release.objects.none(), empty_label=None)
    name = forms.CharField(
        label=_("Name in tables"), max_length=120, help_text=_("For example LLaVA-NeXT-34B; the same in all settings.")
    )
    settings = forms.MultipleChoiceField(
        label=_("Settings"),
        choices=Setting.choices,
        initial=list(Setting.values),
        widget=forms.CheckboxSelectMultiple,
    )
    personas = forms.MultipleChoiceField(
        label=_("Personas"),
        choices=Persona.choices,
        initial=[Persona.EMOTION_EXPERT],
        widget=forms.CheckboxSelectMultiple,
    )
    budget = forms.DecimalField(
        label=_("Budget"),
        required=False,
        min_value=Decimal("0.0001"),
        max_digits=12,
        decimal_places=4,
        widget=forms.TextInput,
        help_text=_("US dollars for each run; one that has spent it pauses. Empty: none."),
    )
    priority = priority_field()

    def __init__(self, *args, benchmark: Benchmark, **options):
        super().__init__(*args, **options)
        self.fields["release"].queryset = releases_of(benchmark)
        self.fields["prompt_set"].label = _("Prompts of CFSA")
        self.fields["model"].help_text = _(
            "An id of the hub, a folder, or the server's name for it. A script takes any name: it decides how much the "
            "script sees."
        )

    def evaluations(self) -> list[Evaluation]:
        """One for each setting and persona that was chosen."""
        given = self.cleaned_data
        prices = {name: given[name] for name in PRICES if given[name] is not None}
        return [
            Evaluation(
                name=given["name"],
                setting=setting,
                persona=persona,
                prices=prices,
                budget=given["budget"],
                **self.asked(),
            )
            for setting in given["settings"]
            for persona in given["personas"]
        ]


class PredictionsForm(forms.Form):
    """A file of predictions that were made elsewhere, and how the model was asked."""

    release = forms.ModelChoiceField(label=_("Release"), queryset=Release.objects.none(), empty_label=None)
    name = forms.CharField(label=_("Name in tables"), max_length=120)
    setting = forms.ChoiceField(label=_("Setting"), choices=Setting.choices)
    persona = forms.ChoiceField(label=_("Persona"), choices=Persona.choices, initial=Persona.EMOTION_EXPERT)
    file = forms.FileField(
        label=_("File"),
        help_text=_("One JSON object a line: {path: answer}, for complex samples {path: {question: answer}}."),
    )

    def __init__(self, *args, benchmark: Benchmark, **options):
        super().__init__(*args, **options)
        self.fields["release"].queryset = releases_of(benchmark)

    def clean_file(self):
        """The upload. Raises ValidationError where it is larger than any such file."""
        if self.cleaned_data["file"].size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 200 MB."))
        return self.cleaned_data["file"]


class PredictionFilter(forms.Form):
    """Narrows the table of predictions."""

    split = forms.ChoiceField(label=_("Split"), required=False, choices=[("", _("both")), *Split.choices])
    emotion = forms.ChoiceField(label=_("Emotion"), required=False)

    def __init__(self, *args, benchmark: Benchmark, **options):
        super().__init__(*args, **options)
        self.fields["emotion"].choices = [("", _("all")), *((emotion, emotion) for emotion in benchmark.emotions)]

    def lookups(self) -> dict[str, str]:
        """Lookups of predictions; what is not a choice narrows nothing."""
        self.full_clean()
        return {f"item__{name}": value for name, value in self.cleaned_data.items() if value}
