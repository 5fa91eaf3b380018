"""Which samples' drafts are kept from a person for now: whose own work must not know them yet reads them nowhere.

Drafts are read in this app and in inference; who works on what is known to review, which names its rule as it starts.
"""

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

WHY = _("This sample's draft is kept from you until your own review of it is in.")

RULES: list[Callable[..., Iterable[int]]] = []


def keep_drafts_from(rule: Callable[..., Iterable[int]]) -> None:
    """Ask this rule too: it tells for a user the ids of the samples whose drafts they may not read now."""
    RULES.append(rule)


def samples_kept_from(user) -> set[int]:
    """The ids of the samples whose drafts the user may not read now."""
    return {sample for rule in RULES for sample in rule(user)}


def check_draft(user, sample: int) -> None:
    """Raise PermissionDenied with a sentence where the draft of the sample of that id is kept from the user."""
    if sample in samples_kept_from(user):
        raise PermissionDenied(WHY)
