"""Asking a further question of a picture, and having it drafted at once."""

from dataclasses import dataclass

from django.db import transaction

from annotation.models import Image, PersonBox, Sample
from annotation.perspectives import add_perspective
from inference.hastening import draft_now
from inference.models import Draft
from inference.recipes import DraftingRefused


@dataclass(frozen=True, slots=True)
class Asked:
    """The new sample, its draft where one is on its way, and why there is none where one was wanted."""

    sample: Sample
    draft: Draft | None = None
    why_not: str = ""


@transaction.atomic
def ask_another(
    image: Image, question: str, emotion: str, person: PersonBox | None = None, *, drafts: bool, by
) -> Asked:
    """Add a perspective and, with `drafts`, let it overtake all others under the latest run's recipe.

    The question stays where it cannot be drafted yet. Raises PerspectiveRefused.
    """
    sample = add_perspective(image, question, emotion, person, by=by)
    if not drafts:
        return Asked(sample)
    try:
        with transaction.atomic():
            return Asked(sample, draft_now(sample, by=by))
    except DraftingRefused as refusal:
        return Asked(sample, why_not=str(refusal))
