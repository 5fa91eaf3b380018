"""When two triggers of a picture are the same trigger: their words are."""

from review.row_fields import tidy


def same_text(text: str) -> str:
    """What two texts have in common that say the same: spaces, capitals and a full stop at the end don't count."""
    return tidy(text).casefold().rstrip(".")
