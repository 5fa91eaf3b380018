"""A value of a dictionary by a key that the template knows as a variable."""

from django import template

register = template.Library()


@register.filter
def of(values, key):
    """What the dictionary has under the key; nothing where it has none, or there is no dictionary."""
    return values.get(key, ()) if values else ()
