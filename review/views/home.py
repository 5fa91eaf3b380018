"""The first page after signing in: the benchmarks one has a role in, and the work that waits."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from review import progressing


@login_required
@require_safe
def home(request):
    """A card per benchmark, with what waits there for this person."""
    return render(request, "review/home.html", {"cards": progressing.cards(request.user)})
