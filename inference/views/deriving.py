"""Deriving the questions of every picture: asking for proposals, and approving the most frequent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.deriving import SAMPLED, approve, start_derivation
from inference.forms.engine import EngineForm
from inference.models import Derivation, PromptSet
from inference.prompt_editing import MOST, PromptsRefused, prompt_sets_of
from inference.prompting import default_prompt_set
from inference.recipes import DraftingRefused, Recipe

FREQUENT = 4  # the paper takes the four most frequent


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def derivations(request, slug):
    """Earlier derivations, and the form that starts one."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    form = EngineForm(request.POST or None, prompt_sets=prompt_sets_of(benchmark))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(start_derivation(benchmark, Recipe(**form.asked()), by=request.user))
        except DraftingRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {"form": form, "derivations": Derivation.objects.filter(benchmark=benchmark)[:20], "sampled": SAMPLED}
    status = 400 if form.is_bound else 200
    return benchmark_page(request, "inference/derivations.html", benchmark, tab="drafts", status=status, **context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def derivation(request, slug, pk):
    """The groups of one derivation; POST approves the chosen wordings as the next version of a prompt set."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    runs = Derivation.objects.filter(benchmark=benchmark).select_related("benchmark", "approved", "job")
    run = get_object_or_404(runs, pk=pk)
    if request.method == "POST":
        try:
            kept = approve(run, _base(benchmark), request.POST.get("name", ""), _chosen(request.POST), by=request.user)
            return redirect("inference:prompt_set", slug=slug, pk=kept.pk)
        except PromptsRefused as refusal:
            messages.error(request, str(refusal))
    return benchmark_page(
        request,
        "inference/derivation.html",
        benchmark,
        tab="drafts",
        run=run,
        groups=[group | {"chosen": place < FREQUENT} for place, group in enumerate(run.groups[: 3 * MOST])],
        base=_base(benchmark),
    )


def _chosen(posted) -> list[str]:
    """The wordings of the ticked groups, as they were edited."""
    places = [place for place in posted.getlist("group") if place.isdecimal() and len(place) < 4]
    return [posted.get(f"text_{place}", "") for place in places]


def _base(benchmark) -> PromptSet:
    """The set whose other words are kept: the benchmark's latest own one, else the paper's."""
    own = PromptSet.objects.filter(benchmark=benchmark).order_by("-pk").first()
    return own or default_prompt_set()
