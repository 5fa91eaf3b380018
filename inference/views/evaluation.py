"""The page of one evaluation: progress as it moves, failures, judges and predictions."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_safe

from annotation.models import Split
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from annotation.pictures.sheets import places_of
from eibench_site.tokens import login_or_token_required
from inference.durations import in_words
from inference.evaluation_progress import evaluation_progress, judge_runs_with_scores, prediction_failures
from inference.exporting_predictions import prediction_lines
from inference.forms.evaluating import PredictionFilter
from inference.forms.judging import JudgeForm
from inference.forms.terms import RunTermsForm
from inference.models import EngineName, EvaluationRun, Judgement
from inference.states import PredictionStatus
from inference.views.running import worker_is_missing

PAGE = 20


@login_required
@require_safe
def evaluation(request, slug, pk):
    """The whole page."""
    benchmark, run = evaluation_or_404(request.user, slug, pk, Right.MEASURE)
    narrowing = PredictionFilter(request.GET, benchmark=benchmark)
    predictions = _with_judgements(run.predictions.filter(status=PredictionStatus.DONE, **narrowing.lookups()))
    page = Paginator(predictions, PAGE).get_page(request.GET.get("page"))
    images = [prediction.item.sample.image for prediction in page]
    return benchmark_page(
        request,
        "inference/evaluation.html",
        benchmark,
        tab="models",
        failures=prediction_failures(run),
        judges=judge_runs_with_scores(run.judge_runs.all()),
        judge_form=JudgeForm(),
        terms=None if run.engine == EngineName.IMPORTED else RunTermsForm(run=run),
        narrowing=narrowing,
        asked=run.words.get(run.setting, ""),
        predictions=page,
        places=places_of(image.pk for image in images if image.has_file),
        **_progress_context(run),
    )


@login_required
@require_safe
def evaluation_part(request, slug, pk):
    """The part that moves; when the run is over the whole page is asked for again."""
    benchmark, run = evaluation_or_404(request.user, slug, pk, Right.MEASURE)
    context = _progress_context(run)
    if context["progress"].is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "inference/_evaluation_progress.html", {"benchmark": benchmark, **context})


@login_or_token_required
@require_safe
def evaluation_download(request, slug, pk):
    """The predictions in the official form, all or those of one split (`?split=`)."""
    _benchmark, run = evaluation_or_404(request.user, slug, pk, Right.MEASURE)
    split = request.GET.get("split", "")
    lines = prediction_lines(run, split if split in Split.values else "")
    name = get_valid_filename(f"predictions {run.name} {run.setting} {run.persona}") + ".jsonl"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(lines, content_type="application/jsonl", headers=headers)


def evaluation_or_404(user, slug, pk, right):
    """The benchmark and its evaluation, for whoever has the right. Raises Http404, PermissionDenied."""
    benchmark = benchmark_or_404(user, slug, right)
    runs = EvaluationRun.objects.filter(benchmark=benchmark)
    return benchmark, get_object_or_404(runs.select_related("benchmark", "release", "prompt_set", "created_by"), pk=pk)


def _with_judgements(predictions):
    judgements = Prefetch("judgements", Judgement.objects.select_related("run").order_by("run_id"))
    return (
        predictions.select_related("item__sample__image", "item__label")
        .prefetch_related("item__label__triggers", judgements)
        .order_by("item__position")
    )


def _progress_context(run: EvaluationRun) -> dict:
    progress = evaluation_progress(run)
    return {
        "run": run,
        "progress": progress,
        "elapsed": in_words(progress.elapsed),
        "left": in_words(progress.left),
        "busy": in_words(progress.busy),
        "worker_missing": run.paused_at is None and worker_is_missing(progress),
    }
