"""The results page of a benchmark's evaluations, and its table as CSV and LaTeX."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from annotation.models import Benchmark, Release
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from eibench_site.tokens import login_or_token_required
from review.calibration_report import accuracy_of
from review.results.reports import Results, published, results
from review.results.wording import as_csv, as_latex, column_title

FILES = {"csv": (as_csv, "text/csv; charset=utf-8"), "tex": (as_latex, "application/x-tex; charset=utf-8")}


@login_required
@require_safe
def results_page(request, slug):
    """The table of one release (`?release=`) by one judge (`?judge=`), differences from one run (`?from=`)."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    releases = list(Release.objects.filter(benchmark=benchmark, evaluation_runs__isnull=False).distinct())
    found = _results(request, benchmark, releases)
    context = {
        "releases": releases,
        "results": found,
        "titles": [column_title(column) for column in found.columns] if found else [],
        "published": published(),
        "accuracy": accuracy_of(found.release, found.signature) if found and found.signature else None,
        "calibration_query": _calibration_query(found),
        "is_scripted": bool(found) and any(line.run.is_scripted for line in found.lines),
    }
    return benchmark_page(request, "review/results.html", benchmark, tab="models", **context)


@login_or_token_required
@require_safe
def results_table(request, slug, form):
    """The same table as a file."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    releases = list(Release.objects.filter(benchmark=benchmark, evaluation_runs__isnull=False).distinct())
    found = _results(request, benchmark, releases)
    if form not in FILES or found is None:
        raise Http404("There is no such table.")
    write, kind = FILES[form]
    headers = {"Content-Disposition": f'attachment; filename="results-{slug}.{form}"'}
    return HttpResponse(write(found), content_type=kind, headers=headers)


def _results(request, benchmark: Benchmark, releases: list[Release]) -> Results | None:
    if not releases:
        return None
    wanted = _whole(request.GET.get("release"))
    release = next((one for one in releases if one.pk == wanted), releases[0])
    release.benchmark = benchmark
    return results(release, request.GET.get("judge", ""), _whole(request.GET.get("from")))


def _calibration_query(found: Results | None) -> str:
    return urlencode({"release": found.release.pk, "judge": found.signature.key}) if found and found.signature else ""


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
