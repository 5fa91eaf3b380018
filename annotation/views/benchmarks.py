"""The overview of a benchmark."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from annotation.overview import overview
from annotation.pages import benchmark_page
from annotation.permissions import benchmark_or_404


@login_required
@require_safe
def benchmark(request, slug):
    """Where the benchmark stands and what to do next."""
    found = benchmark_or_404(request.user, slug)
    return benchmark_page(request, "annotation/benchmark.html", found, tab="overview", overview=overview(found))
