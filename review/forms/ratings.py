"""What the pages of quality ratings ask for: drawing a round, asking people, and a rater's file."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark
from review.models import RatingRound
from review.ratings.drawing import LONGEST_NAME, MOST_PER_EMOTION, PER_EMOTION

MOST_BYTES = 20 * 1024 * 1024
LARGEST_SEED = 2**31 - 1


def members_of(benchmark: Benchmark):
    """The people who have a role in the benchmark, by name."""
    return get_user_model().objects.filter(memberships__benchmark=benchmark).order_by("username")


class RatersForm(forms.Form):
    """The members who are asked to rate."""

    raters = forms.ModelMultipleChoiceField(
        label=_("Raters"),
        queryset=get_user_model().objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The paper had three. Ratings made elsewhere come in as files and need no account."),
    )

    def __init__(self, *args, benchmark: Benchmark, **options):
        super().__init__(*args, **options)
        self.fields["raters"].queryset = members_of(benchmark)


class DrawForm(RatersForm):
    """A round: its name, how many samples of each emotion, the seed, and who rates them."""

    field_order = ["name", "per_emotion", "seed", "include_imported", "raters"]

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    per_emotion = forms.IntegerField(
        label=_("Samples an emotion"), min_value=1, max_value=MOST_PER_EMOTION, initial=PER_EMOTION
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        initial=0,
        help_text=_("The same seed draws the same samples."),
    )
    include_imported = forms.BooleanField(
        label=_("Count imported labels"),
        required=False,
        help_text=_("Samples on which nobody has decided yet are drawn with the label they were imported with."),
    )


class RatingsFileForm(forms.Form):
    """A rater's file, whose it is, and the round it is for."""

    rater = forms.CharField(label=_("Rater's name"), max_length=LONGEST_NAME)
    round = forms.ModelChoiceField(
        label=_("Round"),
        queryset=RatingRound.objects.none(),
        required=False,
        empty_label=_("the newest one with these pictures"),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("One JSON object a line: {path: “4”}, for complex samples {path: {question: “4”}}."),
    )

    def __init__(self, *args, benchmark: Benchmark, **options):
        super().__init__(*args, **options)
        self.fields["round"].queryset = RatingRound.objects.filter(benchmark=benchmark)

    def clean_file(self):
        """The upload. Raises ValidationError where it is larger than any such file."""
        if self.cleaned_data["file"].size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return self.cleaned_data["file"]
