"""The page of one draft run: its recipe, its progress as it moves, its failures, and what can be done about them."""

import redis
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from eibench_site.heartbeat import queues_alive
from inference.cancelling import cancel_run
from inference.durations import in_words
from inference.models import DraftRun
from inference.progressing import FAILED, RunProgress, failures_of, progress_of, with_cause
from inference.retrying import retry_failed
from inference.states import DraftStatus

LATEST = 6


@login_required
@require_safe
def draft_run(request, slug, pk):
    """The whole page."""
    benchmark, run = _run_or_404(request.user, slug, pk)
    latest = run.drafts.filter(status=DraftStatus.DONE).select_related("sample__image").order_by("-finished_at", "-pk")
    return benchmark_page(
        request,
        "inference/draft_run.html",
        benchmark,
        tab="drafts",
        failures=failures_of(run),
        latest=latest.prefetch_related("label__triggers")[:LATEST],
        **_progress_context(run),
    )


@login_required
@require_safe
def draft_progress(request, slug, pk):
    """The part that moves; when the run is over the whole page is asked for again."""
    benchmark, run = _run_or_404(request.user, slug, pk)
    context = _progress_context(run)
    if context["progress"].is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "inference/_draft_progress.html", {"benchmark": benchmark, **context})


@login_required
@require_POST
def draft_cancel(request, slug, pk):
    """Cancel what is not drafted yet."""
    _benchmark, run = _run_or_404(request.user, slug, pk)
    count = cancel_run(run, by=request.user)
    told = ngettext("%(count)d sample was cancelled.", "%(count)d samples were cancelled.", count)
    messages.success(request, told % {"count": count})
    return redirect(run)


@login_required
@require_POST
def draft_retry(request, slug, pk):
    """Draft failed samples again: one (`draft`), those of one cause (`cause`), or all."""
    _benchmark, run = _run_or_404(request.user, slug, pk)
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
        number = asked["draft"]
        return failed.filter(pk=int(number)) if number.isdecimal() and len(number) < 19 else failed.none()
    if "cause" in asked:
        cause = asked["cause"].replace("\x00", "")  # PostgreSQL takes no such character, not even to compare
        return run.drafts.filter(pk__in=with_cause(failed).filter(cause=cause).values("pk"))
    return failed


def _run_or_404(user, slug, pk):
    benchmark = benchmark_or_404(user, slug, Right.MANAGE)
    runs = DraftRun.objects.filter(benchmark=benchmark).select_related("benchmark", "prompt_set", "created_by")
    return benchmark, get_object_or_404(runs, pk=pk)


def _progress_context(run: DraftRun) -> dict:
    progress = progress_of(run)
    return {
        "run": run,
        "progress": progress,
        "elapsed": in_words(progress.elapsed),
        "left": in_words(progress.left),
        "worker_missing": worker_is_missing(progress),
    }


def worker_is_missing(progress: RunProgress) -> bool:
    """Whether work waits and nobody is there to do it."""
    if progress.is_over or progress.in_hand:
        return False
    try:
        return not queues_alive(["gpu"])["gpu"]
    except redis.RedisError:
        return True
