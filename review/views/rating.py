"""The page on which a person rates one sample after the other, without seeing anybody else's rating."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotation.markdown import parse
from annotation.pages import benchmark_page
from annotation.permissions import benchmark_or_404
from review.models import RatingRound
from review.ratings.rating import SCORES, is_rater, last_rating, next_item, rate, undo_last
from review.refusals import Refusal


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request, slug: str, pk: int):
    """The next sample to rate; POST `score` 0 to 5 of `item`, or `score=undo` for the last one."""
    benchmark = benchmark_or_404(request.user, slug)
    found = get_object_or_404(RatingRound, benchmark=benchmark, pk=pk)
    if not is_rater(found, request.user):
        messages.error(request, _("You were not asked to rate this round: an admin of the benchmark can ask you."))
        return redirect("review:ratings", slug)
    if request.method == "POST":
        _do(request, found)
        return redirect("review:rating", slug, pk)
    item = next_item(found, by=request.user)
    context = {
        "round": found,
        "item": item,
        "triggers": item.label.triggers.all() if item else [],
        "scores": SCORES,
        "total": found.items.count(),
        "rated": found.items.filter(ratings__rater=request.user).count(),
        "last": last_rating(found, by=request.user),
        "guidelines": parse(benchmark.guidelines),
    }
    return benchmark_page(request, "review/rating.html", benchmark, tab="quality", **context)


def _do(request, found: RatingRound) -> None:
    """Do what the form asks; a refusal is told on the next page."""
    asked = request.POST.get("score", "")
    try:
        if asked == "undo":
            undo_last(found, named=_whole(request.POST.get("last", "")), by=request.user)
        elif asked in {str(score) for score in SCORES}:
            rate(found, _whole(request.POST.get("item", "")), int(asked), by=request.user)
        else:
            messages.error(request, _("Rate from 0 to 5."))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))


def _whole(text: str) -> int:
    """The id in a text; 0, which no row has, where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
