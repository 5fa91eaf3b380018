"""The form that starts a draft run: which samples, which engine, which words, how to decode."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark, Split
from inference.choosing import choose_samples
from inference.forms.engine import EngineForm
from inference.forms.terms import TermsForm
from inference.models import Persona
from inference.recipes import Recipe


class DraftRunForm(TermsForm, EngineForm):
    """Choose samples and recipe, and what the run may cost."""

    which = forms.ChoiceField(
        label=_("Which"),
        choices=[("undrafted", _("without a draft")), ("all", _("all, drafted again where they were"))],
    )
    split = forms.ChoiceField(label=_("Split"), required=False, choices=[("", _("both")), *Split.choices])
    emotion = forms.ChoiceField(label=_("Emotion"), required=False)
    limit = forms.IntegerField(
        label=_("At most"), required=False, min_value=1, help_text=_("Samples, in the benchmark's order. Empty: all.")
    )
    persona = forms.ChoiceField(label=_("Persona"), choices=Persona.choices, initial=Persona.EMOTION_EXPERT)

    def __init__(self, *args, benchmark: Benchmark, **options):
        super().__init__(*args, **options)
        self.benchmark = benchmark
        self.fields["emotion"].choices = [("", _("all")), *((emotion, emotion) for emotion in benchmark.emotions)]

    def samples(self):
        """The chosen samples, as a QuerySet."""
        return choose_samples(
            self.benchmark,
            split=self.cleaned_data["split"],
            emotion=self.cleaned_data["emotion"],
            undrafted=self.cleaned_data["which"] == "undrafted",
            limit=self.cleaned_data["limit"],
        )

    def recipe(self) -> Recipe:
        """The recipe as filled in."""
        return Recipe(persona=self.cleaned_data["persona"], **self.asked())
