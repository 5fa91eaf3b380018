"""The gap page, its charts and its table."""

import csv
import io

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from annotation.models import Benchmark
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from eibench_site.tokens import login_or_token_required
from inference.models import DraftRun
from review.drawing import DRESSES, MEDIA_TYPES
from review.gaps.charts import NAMES, draw, size_of
from review.gaps.reports import Dimension, Report, report
from review.gaps.wording import group_lines, headlines, plain_rows, sections

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@login_required
@require_safe
def gap(request, slug: str):
    """How far drafts were from what people made of them, in all or of one run (`?run=`)."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    run = _run(request, benchmark)
    found = report(benchmark, run)
    context = {
        "report": found,
        "run": run,
        "runs": DraftRun.objects.filter(benchmark=benchmark, drafts__reviews__status="submitted").distinct(),
        "headlines": headlines(found),
        "sections": sections(found),
        "dimensions": [_tables(found, dimension) for dimension in found.dimensions if dimension.groups],
        "reasons": _chart(found, "reasons"),
    }
    return benchmark_page(request, "review/gap.html", benchmark, tab="quality", **context)


@login_or_token_required
@require_safe
def gap_chart(request, slug: str, name: str, form: str):
    """One chart as SVG or PNG; `?theme=dark` for dark ground."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    theme = request.GET.get("theme", "light")
    if name not in NAMES or form not in MEDIA_TYPES or theme not in DRESSES:
        raise Http404("There is no such chart.")
    found = report(benchmark, _run(request, benchmark))
    if not found.total.samples:
        raise Http404("Nothing was reviewed yet, so there is nothing to draw.")
    headers = {"Cache-Control": "private, no-cache", "Content-Disposition": f'inline; filename="{slug}-{name}.{form}"'}
    return HttpResponse(draw(found, name, theme, form), content_type=MEDIA_TYPES[form], headers=headers)


@login_or_token_required
@require_safe
def gap_table(request, slug: str):
    """Every figure as CSV: value, interval, and what it is computed from."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    rows = list(plain_rows(report(benchmark, _run(request, benchmark))))
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows({key: _inert(value) for key, value in row.items()} for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="gap-{slug}.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _run(request, benchmark: Benchmark) -> DraftRun | None:
    """The run that is asked for; a 404 where the benchmark has none like it."""
    asked = request.GET.get("run", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404("There is no such run.")
    return get_object_or_404(DraftRun, benchmark=benchmark, pk=int(asked))


def _tables(found: Report, dimension: Dimension) -> dict:
    kinds = ("fate", "agreement") if len(dimension.groups) > 1 else ()
    return {
        "title": dimension.title,
        "name": dimension.name,
        "groups": [(group, group_lines(group)) for group in dimension.groups],
        "charts": [_chart(found, f"{kind}-{dimension.name}") for kind in kinds],
    }


def _chart(found: Report, name: str) -> dict:
    width, height = size_of(found, name)
    return {"name": name, "width": width, "height": height}


def _inert(value):
    """Text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
