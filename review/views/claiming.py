"""Which sample a screen opens with, where its address names one."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import get_object_or_404

from annotation.models import Sample


def claim_wanted(request, benchmark, claim: Callable, *, elsewise: str) -> int | None:
    """What `claim` hands out of the sample in `?sample=`; None, with the message `elsewise`, where it is not free."""
    wanted = request.GET.get("sample", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        return None
    sample = get_object_or_404(Sample.objects.filter(benchmark=benchmark), pk=wanted)
    claimed = claim(sample, by=request.user)
    if claimed is None:
        messages.info(request, elsewise)
    return claimed
