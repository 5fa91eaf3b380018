"""What commands ask for alike: an evaluation by its number, options of an engine as KEY=VALUE."""

import json

from django.core.management.base import CommandError

from inference.models import EvaluationRun


def evaluation_of(number: int) -> EvaluationRun:
    """The evaluation of that number. Raises CommandError."""
    found = EvaluationRun.objects.filter(pk=number).select_related("benchmark").first() if number < 2**63 else None
    if found is None:
        latest = EvaluationRun.objects.order_by("-pk").values_list("pk", "name")[:10]
        known = ", ".join(f"{pk} ({name})" for pk, name in latest) or "none yet"
        raise CommandError(f"There is no evaluation {number}; the latest are: {known}.")
    return found


def option(entry: str) -> tuple[str, object]:
    """A KEY=VALUE; values are read as JSON where they are JSON, else as text. Raises CommandError."""
    key, equals, value = entry.partition("=")
    if not key or not equals:
        raise CommandError(f"--option takes KEY=VALUE, not “{entry}”.")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
