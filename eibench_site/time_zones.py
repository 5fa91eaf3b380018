"""The time zone of whoever looks: from their preferences, else as their browser says, so that "today" is their day."""

import zoneinfo
from functools import cache
from urllib.parse import unquote

from django.utils import timezone

COOKIE = "time_zone"  # written by static/js/studio.js


@cache
def known_zones() -> frozenset[str]:
    """The names of all time zones of this machine."""
    return frozenset(zoneinfo.available_timezones() | {"UTC"})


def zone_of(request) -> str:
    """The name of the request's time zone; empty where nobody says one that is known."""
    preferences = getattr(request.user, "preferences", None)
    chosen = preferences.time_zone if preferences else ""
    asked = chosen or unquote(request.COOKIES.get(COOKIE, ""))
    return asked if asked in known_zones() else ""


class TimeZoneMiddleware:
    """Answers each request in the time zone of its person."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Days begin and times are written in that zone; it ends with the request."""
        name = zone_of(request)
        with timezone.override(zoneinfo.ZoneInfo(name) if name else None):
            return self.get_response(request)
