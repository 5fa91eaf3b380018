"""Steering a judge while it is there: pause, resume, cancel, judge again, prices and budget."""

from functools import partial

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

judge_to_steer = partial(run_or_404, right=Right.MANAGE)
judge_pause, judge_resume, judge_terms = stopping.steering_views(judge_to_steer)


@login_required
@require_POST
def judge_cancel(request, slug, pk):
    """Cancel what is not judged yet."""
    _benchmark, run = judge_to_steer(request.user, slug, pk)
    count = cancel_judge(run, by=request.user)
    told = ngettext("%(count)d judgement was cancelled.", "%(count)d judgements were cancelled.", count)
    messages.success(request, told % {"count": count})
    return redirect(run)


@login_required
@require_POST
def judge_retry(request, slug, pk):
    """Judge again what was unreadable, failed or cancelled."""
    _benchmark, run = judge_to_steer(request.user, slug, pk)
    count = judge_again(run, by=request.user)
    if count:
        told = ngettext("%(count)d prediction is judged again.", "%(count)d predictions are judged again.", count)
        messages.success(request, told % {"count": count})
        stopping.tell_of_pause(request, run)
    else:
        messages.info(request, _("Nothing of this has failed (any more)."))
    return redirect(run)
