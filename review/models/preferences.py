"""What a person prefers: keys, rest, time zone and looks, on whatever machine they sign in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_SPELL = 240


class Theme(models.TextChoices):
    """Which colours the pages have."""

    SYSTEM = "", _("as this machine has it")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class Preferences(models.Model):
    """One person's preferences; who has no row has the values that a new one begins with.

    `keys` has the keys that are not as they come: an action of review/keys.py -> its key. `rest_minutes` is the active
    time after which a rest is proposed, 0: never. An empty time zone or language is the browser's.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences")
    keys = models.JSONField(default=dict, blank=True)
    single_keys = models.BooleanField(_("Single keys act on the review screen"), default=True)
    rest_minutes = models.PositiveSmallIntegerField(_("Propose a rest after"), default=50)
    time_zone = models.CharField(_("Time zone"), max_length=64, blank=True)
    theme = models.CharField(_("Colours"), max_length=5, choices=Theme, blank=True)
    language = models.CharField(_("Language"), max_length=10, blank=True)

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(condition=Q(rest_minutes__lte=LONGEST_SPELL), name="preferences_rest_bounded"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="preferences_theme_known"),
        ]

    def __str__(self):
        return f"preferences of {self.user}"
