"""What the people page asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import Role


class NewMemberForm(forms.Form):
    """Someone who joins: by the name of an account, or of one to be made."""

    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    create = forms.BooleanField(
        label=_("Make a new account"),
        required=False,
        help_text=_("You get a password to pass on; it is shown once."),
    )


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
