"""The progress page of those who run a benchmark, and its tables as files."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from eibench_site.tokens import login_or_token_required
from review.agreement.keeping import last_report
from review.agreement.reports import PEOPLE
from review.agreement.wording import FIGURE_NAMES, plain_figure
from review.progress.days import DAYS, chart, days
from review.progress.files import ROWS, as_csv
from review.progress.people import people
from review.progress.samples import standings
from review.progress.stuck import stuck


@login_required
@require_safe
def progress(request, slug: str):
    """How far the samples are, who did what, how much a day, and where somebody should look."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    everybody = people(benchmark)
    context = {
        "standings": standings(benchmark),
        "people": everybody,
        "chart": chart(days(benchmark)),
        "days": DAYS,
        "stuck": stuck(benchmark, everybody),
        "agreement": _agreement(benchmark),
    }
    return benchmark_page(request, "review/progress.html", benchmark, tab="people", **context)


@login_or_token_required
@require_safe
def progress_table(request, slug: str, name: str):
    """One of the tables as CSV."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    if name not in ROWS:
        raise Http404("There is no such table.")
    headers = {"Content-Disposition": f'attachment; filename="progress-{slug}-{name}.csv"'}
    return HttpResponse(as_csv(ROWS[name](benchmark)), content_type="text/csv; charset=utf-8", headers=headers)


def _agreement(benchmark) -> dict | None:
    """Two figures of people among themselves, as they were last reported: making them anew may take seconds."""
    kept = last_report(benchmark)
    if kept is None:
        return None
    figures = kept.report.total.figures[PEOPLE]
    named = [(FIGURE_NAMES[name], plain_figure(getattr(figures, name))) for name in ("f1", "masi")]
    return {"made_at": kept.made_at, "figures": named}
