"""The first page after signing in: the work that waits, and how far one is."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from review.pacing import own_progress
from review.progressing import cards


@login_required
@require_safe
def home(request):
    """One's own progress, and a card per benchmark with what waits there for this person."""
    found = cards(request.user)
    works = any(card.may_review for card in found)
    progress = own_progress(request.user) if works else None
    roots = [f"{card.benchmark.get_absolute_url()}review/" for card in found if card.may_review]
    unsent = {"user": request.user.pk, "roots": roots}
    return render(request, "review/home.html", {"cards": found, "progress": progress, "unsent": unsent})
