"""The list of a benchmark's evaluations, the form that starts them, and the import of predictions made elsewhere."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from annotation.formats.reading import WrongFileError
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404, check_right
from inference.evaluating import start_evaluations
from inference.evaluation_progress import evaluations_with_counts
from inference.forms.evaluating import EvaluationForm, PredictionsForm, releases_of
from inference.forms.judging import JudgeForm
from inference.importing_predictions import ImportedPredictions, PredictionsRefused, import_predictions
from inference.models import EvaluationRun
from inference.prompt_editing import prompt_sets_of
from inference.recipes import DraftingRefused

PAGE = 30
REFUSALS = 200  # told one by one; the rest is counted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evaluations(request, slug):
    """Show the runs, or start some."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    if request.method == "POST":
        check_right(request.user, benchmark, Right.MANAGE)
    form = EvaluationForm(request.POST or None, benchmark=benchmark, prompt_sets=prompt_sets_of(benchmark))
    started = _start(form, by=request.user) if request.method == "POST" else []
    if started:
        told = ngettext("%(count)d evaluation was started.", "%(count)d evaluations were started.", len(started))
        messages.success(request, told % {"count": len(started)})
        return redirect(started[0] if len(started) == 1 else request.path)
    runs = evaluations_with_counts(EvaluationRun.objects.filter(benchmark=benchmark)).order_by("-pk")
    return benchmark_page(
        request,
        "inference/evaluations.html",
        benchmark,
        tab="models",
        status=400 if form.is_bound else 200,
        form=form,
        runs=Paginator(runs, PAGE).get_page(request.GET.get("page")),
        releases=releases_of(benchmark).exists(),
        judge_form=JudgeForm(auto_id="judge_%s"),
    )


def _start(form: EvaluationForm, *, by) -> list[EvaluationRun]:
    """The new runs; none where the form says why."""
    if not form.is_valid():
        return []
    try:
        given = form.cleaned_data
        return start_evaluations(given["release"], form.evaluations(), priority=given["priority"] or 0, by=by)
    except DraftingRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return []


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def predictions_import(request, slug):
    """Take in a file of predictions; the page tells every line that was left out."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    form = PredictionsForm(request.POST or None, request.FILES or None, benchmark=benchmark)
    outcome = _import(form, by=request.user) if request.method == "POST" else None
    return benchmark_page(
        request,
        "inference/predictions_import.html",
        benchmark,
        tab="models",
        status=400 if request.method == "POST" and (outcome is None or outcome.run is None) else 200,
        form=form,
        outcome=outcome,
        refusals=outcome.refused[:REFUSALS] if outcome else [],
        releases=releases_of(benchmark).exists(),
    )


def _import(form: PredictionsForm, *, by) -> ImportedPredictions | None:
    """What came of the import; None where the form says why there was none."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    asked = {name: given[name] for name in ("name", "setting", "persona")}
    try:
        return import_predictions(given["release"], given["file"].file, **asked, by=by)
    except (PredictionsRefused, WrongFileError) as refusal:
        form.add_error("file" if isinstance(refusal, WrongFileError) else None, str(refusal))
        return None
