"""Judges of an evaluation: starting one, its figures, the match table of one prediction, and official outputs."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotation.formats.reading import WrongFileError
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.durations import in_words
from inference.forms.judging import JudgeForm, JudgementsForm
from inference.forms.terms import RunTermsForm
from inference.importing_judgements import ImportedJudgements, JudgementsRefused, import_judgements
from inference.judge_figures import figures_of
from inference.judge_progress import judge_progress
from inference.models import EvaluationRun, Judge, Judgement, JudgeRun
from inference.recipes import DraftingRefused
from inference.starting_judges import judge_all, start_judge
from inference.states import JudgementStatus
from inference.views.running import worker_is_missing

PAGE = 50
TOLD = 200  # lines told one by one; the rest is counted


@login_required
@require_POST
def judge_start(request, slug, pk):
    """Let a judge compare the evaluation's predictions with the labels."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    evaluation = get_object_or_404(EvaluationRun.objects.filter(benchmark=benchmark), pk=pk)
    started = _judged(request, partial(start_judge, evaluation))
    return redirect(started or f"{evaluation.get_absolute_url()}#judges")


@login_required
@require_POST
def judge_start_on_all(request, slug):
    """Let a judge compare the predictions of all evaluations, but those that it has judged."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    started = _judged(request, partial(judge_all, EvaluationRun.objects.filter(benchmark=benchmark)))
    if started:
        told = ngettext("%(count)d run is judged.", "%(count)d runs are judged.", len(started))
        messages.success(request, told % {"count": len(started)})
    return redirect("inference:evaluations", slug)


def _judged(request, judge: Callable):
    """What `judge` made of the form; None, with a message, where the form or the judge refuses."""
    form = JudgeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(f"{form[name].label}: {errors[0]}" for name, errors in form.errors.items()))
        return None
    try:
        return judge(form.judging(), priority=form.cleaned_data["priority"] or 0, by=request.user)
    except DraftingRefused as refusal:
        messages.error(request, str(refusal))
        return None


@login_required
@require_safe
def judge_run(request, slug, pk):
    """A judge's figures, and its judgements one by one (`?status=` narrows them)."""
    benchmark, run = run_or_404(request.user, slug, pk, Right.MEASURE)
    figures = figures_of(run)
    status = request.GET.get("status", "")
    judgements = run.judgements.select_related("prediction__item").order_by("prediction__item__position")
    if status in JudgementStatus.values:
        judgements = judgements.filter(status=status)
    return benchmark_page(
        request,
        "inference/judge_run.html",
        benchmark,
        tab="models",
        figures=figures,
        terms=RunTermsForm(run=run) if run.judge == Judge.LLM else None,
        highest=max(figures.bins) or 1,
        judgements=Paginator(judgements, PAGE).get_page(request.GET.get("page")),
        status_wanted=status,
        **_progress_context(run),
    )


@login_required
@require_safe
def judge_part(request, slug, pk):
    """The part that moves; when the judge is done the whole page is asked for again."""
    benchmark, run = run_or_404(request.user, slug, pk, Right.MEASURE)
    context = _progress_context(run)
    if context["progress"].is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "inference/_judge_progress.html", {"benchmark": benchmark, **context})


@login_required
@require_safe
def judgement(request, slug, pk):
    """The match table of one prediction."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    judgements = Judgement.objects.filter(run__evaluation__benchmark=benchmark)
    found = get_object_or_404(
        judgements.select_related("run__evaluation__benchmark", "prediction__item__sample__image"), pk=pk
    )
    matches = found.matches.select_related("trigger").order_by("position")
    return benchmark_page(
        request,
        "inference/judgement.html",
        benchmark,
        tab="models",
        judgement=found,
        item=found.prediction.item,
        triggers=[match for match in matches if match.trigger_id],
        unmatched=[match for match in matches if not match.trigger_id],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def judge_import(request, slug, pk):
    """Take in what the official scripts' judge said about this evaluation; every faulty line is told."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    evaluation = get_object_or_404(EvaluationRun.objects.filter(benchmark=benchmark), pk=pk)
    form = JudgementsForm(request.POST or None, request.FILES or None)
    outcome = _import(evaluation, form, by=request.user) if request.method == "POST" else None
    return benchmark_page(
        request,
        "inference/judge_import.html",
        benchmark,
        tab="models",
        status=400 if request.method == "POST" and (outcome is None or outcome.run is None) else 200,
        evaluation=evaluation,
        form=form,
        outcome=outcome,
        told=sorted([*outcome.refused, *outcome.faults], key=lambda one: one.line)[:TOLD] if outcome else [],
    )


def _import(evaluation: EvaluationRun, form: JudgementsForm, *, by) -> ImportedJudgements | None:
    """What came of the import; None where the form says why there was none."""
    if not form.is_valid():
        return None
    try:
        return import_judgements(evaluation, form.cleaned_data["file"].file, name=form.cleaned_data["name"], by=by)
    except (JudgementsRefused, WrongFileError) as refusal:
        form.add_error("file" if isinstance(refusal, WrongFileError) else "name", str(refusal))
        return None


def run_or_404(user, slug, pk, right):
    """The benchmark and its judge run. Raises Http404, PermissionDenied."""
    benchmark = benchmark_or_404(user, slug, right)
    runs = JudgeRun.objects.filter(evaluation__benchmark=benchmark)
    return benchmark, get_object_or_404(runs.select_related("evaluation__benchmark", "evaluation__release"), pk=pk)


def _progress_context(run: JudgeRun) -> dict:
    progress = judge_progress(run)
    return {
        "run": run,
        "progress": progress,
        "elapsed": in_words(progress.elapsed),
        "left": in_words(progress.left),
        "worker_missing": run.paused_at is None and worker_is_missing(progress),
    }
