"""Quality ratings: the rounds, drawing one, reading raters' files, and a round's figures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotation.formats.reading import WrongFileError
from annotation.models import Benchmark
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404, can, check_right
from review.forms.ratings import DrawForm, RatersForm, RatingsFileForm
from review.models import RatingRound
from review.ratings.drawing import ask_raters, draw_round
from review.ratings.importing import ImportedRatings, RatingsRefused, import_ratings
from review.ratings.rating import is_rater, progress_of, still_to_rate
from review.ratings.reports import quality_report
from review.ratings.wording import headlines, table
from review.refusals import Refusal

REFUSALS = 200  # told one by one; the rest is counted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ratings(request, slug: str):
    """The rounds that the person may see or rate; admins draw new ones here."""
    benchmark = benchmark_or_404(request.user, slug)
    if request.method == "POST":
        check_right(request.user, benchmark, Right.MANAGE)
    form = DrawForm(request.POST if request.method == "POST" else None, benchmark=benchmark)
    if form.is_valid() and (drawn := _draw(benchmark, form, request.user)):
        messages.success(request, _("%(name)s is drawn.") % {"name": drawn.name})
        return redirect(drawn)
    rounds = RatingRound.objects.filter(benchmark=benchmark).select_related("benchmark", "created_by")
    if not can(request.user, benchmark, Right.MEASURE):
        rounds = rounds.filter(raters=request.user)
    context = {"form": form, "rounds": [_line(found, request.user) for found in rounds]}
    status = 400 if form.is_bound else 200
    return benchmark_page(request, "review/ratings.html", benchmark, tab="quality", status=status, **context)


def _draw(benchmark: Benchmark, form: DrawForm, user) -> RatingRound | None:
    """The new round; none where it was refused, with the sentence on the form."""
    try:
        return draw_round(benchmark, **form.cleaned_data, by=user)
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return None


def _line(found: RatingRound, user) -> dict:
    return {
        "round": found,
        "samples": found.items.count(),
        "left": still_to_rate(found, user),
        "is_rater": is_rater(found, user),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ratings_import(request, slug: str):
    """Take in a rater's file; the page tells every line that was left out."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    posted = request.method == "POST"
    form = RatingsFileForm(request.POST if posted else None, request.FILES or None, benchmark=benchmark)
    outcome = _import(benchmark, form, by=request.user) if posted else None
    bad = posted and (outcome is None or outcome.round is None)
    context = {"form": form, "outcome": outcome, "refusals": outcome.refused[:REFUSALS] if outcome else []}
    page = "review/ratings_import.html"
    return benchmark_page(request, page, benchmark, tab="quality", status=400 if bad else 200, **context)


def _import(benchmark: Benchmark, form: RatingsFileForm, *, by) -> ImportedRatings | None:
    """What came of the import; None where the form says why there was none."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    name = given["round"].name if given["round"] else ""
    try:
        return import_ratings(benchmark, given["file"].file, rater=given["rater"], round_name=name, by=by)
    except RatingsRefused as refusal:
        form.add_error("rater", str(refusal))
    except WrongFileError as refusal:
        form.add_error("file", str(refusal))
    return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rating_round(request, slug: str, pk: int):
    """A round's figures, kept from raters who have not finished; admins ask more people to rate."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    if request.method == "POST":
        check_right(request.user, benchmark, Right.MANAGE)
    found = get_object_or_404(RatingRound.objects.select_related("benchmark"), benchmark=benchmark, pk=pk)
    form = RatersForm(request.POST if request.method == "POST" else None, benchmark=benchmark)
    if form.is_valid() and _ask(found, form, request.user):
        return redirect(found)
    left = still_to_rate(found, request.user)
    report = None if left else quality_report(found)
    context = {
        "round": found,
        "samples": found.items.count(),
        "left": left,
        "is_rater": is_rater(found, request.user),
        "progress": progress_of(found),
        "report": report,
        "headlines": headlines(report) if report else [],
        "rows": table(report) if report else [],
        "form": form,
    }
    status = 400 if form.is_bound else 200
    return benchmark_page(request, "review/rating_round.html", benchmark, tab="quality", status=status, **context)


def _ask(found: RatingRound, form: RatersForm, user) -> bool:
    """Ask the chosen members; False where that was refused, with the sentence on the form."""
    try:
        ask_raters(found, form.cleaned_data["raters"], by=user)
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return False
    return True
