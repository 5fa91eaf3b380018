"""What drafts do to people: the anchoring page, and whether people look."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404, can
from review.anchoring.reports import anchoring_report
from review.anchoring.wording import ARMS, TITLES, lines
from review.attention.reports import DWELL, attention_report
from review.views.comparing import compare_waiting


@login_required
@require_safe
def anchoring(request, slug: str):
    """How far drafts pull the people who see them."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    report = anchoring_report(benchmark)
    parts = [
        {"title": TITLES[part.name], "arms": ARMS[part.name], "samples": part.samples, "lines": lines(part)}
        for part in report.parts
    ]
    return benchmark_page(request, "review/anchoring.html", benchmark, tab="quality", report=report, parts=parts)


@login_required
@require_POST
def anchoring_compare(request, slug: str):
    """Queue the comparison of the lists that no worker has compared with their draft yet."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    compare_waiting(request, anchoring_report(benchmark).waiting)
    return redirect("review:anchoring", slug)


@login_required
@require_safe
def attention(request, slug: str):
    """Catch rates and pace: everybody's to admins, to others their own alone."""
    benchmark = benchmark_or_404(request.user, slug)
    sees_all = can(request.user, benchmark, Right.MANAGE)
    people = attention_report(benchmark, None if sees_all else request.user)
    context = {"people": people, "sees_all": sees_all, "dwell": DWELL}
    return benchmark_page(request, "review/attention.html", benchmark, tab="quality", **context)
