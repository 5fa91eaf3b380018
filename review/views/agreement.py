"""The agreement page, the match table of two raters, and asking for lists to be compared."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from review.agreement.comparing import being_compared
from review.agreement.keeping import agreement_report
from review.agreement.pairs import match_table
from review.agreement.tables import agreement_tables
from review.agreement.wording import Named, further_raters, named
from review.views.comparing import compare_waiting

PAGE = 12


@login_required
@require_safe
def agreement(request, slug: str):
    """How far people agree; annotators see all people together, and of the pairs their own."""
    benchmark = benchmark_or_404(request.user, slug)
    kept = agreement_report(benchmark)
    report = kept.report
    context = {
        "report": report,
        "made_at": kept.made_at,
        "running": being_compared(benchmark) if report.waiting else 0,
        "tables": agreement_tables(benchmark, report, request.user),
    }
    return benchmark_page(request, "review/agreement.html", benchmark, tab="quality", **context)


@login_required
@require_POST
def agreement_compare(request, slug: str):
    """Queue the comparison of all lists that no worker has compared yet."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    compare_waiting(request, agreement_report(benchmark).report.waiting)
    return redirect("review:agreement", slug)


@login_required
@require_safe
def agreement_pair(request, slug: str, left: str, right: str):
    """The lists of two raters beside each other, those furthest apart first."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    report = agreement_report(benchmark).report
    raters = {rater.slug: rater for rater in (*further_raters(), *named(benchmark, report, request.user))}
    one, other = _rater(raters, left), _rater(raters, right)
    if one == other:
        raise Http404("A rater is compared with another one.")
    table = match_table(benchmark, report, one.key, other.key, request.user)
    context = {
        "left": one,
        "right": other,
        "samples": Paginator(table.samples, PAGE).get_page(request.GET.get("page")),
        "hidden": table.hidden,
    }
    return benchmark_page(request, "review/agreement_pair.html", benchmark, tab="quality", **context)


def _rater(raters: dict[str, Named], slug: str) -> Named:
    """The rater of that word; a 404 where there is none."""
    if slug not in raters:
        raise Http404("There is no such rater.")
    return raters[slug]
