"""How the results table writes its cells."""

from django import template

from inference.models import Setting
from review.gaps.figures import Estimate
from review.results.reports import ALL, Column

register = template.Library()


@register.filter
def is_clear(found: Estimate) -> bool:
    """Whether the interval of a difference leaves 0 out."""
    return found.low is not None and (found.low > 0 or found.high < 0)


@register.filter
def setting_name(setting: str) -> str:
    """A setting in words."""
    return Setting(setting).label


@register.filter
def published_cell(row: dict, column: Column) -> str:
    """The paper's figures for a column, of both its judges; it publishes none by emotion here."""
    values = row[column.split] if column.emotion == ALL else None
    return " / ".join(f"{value:.1f}" for value in values) if values else "–"
