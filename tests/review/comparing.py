"""Writes what a worker finds when it compares the lists of a sample, for tests of what is computed from it."""

from collections.abc import Iterable

from django.db import transaction

from annotation.models import Trigger
from inference.models import TriggerSimilarity


@transaction.atomic
def compare(sample, near: Iterable[tuple[str, str]] = ()) -> None:
    """0.9 between equal texts and the named pairs of texts, 0.1 between all others."""
    pairs = [set(pair) for pair in near]
    triggers = list(Trigger.objects.filter(label__sample=sample).order_by("pk"))
    for place, left in enumerate(triggers):
        for right in triggers[place + 1 :]:
            if left.label_id != right.label_id:
                score = 0.9 if left.text == right.text or {left.text, right.text} in pairs else 0.1
                TriggerSimilarity.objects.create(left=left, right=right, encoder="all-MiniLM-L6-v2", score=score)
