"""The first page after signing in: the work that waits, and how far one is."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from review.pacing import own_progress
from review.progressing import Card, cards


@login_required
@require_safe
def home(request):
    """One's own progress, and a card per benchmark with what waits there for this person."""
    found = cards(request.user)
    works = any(card.may_review for card in found)
    progress = own_progress(request.user) if works else None
    unsent = {"user": request.user.pk, "roots": roots_of(found)}
    return render(request, "review/home.html", {"cards": found, "progress": progress, "unsent": unsent})


def roots_of(found: list[Card]) -> dict[str, list[str]]:
    """Where each screen on which the person may work sends what was done on it, by the screen's name."""
    of_reviewer = [card.benchmark.get_absolute_url() for card in found if card.may_review]
    of_adjudicator = [card.benchmark.get_absolute_url() for card in found if card.may_adjudicate]
    roots = {name: [f"{root}{name}/" for root in of_reviewer] for name in ("review", "pictures")}
    roots["adjudication"] = [f"{root}adjudication/" for root in of_adjudicator]
    return {name: under for name, under in roots.items() if under}
