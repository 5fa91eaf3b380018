"""The results page of a benchmark's evaluations, its charts, and its table as CSV and LaTeX."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from annotation.models import Benchmark, Release
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from eibench_site.tokens import login_or_token_required
from review.calibration_report import accuracy_of
from review.drawing import DRESSES, MEDIA_TYPES
from review.results.charts import FORMS, charts, draw
from review.results.personas import persona_tables
from review.results.reports import Results, results
from review.results.wording import as_csv, as_latex, column_title

FILES = {"csv": (as_csv, "text/csv; charset=utf-8"), "tex": (as_latex, "application/x-tex; charset=utf-8")}


@login_required
@require_safe
def results_page(request, slug):
    """The table of one release (`?release=`) by one judge (`?judge=`), differences from one run (`?from=`)."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    releases = _releases(benchmark)
    found = _results(request, benchmark, releases)
    context = {
        "releases": releases,
        "results": found,
        "titles": [column_title(column) for column in found.columns] if found else [],
        "charts": _charts(found) if found else [],
        "personas": persona_tables(found) if found else [],
        "accuracy": accuracy_of(found.release, found.signature) if found and found.signature else None,
        "query": _query(found),
    }
    return benchmark_page(request, "review/results.html", benchmark, tab="models", **context)


@login_or_token_required
@require_safe
def results_table(request, slug, form):
    """The same table as a file."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    found = _results(request, benchmark, _releases(benchmark))
    if form not in FILES or found is None:
        raise Http404("There is no such table.")
    write, kind = FILES[form]
    headers = {"Content-Disposition": f'attachment; filename="results-{slug}.{form}"'}
    return HttpResponse(write(found), content_type=kind, headers=headers)


@login_or_token_required
@require_safe
def results_chart(request, slug, name, form):
    """The chart of a split as SVG or PNG; `?theme=dark` for dark ground, `?size=narrow` for a small screen."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    theme, size = request.GET.get("theme", "light"), request.GET.get("size", "wide")
    if form not in MEDIA_TYPES or theme not in DRESSES or size not in FORMS:
        raise Http404("There is no such chart.")
    found = _results(request, benchmark, _releases(benchmark))
    chart = next((one for one in charts(found) if one.name == name), None) if found else None
    if chart is None:
        raise Http404("Nothing was judged there yet, so there is nothing to draw.")
    file = f'inline; filename="results-{slug}-{name}.{form}"'
    headers = {"Cache-Control": "private, no-cache", "Content-Disposition": file}
    return HttpResponse(draw(chart, size, theme, form), content_type=MEDIA_TYPES[form], headers=headers)


def _charts(found: Results) -> list[dict]:
    """What the page says of each chart: its name, its words, and its two sizes."""
    return [
        {"name": chart.name, "alt": chart.description, "wide": chart.size("wide"), "narrow": chart.size("narrow")}
        for chart in charts(found)
    ]


def _releases(benchmark: Benchmark) -> list[Release]:
    return list(Release.objects.filter(benchmark=benchmark, evaluation_runs__isnull=False).distinct())


def _results(request, benchmark: Benchmark, releases: list[Release]) -> Results | None:
    if not releases:
        return None
    wanted = _whole(request.GET.get("release"))
    release = next((one for one in releases if one.pk == wanted), releases[0])
    release.benchmark = benchmark
    return results(release, request.GET.get("judge", ""), _whole(request.GET.get("from")))


def _query(found: Results | None) -> str:
    """The release and the judge in an address."""
    return urlencode({"release": found.release.pk, "judge": found.signature.key}) if found and found.signature else ""


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
