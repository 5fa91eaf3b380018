"""The sign-in of Django's admin: as slow for guessers as the studio's own."""

from django.contrib.admin.forms import AdminAuthenticationForm

from eibench_site.account_forms import SignInForm


class AdminSignInForm(SignInForm, AdminAuthenticationForm):
    """A name and a password of staff; after too many wrong ones the name waits."""
