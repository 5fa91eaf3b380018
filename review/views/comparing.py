"""Asking for lists of triggers to be compared, from whatever page names those that wait."""

from collections.abc import Sequence

from django.contrib import messages
from django.utils.translation import ngettext

from inference.matching import enqueue_match


def compare_waiting(request, waiting: Sequence[int]) -> None:
    """Queue the comparison of these samples' lists, and say so."""
    enqueue_match(waiting, by=request.user)
    told = ngettext(
        "%(count)s sample is being compared by a worker.",
        "%(count)s samples are being compared by a worker.",
        len(waiting),
    )
    messages.success(request, told % {"count": len(waiting)})
