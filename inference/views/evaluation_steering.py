"""Steering an evaluation while it is there: pause, resume, cancel, ask again, prices and budget."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from annotation.permissions import Right
from inference.evaluating import cancel_evaluation, retry_evaluation
from inference.models import EvaluationRun
from inference.progressing import FAILED, with_cause
from inference.views import stopping
from inference.views.evaluation import evaluation_or_404

evaluation_to_steer = partial(evaluation_or_404, right=Right.MANAGE)
evaluation_pause, evaluation_resume, evaluation_terms = stopping.steering_views(evaluation_to_steer)


@login_required
@require_POST
def evaluation_cancel(request, slug, pk):
    """Cancel what is not predicted yet."""
    _benchmark, run = evaluation_to_steer(request.user, slug, pk)
    count = cancel_evaluation(run, by=request.user)
    told = ngettext("%(count)d sample was cancelled.", "%(count)d samples were cancelled.", count)
    messages.success(request, told % {"count": count})
    return redirect(run)


@login_required
@require_POST
def evaluation_retry(request, slug, pk):
    """Ask again where it failed or was cancelled: one (`prediction`), those of one cause (`cause`), or all."""
    _benchmark, run = evaluation_to_steer(request.user, slug, pk)
    count = retry_evaluation(run, by=request.user, predictions=_chosen(run, request.POST))
    if count:
        told = ngettext("%(count)d sample is asked again.", "%(count)d samples are asked again.", count)
        messages.success(request, told % {"count": count})
        stopping.tell_of_pause(request, run)
    else:
        messages.info(request, _("Nothing of this has failed (any more)."))
    return redirect(run)


def _chosen(run: EvaluationRun, asked):
    if "prediction" in asked:
        number = asked["prediction"]
        fits = number.isdecimal() and len(number) < 19
        return run.predictions.filter(pk=int(number)) if fits else run.predictions.none()
    if "cause" in asked:
        cause = asked["cause"].replace("\x00", "")  # PostgreSQL takes no such character, not even to compare
        failed = with_cause(run.predictions.filter(FAILED)).filter(cause=cause)
        return run.predictions.filter(pk__in=failed.values("pk"))
    return None
