"""Steering a derivation while it is there: pause, resume, cancel, prices and budget."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inference.deriving import cancel_derivation
from inference.views import stopping
from inference.views.deriving import derivation_or_404

pause, resume, terms = stopping.steering_views(derivation_or_404)


@login_required
@require_POST
def cancel(request, slug, pk):
    """Cancel what was not asked yet."""
    _benchmark, run = derivation_or_404(request.user, slug, pk)
    count = cancel_derivation(run, by=request.user)
    told = ngettext("%(count)d question was cancelled.", "%(count)d questions were cancelled.", count)
    messages.success(request, told % {"count": count})
    return redirect(run)
