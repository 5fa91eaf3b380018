"""Shares as people read them."""

from django import template

register = template.Library()


@register.filter
def percentage(share: float) -> str:
    """A share in percent, to one place."""
    return f"{100 * share:.1f}".replace("-", "−")
