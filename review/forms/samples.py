"""The filters of the sample list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import Split
from annotation.states import SampleStatus

ANY = ("", _("any"))


class SampleFilterForm(forms.Form):
    """Status, emotion, split, annotator and words; every field may be left empty."""

    words = forms.CharField(label=_("Words in the question or path"), required=False, max_length=200)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *SampleStatus.choices])
    emotion = forms.ChoiceField(label=_("Emotion"), required=False)
    split = forms.ChoiceField(label=_("Split"), required=False, choices=[ANY, *Split.choices])
    annotator = forms.ChoiceField(label=_("Annotator"), required=False)

    def __init__(self, *args, emotions, people, **kwargs):
        """`emotions` are the benchmark's, `people` those whose reviews the reader may see, as (id, name)."""
        super().__init__(*args, **kwargs)
        self.fields["emotion"].choices = [ANY, *((emotion, emotion) for emotion in emotions)]
        self.fields["annotator"].choices = [ANY, *people]

    def clean_words(self) -> str:
        """The words without NUL characters, which no text in Postgres can hold."""
        return self.cleaned_data["words"].replace("\x00", "")
