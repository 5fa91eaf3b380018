"""How urgent a run is beside the others."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inference.redrafting import PRIORITY

LARGEST_PRIORITY = PRIORITY - 1  # a sample that somebody waits for overtakes any batch


def priority_field() -> forms.IntegerField:
    """A whole number on both sides of 0, which an empty field is."""
    return forms.IntegerField(
        label=_("Priority"),
        required=False,
        min_value=-LARGEST_PRIORITY,
        max_value=LARGEST_PRIORITY,
        initial=0,
        help_text=_("From -9 to 9: work of a higher priority overtakes what waits."),
    )
