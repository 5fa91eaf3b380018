"""What the picture page asks for: people by their boxes, further questions, and moves between the splits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark, Image, PersonBox, Split
from annotation.perspectives import LONGEST_NAME, LONGEST_QUESTION, LONGEST_REASON

SIDES = ("x", "y", "width", "height")


class PersonForm(forms.Form):
    """A name and a box; the sides are percents of the upright picture, from its top left corner."""

    name = forms.CharField(
        label=_("Who"), max_length=LONGEST_NAME, help_text=_("For instance “the woman on the left”.")
    )
    x = forms.FloatField(label=_("From the left, %"), min_value=0, max_value=100)
    y = forms.FloatField(label=_("From the top, %"), min_value=0, max_value=100)
    width = forms.FloatField(label=_("Width, %"), min_value=0, max_value=100)
    height = forms.FloatField(label=_("Height, %"), min_value=0, max_value=100)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="person_%s", **kwargs)
        for side in SIDES:
            self.fields[side].widget.attrs["step"] = "any"

    @property
    def sides(self) -> list:
        """The fields of the box."""
        return [self[side] for side in SIDES]

    @property
    def box(self) -> list[float]:
        """The box as shares of the picture."""
        return [self.cleaned_data[side] / 100 for side in SIDES]


class AboutForm(forms.Form):
    """Whom in the picture a question is about."""

    person = forms.ModelChoiceField(
        label=_("About"), queryset=PersonBox.objects.none(), required=False, empty_label=_("nobody marked")
    )

    def __init__(self, *args, image: Image, **kwargs):
        """The choices are the people who are marked in the picture."""
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = image.people.all()


class QuestionForm(AboutForm):
    """A further question on a picture."""

    question = forms.CharField(
        label=_("Question"), max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 2})
    )
    emotion = forms.ChoiceField(label=_("Emotion"))
    drafts = forms.BooleanField(label=_("Draft it at once"), required=False, initial=True)
    field_order = ["question", "emotion", "person", "drafts"]

    def __init__(self, *args, benchmark: Benchmark, **kwargs):
        """The emotions are the benchmark's."""
        super().__init__(*args, auto_id="question_%s", **kwargs)
        self.fields["emotion"].choices = [(emotion, emotion) for emotion in benchmark.emotions]


class MoveForm(forms.Form):
    """Where samples go, and why."""

    samples = forms.ModelMultipleChoiceField(
        label=_("Questions"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one question.")},
    )
    split = forms.ChoiceField(label=_("To the split"), choices=Split, initial=Split.COMPLEX)
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, image: Image, **kwargs):
        """The questions are the picture's."""
        super().__init__(*args, auto_id="move_%s", **kwargs)
        self.fields["samples"].queryset = image.samples.order_by("position")
        self.fields["samples"].label_from_instance = lambda sample: f"{sample.question} ({sample.get_split_display()})"
