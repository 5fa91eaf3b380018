"""Deriving the questions of every picture: asking for proposals, and approving the most frequent."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotation.models import Benchmark
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.deriving import SAMPLED, approve, base_of, start_derivation
from inference.deriving_progress import progress_of
from inference.durations import in_words
from inference.forms.deriving import DerivationForm
from inference.forms.terms import RunTermsForm
from inference.models import Derivation
from inference.prompt_editing import MOST, PromptsRefused
from inference.recipes import DraftingRefused

FREQUENT = 4  # the paper takes the four most frequent
SHOWN = 3 * MOST  # groups to choose from
LATEST = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A group as the form shows it: its place among the questions to ask ("" for none), and the wording."""

    group: dict
    place: str
    wording: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def derivations(request, slug):
    """Earlier derivations, and the form that starts one."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    form = DerivationForm(request.POST or None)
    run = _start(benchmark, form, by=request.user) if form.is_bound and form.is_valid() else None
    if run is not None:
        return redirect(run)
    earlier = Derivation.objects.filter(benchmark=benchmark).select_related("benchmark", "approved")[:LATEST]
    context = {"form": form, "derivations": earlier, "sampled": SAMPLED}
    status = 400 if form.is_bound else 200
    return benchmark_page(request, "inference/derivations.html", benchmark, tab="drafts", status=status, **context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def derivation(request, slug, pk):
    """The groups of one derivation; POST approves the chosen wordings as the next version of a prompt set."""
    benchmark, run = derivation_or_404(request.user, slug, pk)
    if request.htmx and run.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})  # the part that moves is not all that changes then
    base, progress = base_of(benchmark), progress_of(run)
    if request.method == "POST":
        try:
            kept = approve(run, base, request.POST.get("name", ""), _chosen(run, request.POST), by=request.user)
            return redirect("inference:prompt_set", slug=slug, pk=kept.pk)
        except PromptsRefused as refusal:
            messages.error(request, str(refusal))
    return benchmark_page(
        request,
        "inference/derivation.html",
        benchmark,
        tab="drafts",
        status=400 if request.method == "POST" else 200,
        run=run,
        progress=progress,
        elapsed=in_words(progress.elapsed) if progress.elapsed else "",
        terms=RunTermsForm(run=run),
        rows=_posted_rows(run, request.POST) if request.method == "POST" else _first_rows(run),
        name=request.POST.get("name") or (base.name if base.benchmark_id else "derived"),
        base=base,
    )


def derivation_or_404(user, slug: str, pk: int) -> tuple[Benchmark, Derivation]:
    """The benchmark and its derivation, for whoever manages it. Raises Http404, PermissionDenied."""
    benchmark = benchmark_or_404(user, slug, Right.MANAGE)
    runs = Derivation.objects.filter(benchmark=benchmark).select_related("benchmark", "approved", "created_by")
    return benchmark, get_object_or_404(runs, pk=pk)


def _start(benchmark: Benchmark, form: DerivationForm, *, by) -> Derivation | None:
    """The new derivation; None where the form says why there is none."""
    recipe = form.recipe()
    try:
        return start_derivation(benchmark, recipe, terms=form.terms(recipe.engine, recipe.model), by=by)
    except DraftingRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _first_rows(run: Derivation) -> list[Row]:
    places = [str(place) if place <= FREQUENT else "" for place in range(1, SHOWN + 1)]
    return [Row(group, place, group["text"]) for group, place in zip(run.groups[:SHOWN], places, strict=False)]


def _posted_rows(run: Derivation, posted) -> list[Row]:
    """The groups as they were filled in, so that a refusal costs nobody their words."""
    return [
        Row(group, posted.get(f"place_{number}", "").strip(), posted.get(f"text_{number}", group["text"]))
        for number, group in enumerate(run.groups[:SHOWN], start=1)
    ]


def _chosen(run: Derivation, posted) -> list[str]:
    """The wordings that have a place, in the order of their places. Raises PromptsRefused."""
    chosen = [row for row in _posted_rows(run, posted) if row.place]
    for row in chosen:
        if not (row.place.isascii() and row.place.isdecimal() and len(row.place) < 4):
            refusal = _("“%(place)s” is no place: write a number, or nothing where a question is not to be asked.")
            raise PromptsRefused(refusal % {"place": row.place[:40]})
    return [row.wording for row in sorted(chosen, key=lambda row: int(row.place))]
