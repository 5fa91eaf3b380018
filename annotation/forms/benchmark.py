"""What the pages that make and change a benchmark ask for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark, QueueOrder, Sample

LONGEST_GUIDELINES = 100_000
MOST_LINES = 100


class LinesField(forms.CharField):
    """A list of short words, one on each line."""

    widget = forms.Textarea(attrs={"rows": 6})

    def __init__(self, *, longest: int, **options):
        super().__init__(**options)
        self.longest = longest

    def prepare_value(self, value):
        """The list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        """The words, in order and once each. Raises ValidationError naming the line."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("At most %(most)d lines.") % {"most": MOST_LINES})
        for line in lines:
            if len(line) > self.longest:
                raise ValidationError(_("“%(line)s” is longer than %(longest)d characters.") % self._facts(line))
            if lines.count(line) > 1:
                raise ValidationError(_("“%(line)s” is there twice.") % self._facts(line))
        return lines

    def _facts(self, line: str) -> dict:
        return {"line": line[: self.longest], "longest": self.longest}


class NewBenchmarkForm(forms.ModelForm):
    """A new benchmark's name and short name."""

    class Meta:
        model = Benchmark
        fields = ["name", "slug"]
        help_texts = {"slug": _("For its address: letters, digits, - and _.")}


class SettingsForm(forms.ModelForm):
    """How a benchmark is worked on."""

    emotions = LinesField(label=_("Emotions"), longest=40, help_text=_("One on each line."))
    categories = LinesField(label=_("Trigger categories"), longest=60, help_text=_("One on each line."))
    overlap = forms.IntegerField(
        label=_("People per sample"),
        min_value=1,
        max_value=20,
        help_text=_("How many people review a sample. One that somebody has begun never gets fewer than before."),
    )
    overlap_share = forms.FloatField(
        label=_("Share of samples for all these people"),
        min_value=0,
        max_value=1,
        help_text=_("From 0 to 1, drawn by the seed; each of the other samples is reviewed by one person."),
    )
    queue_order = forms.ChoiceField(
        label=_("Order of the queue"),
        choices=QueueOrder.choices,
        help_text=_(
            "Which samples come first. In turn: each emotion's first sample, then each one's second. Disagreement: "
            "where reviewers changed the draft or each other's triggers. Uncertain: where triggers rest on one answer, "
            "or answers contradict each other."
        ),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**31 - 1,
        help_text=_("A number from which everything random is drawn here, so that it can be drawn again."),
    )
    blind_share = forms.FloatField(
        label=_("Blind share"),
        min_value=0,
        max_value=1,
        help_text=_(
            "From 0 to 1: the share of samples whose draft is hidden until the annotator has written triggers."
        ),
    )
    planted_share = forms.FloatField(
        label=_("Planted share"),
        min_value=0,
        max_value=1,
        help_text=_(
            "From 0 to 1: the share of drafts shown with one false trigger from another picture, to see whether people "
            "look. It never gets into a label."
        ),
    )

    class Meta:
        model = Benchmark
        fields = ["name", "overlap", "overlap_share", "queue_order", "seed", "blind_share", "planted_share"]
        fields += ["emotions", "categories"]

    def clean_emotions(self) -> list[str]:
        """Raise ValidationError where samples still have an emotion that would be gone."""
        kept = self.cleaned_data["emotions"]
        samples = Sample.objects.filter(benchmark=self.instance).exclude(emotion__in=["", *kept])
        if (lost := samples.values_list("emotion", flat=True).order_by("emotion").first()) is not None:
            raise ValidationError(_("Some samples have the emotion “%(emotion)s”: it has to stay.") % {"emotion": lost})
        return kept


class GuidelinesForm(forms.Form):
    """The guidelines' text."""

    guidelines = forms.CharField(
        label=_("Guidelines"),
        required=False,
        strip=False,
        max_length=LONGEST_GUIDELINES,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        help_text=_("Markdown. HTML is shown as text."),
    )
