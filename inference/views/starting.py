"""The list of a benchmark's draft runs, and the form that starts one."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from annotation.models import Sample
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.choosing import choose_samples
from inference.durations import in_words
from inference.estimating import Estimate, estimate
from inference.forms.starting import DraftRunForm
from inference.models import DraftRun
from inference.progressing import runs_with_counts
from inference.prompt_editing import prompt_sets_of
from inference.quarantining import quarantined
from inference.recipes import DraftingRefused
from inference.starting import start_run
from inference.terms import PRICES, Terms

PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_runs(request, slug):
    """Show the runs, or start one."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    form = DraftRunForm(request.POST or None, benchmark=benchmark, prompt_sets=prompt_sets_of(benchmark))
    run = _start(benchmark, form, by=request.user) if request.method == "POST" else None
    if run is not None:
        return redirect(run)
    runs = (
        runs_with_counts(DraftRun.objects.filter(benchmark=benchmark))
        .select_related("benchmark", "created_by")
        .order_by("-pk")
    )
    return benchmark_page(
        request,
        "inference/draft_runs.html",
        benchmark,
        tab="drafts",
        status=400 if form.is_bound else 200,
        form=form,
        runs=Paginator(runs, PAGE).get_page(request.GET.get("page")),
        samples=Sample.objects.filter(benchmark=benchmark).exists(),
        draftable=choose_samples(benchmark).count(),
        quarantined=quarantined(benchmark).count(),
        undrafted=choose_samples(benchmark, undrafted=True).count(),
    )


@login_required
@require_POST
def draft_estimate(request, slug):
    """The part of the form that tells what the run would take, as it is filled in at the moment."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    form = DraftRunForm(request.POST, benchmark=benchmark, prompt_sets=prompt_sets_of(benchmark))
    context = {"benchmark": benchmark}
    if form.is_valid():
        recipe = form.recipe()
        terms = form.terms(recipe.engine, recipe.model)
        found = estimate(form.samples(), recipe, terms)
        context |= {"estimate": found, "durations": _durations(found), "prices": _prices(terms)}
    return render(request, "inference/_draft_estimate.html", context)


def _durations(found: Estimate) -> list[str]:
    """The time expected, the least and the most, in words."""
    times = (found.time.expected, found.time.least, found.time.most) if found.time else ()
    return [in_words(timedelta(seconds=seconds)) for seconds in times]


def _prices(terms: Terms) -> list[str]:
    """The prices as they are written, without the zeros at their end; none where nothing costs anything."""
    return [f"{getattr(terms, name).normalize():f}" for name in PRICES] if terms.is_priced else []


def _start(benchmark, form: DraftRunForm, *, by) -> DraftRun | None:
    """The new run; None where the form says why there is none."""
    if not form.is_valid():
        return None
    try:
        recipe = form.recipe()
        terms = form.terms(recipe.engine, recipe.model)
        return start_run(benchmark, form.samples(), recipe, terms=terms, by=by)
    except DraftingRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
