"""What every page of a benchmark shares: its frame, its tabs, and the fragment-or-page choice for htmx."""

from django.shortcuts import render

from annotation.models import Benchmark
from annotation.permissions import Right, rights_of


def benchmark_page(request, template: str, benchmark: Benchmark, *, tab: str, status: int = 200, **context):
    """Render a page of a benchmark; `tab` names its entry in the navigation, `can` holds the rights by name."""
    rights = rights_of(request.user, benchmark)
    context |= {
        "benchmark": benchmark,
        "tab": tab,
        "can": {right.name.lower(): right in rights for right in Right},
    }
    return render(request, template, context, status=status)


def page_or_fragment(request, page: str, fragment: str) -> str:
    """The fragment's template where htmx asks for a part, the page's where a browser asks for all."""
    return fragment if request.htmx and not request.htmx.boosted else page
