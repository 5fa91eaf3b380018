"""Steering a draft run while it is there: pause, resume, cancel, retry, prices and budget."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inference.cancelling import cancel_run
from inference.models import DraftRun
from inference.progressing import FAILED, with_cause
from inference.retrying import retry_failed
from inference.views import stopping
from inference.views.quarantine import numbers
from inference.views.running import run_or_404

draft_pause, draft_resume, draft_terms = stopping.steering_views(run_or_404)


@login_required
@require_POST
def draft_cancel(request, slug, pk):
    """Cancel what is not drafted yet."""
    _benchmark, run = run_or_404(request.user, slug, pk)
    count = cancel_run(run, by=request.user)
    told = ngettext("%(count)d sample was cancelled.", "%(count)d samples were cancelled.", count)
    messages.success(request, told % {"count": count})
    return redirect(run)


@login_required
@require_POST
def draft_retry(request, slug, pk):
    """Draft failed samples again: those chosen (`draft`, with `chosen`), those of one cause (`cause`), or all."""
    _benchmark, run = run_or_404(request.user, slug, pk)
    count = retry_failed(run, by=request.user, drafts=_chosen(run, request.POST))
    if count:
        told = ngettext("%(count)d sample is drafted again.", "%(count)d samples are drafted again.", count)
        messages.success(request, told % {"count": count})
        stopping.tell_of_pause(request, run)
    else:
        messages.info(request, _("Nothing of this has failed (any more)."))
    return redirect(run)


def _chosen(run: DraftRun, asked):
    failed = run.drafts.filter(FAILED)
    if "draft" in asked:
        return run.drafts.filter(pk__in=failed.filter(pk__in=numbers(asked.getlist("draft"))).values("pk"))
    if "cause" in asked:
        cause = asked["cause"].replace("\x00", "")  # PostgreSQL takes no such character, not even to compare
        return run.drafts.filter(pk__in=with_cause(failed).filter(cause=cause).values("pk"))
    return failed.none() if "chosen" in asked else failed
