"""What the account pages ask for."""

import math

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from eibench_site import throttling

TOO_MANY = ngettext_lazy(
    "Too many failed sign-ins for this name. Try again in %(minutes)d minute.",
    "Too many failed sign-ins for this name. Try again in %(minutes)d minutes.",
    "minutes",
)


class SignInForm(AuthenticationForm):
    """A name and a password; after too many wrong ones the name waits."""

    def clean(self):
        """Raise ValidationError where the name has to wait or does not fit the password."""
        who = self.cleaned_data.get("username") or "", self.request.META.get("REMOTE_ADDR", "")
        if seconds := throttling.seconds_to_wait(*who):
            raise ValidationError(TOO_MANY % {"minutes": math.ceil(seconds / 60)}, code="throttled")
        try:
            cleaned = super().clean()
        except ValidationError:
            throttling.count_failure(*who)
            raise
        throttling.forget_failures(*who)
        return cleaned


class TokenForm(forms.Form):
    """How long a new token lives."""

    days = forms.TypedChoiceField(
        label=_("Expires after"),
        coerce=int,
        choices=[(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("1 year"))],
        initial=90,
    )
