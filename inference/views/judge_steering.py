"""Steering a judge while it is there: pause, resume, cancel, judge again, prices and budget."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from annotation.permissions import Right
from inference.starting_judges import cancel_judge, judge_again
from inference.views import stopping
from inference.views.judging import run_or_404


@login_required
@require_POST
def judge_pause(request, slug, pk):
    """Hold back what is not judged yet."""
    _benchmark, run = run_or_404(request.user, slug, pk, Right.MANAGE)
    stopping.pause(request, run)
    return redirect(run)


@login_required
@require_POST
def judge_resume(request, slug, pk):
    """Let a paused judge go on."""
    _benchmark, run = run_or_404(request.user, slug, pk, Right.MANAGE)
    stopping.resume(request, run)
    return redirect(run)


@login_required
@require_POST
def judge_terms(request, slug, pk):
    """Change prices and budget; with `resume` the judge goes on under them."""
    _benchmark, run = run_or_404(request.user, slug, pk, Right.MANAGE)
    stopping.set_terms(request, run)
    return redirect(run)


@login_required
@require_POST
def judge_cancel(request, slug, pk):
    """Cancel what is not judged yet."""
    _benchmark, run = run_or_404(request.user, slug, pk, Right.MANAGE)
    count = cancel_judge(run, by=request.user)
    told = ngettext("%(count)d judgement was cancelled.", "%(count)d judgements were cancelled.", count)
    messages.success(request, told % {"count": count})
    return redirect(run)


@login_required
@require_POST
def judge_retry(request, slug, pk):
    """Judge again what was unreadable, failed or cancelled."""
    _benchmark, run = run_or_404(request.user, slug, pk, Right.MANAGE)
    count = judge_again(run, by=request.user)
    if count:
        told = ngettext("%(count)d prediction is judged again.", "%(count)d predictions are judged again.", count)
        messages.success(request, told % {"count": count})
        stopping.tell_of_pause(request, run)
    else:
        messages.info(request, _("Nothing of this has failed (any more)."))
    return redirect(run)
