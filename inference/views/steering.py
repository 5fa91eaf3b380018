"""Steering a draft run while it is there: pause, resume, cancel, retry, prices and budget."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inference.cancelling import cancel_run
from inference.forms.terms import RunTermsForm
from inference.models import DraftRun, EngineRun
from inference.pausing import StillSpent, pause_run, resume_run
from inference.progressing import FAILED, with_cause
from inference.retrying import retry_failed
from inference.terms import change_terms
from inference.views.quarantine import numbers
from inference.views.running import run_or_404


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
def draft_pause(request, slug, pk):
    """Hold back what is not drafted yet."""
    _benchmark, run = run_or_404(request.user, slug, pk)
    if pause_run(run, by=request.user):
        messages.success(request, _("The run is paused; what is done stays."))
    else:
        messages.info(request, _("There is nothing to pause."))
    return redirect(run)


@login_required
@require_POST
def draft_resume(request, slug, pk):
    """Let a paused run go on."""
    _benchmark, run = run_or_404(request.user, slug, pk)
    try_to_resume(request, run)
    return redirect(run)


@login_required
@require_POST
def draft_terms(request, slug, pk):
    """Change prices and budget; with `resume` the run goes on under them."""
    _benchmark, run = run_or_404(request.user, slug, pk)
    apply_terms(request, run)
    return redirect(run)


def apply_terms(request, run: EngineRun) -> None:
    """Take the prices and the budget that were posted, and tell the user what came of it."""
    form = RunTermsForm(request.POST, run=run)
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {errors[0]}")
        return
    if change_terms(run, form.wanted(), by=request.user):
        messages.success(request, _("Prices and budget were changed."))
        run.refresh_from_db()
    if "resume" in request.POST:
        try_to_resume(request, run)


def try_to_resume(request, run: EngineRun) -> None:
    """Let a run go on, and tell the user what came of it."""
    try:
        if resume_run(run, by=request.user):
            messages.success(request, _("The run goes on."))
        else:
            messages.info(request, _("The run is not paused."))
    except StillSpent as refusal:
        messages.error(request, str(refusal))


@login_required
@require_POST
def draft_retry(request, slug, pk):
    """Draft failed samples again: those chosen (`draft`, with `chosen`), those of one cause (`cause`), or all."""
    _benchmark, run = run_or_404(request.user, slug, pk)
    count = retry_failed(run, by=request.user, drafts=_chosen(run, request.POST))
    if count:
        told = ngettext("%(count)d sample is drafted again.", "%(count)d samples are drafted again.", count)
        messages.success(request, told % {"count": count})
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
