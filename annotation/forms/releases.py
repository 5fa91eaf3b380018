"""What the page that cuts a release asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import Release, ReleaseSplit


class ReleaseForm(forms.Form):
    """A release's name, its split, and whether imported labels count."""

    name = forms.CharField(
        label=_("Name"),
        max_length=Release._meta.get_field("name").max_length,
        help_text=_("For instance “v1”. No two releases of the studio have the same name."),
    )
    split = forms.ChoiceField(label=_("Split"), choices=ReleaseSplit.choices, initial=ReleaseSplit.ALL)
    include_imported = forms.BooleanField(
        label=_("Count imported labels"),
        required=False,
        help_text=_("Samples on which nobody has decided yet go in with the label they were imported with."),
    )
