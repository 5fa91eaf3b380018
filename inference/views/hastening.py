"""Drafting one sample now: at once where a run waits with it, else under a recipe that is chosen on a page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotation.models import Sample
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.hastening import draft_now, recipes_for, waiting_draft
from inference.recipes import DraftingRefused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sample_draft_now(request, slug, pk):
    """Let one sample overtake every batch; `next` names the page to come back to.

    `like` names the run whose recipe a sample that waits in no run is drafted under; without it the page asks.
    """
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    sample = get_object_or_404(Sample.objects.filter(benchmark=benchmark).select_related("benchmark", "image"), pk=pk)
    if request.method != "POST":
        return _asking(request, benchmark, sample)
    waiting = waiting_draft(sample) is not None
    if not waiting and "like" not in request.POST and _recipes(sample):
        asked = urlencode({"next": _back(request, request.POST)})
        return redirect(f"{request.path}?{asked}")
    like = None if waiting else _like(sample, request.POST.get("like", ""))
    try:
        draft = draft_now(sample, like=like, by=request.user)
    except DraftingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        told = _("Sample %(position)d is drafted next, by run %(run)d.")
        messages.success(request, told % {"position": sample.position, "run": draft.run_id})
    return redirect(_back(request, request.POST) or _drafts_of(sample))


def _asking(request, benchmark, sample: Sample):
    return benchmark_page(
        request,
        "inference/draft_now.html",
        benchmark,
        tab="samples",
        sample=sample,
        waiting=waiting_draft(sample),
        recipes=_recipes(sample),
        back=_back(request, request.GET) or _drafts_of(sample),
    )


def _drafts_of(sample: Sample) -> str:
    """The page with the drafts of a sample."""
    return reverse("inference:sample_drafts", args=[sample.benchmark.slug, sample.pk])


def _recipes(sample: Sample) -> list:
    """The recipes to choose from; none where nothing was drafted yet."""
    try:
        return recipes_for(sample)
    except DraftingRefused:
        return []


def _like(sample: Sample, wanted: str):
    """The run that was chosen; None, for the latest, where it is none of those offered."""
    return next((run for run in _recipes(sample) if str(run.pk) == wanted), None)


def _back(request, given) -> str:
    """The page to come back to; empty where none of this studio is named."""
    back = given.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return back if back.startswith("/") and safe else ""
