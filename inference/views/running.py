"""The page of one draft run: its recipe, its progress as it moves, what it cost, and its failures."""

import redis
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotation.hiding import samples_kept_from
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from annotation.states import JobStatus
from eibench_site.heartbeat import queues_alive
from inference.durations import in_words
from inference.forms.terms import RunTermsForm
from inference.models import DraftRun
from inference.progressing import RunProgress, failures_of, progress_of
from inference.round_costs import round_costs
from inference.spending import price_of, tokens_of
from inference.states import DraftStatus

LATEST = 6
NEXT = 6


@login_required
@require_safe
def draft_run(request, slug, pk):
    """The whole page."""
    benchmark, run = run_or_404(request.user, slug, pk)
    kept = samples_kept_from(request.user)
    latest = run.drafts.filter(status=DraftStatus.DONE).exclude(sample__in=kept).select_related("sample__image")
    latest = latest.order_by("-finished_at", "-pk")
    return benchmark_page(
        request,
        "inference/draft_run.html",
        benchmark,
        tab="drafts",
        failures=failures_of(run),
        kept=kept,
        terms=RunTermsForm(run=run),
        waiting=_waiting(run) if run.cancelled_at is None else [],
        latest=latest.prefetch_related("label__triggers")[:LATEST],
        **_progress_context(run),
    )


@login_required
@require_safe
def draft_progress(request, slug, pk):
    """The part that moves; when the run is over the whole page is asked for again."""
    benchmark, run = run_or_404(request.user, slug, pk)
    context = _progress_context(run)
    if context["progress"].is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "inference/_draft_progress.html", {"benchmark": benchmark, **context})


def run_or_404(user, slug, pk):
    """The benchmark and its run, for whoever manages it. Raises Http404, PermissionDenied."""
    benchmark = benchmark_or_404(user, slug, Right.MANAGE)
    runs = DraftRun.objects.filter(benchmark=benchmark).select_related("benchmark", "prompt_set", "created_by")
    return benchmark, get_object_or_404(runs, pk=pk)


def _progress_context(run: DraftRun) -> dict:
    progress, tokens = progress_of(run), tokens_of(run)
    moves = run.paused_at is None or progress.is_over  # time that a run lies still tells nothing
    return {
        "run": run,
        "progress": progress,
        "elapsed": in_words(progress.elapsed) if moves else "",
        "left": in_words(progress.left) if moves else "",
        "worker_missing": run.paused_at is None and worker_is_missing(progress),
        "spent": price_of(run, tokens),
        "tokens_read": tokens["prompt_tokens"] - tokens["reused_tokens"],
        "costs": [(line, in_words(line.time)) for line in round_costs(run)],
    }


def _waiting(run: DraftRun):
    """The samples that come next: in the order of the queue, with those first that were put first."""
    lying = run.drafts.filter(status=DraftStatus.PENDING, job__status__in=[JobStatus.QUEUED, JobStatus.PAUSED])
    return lying.select_related("sample__image", "job").order_by("-job__priority", "job_id", "pk")[:NEXT]


def worker_is_missing(progress: RunProgress) -> bool:
    """Whether work waits and nobody is there to do it."""
    if progress.is_over or progress.in_hand:
        return False
    try:
        return not queues_alive(["gpu"])["gpu"]
    except redis.RedisError:
        return True
