"""Days and moments as pages write them, each one way: in the person's language and time zone, and for machines too."""

from datetime import date, datetime

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

register = template.Library()

TIME = '<time datetime="{}">{}</time>'


@register.filter
def moment(when: datetime) -> str:
    """Day and time."""
    here = localtime(when)
    return format_html(TIME, here.isoformat(timespec="seconds"), date_format(here, "DATETIME_FORMAT"))


@register.filter
def day(when: datetime | date) -> str:
    """The day alone; of a moment, the one that it falls on where the person is."""
    here = localtime(when).date() if isinstance(when, datetime) else when
    return format_html(TIME, here.isoformat(), date_format(here, "DATE_FORMAT"))


@register.filter
def ago(when: datetime) -> str:
    """How long ago; day and time where one points at it."""
    here = localtime(when)
    written = date_format(here, "DATETIME_FORMAT")
    words = '<time datetime="{}" title="{}">{}</time>'
    return format_html(words, here.isoformat(timespec="seconds"), written, naturaltime(here))
