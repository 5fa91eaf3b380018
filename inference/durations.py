"""Durations in words."""

from datetime import timedelta

from django.utils.translation import gettext as _


def in_words(duration: timedelta | None) -> str:
    """A duration with its two largest units, such as “2 min 5 s”; nothing for None."""
    if duration is None:
        return ""
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}
    return _("%(seconds)d s") % {"seconds": seconds}
