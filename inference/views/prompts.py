"""Prompts of a benchmark: the list, one set as it would ask a sample, editing, and trying on three samples."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from annotation.hiding import samples_kept_from
from annotation.models import Benchmark, Sample
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.cfsa.conversation import Phase
from inference.comparing import columns_of, lines_of
from inference.forms.prompts import PromptSetForm
from inference.forms.trying import TrialForm
from inference.models import DraftRun, Persona, PromptSet
from inference.progressing import PHASE_WORDS
from inference.prompt_comparing import Part, parts_of, version_before
from inference.prompt_editing import PromptsRefused, prompt_sets_of, render_for, save_version
from inference.prompt_trying import try_prompts, usual_recipe, usual_terms
from inference.prompting import default_prompt_set
from inference.recipes import DraftingRefused

KINDS = (
    ("question", _("Questions of every picture")),
    ("template", _("What each round asks")),
    ("persona", _("Personas")),
)


@login_required
@require_safe
def prompt_sets(request, slug):
    """The sets that runs of this benchmark may use, with where each is used."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    sets = prompt_sets_of(benchmark).select_related("created_by")
    return benchmark_page(request, "inference/prompt_sets.html", benchmark, tab="drafts", prompt_sets=sets)


@login_required
@require_safe
def prompt_set(request, slug, pk):
    """One set: its words, what changed since the version before, and how it would ask a sample (`?sample=`)."""
    benchmark, found = _set_or_404(request.user, slug, pk)
    before = version_before(found)
    samples = Sample.objects.filter(benchmark=benchmark).select_related("image", "benchmark")
    sample = samples.filter(position=_number(request.GET, "sample")).first() or samples.order_by("position").first()
    persona = request.GET.get("persona", Persona.EMOTION_EXPERT)
    persona = persona if persona in Persona.values else Persona.EMOTION_EXPERT
    rendered = render_for(found, sample, persona, reader=request.user) if sample else []
    return benchmark_page(
        request,
        "inference/prompt_set.html",
        benchmark,
        tab="drafts",
        prompt_set=found,
        before=before,
        kinds=_by_kind(parts_of(found, before)),
        sample=sample,
        persona=persona,
        personas=Persona.choices,
        rendered=[(PHASE_WORDS[one.phase], one) for one in rendered],
        trials=DraftRun.objects.filter(benchmark=benchmark, prompt_set=found, trial=True)[:5],
    )


@login_required
@require_safe
def prompt_compare(request, slug):
    """Any two sets side by side, word by word (`?old=` and `?new=`); by default a set and the version before it."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    sets = list(prompt_sets_of(benchmark))
    by_id = {one.pk: one for one in sets}
    new = by_id.get(_number(request.GET, "new")) or max(sets, key=lambda one: (bool(one.benchmark_id), one.pk))
    before = version_before(new)
    old = by_id.get(_number(request.GET, "old")) or before or default_prompt_set()
    kinds = _by_kind(parts_of(new, old))
    return benchmark_page(
        request,
        "inference/prompt_compare.html",
        benchmark,
        tab="drafts",
        prompt_sets=sets,
        old=old,
        new=new,
        kinds=kinds,
        changed=sum(part.is_changed for _title, parts in kinds for _name, part in parts),
    )


def _by_kind(parts: list[Part]) -> list[tuple[str, list[tuple[str, Part]]]]:
    """The texts under the titles of their kinds, each with its own."""
    names = {"template": lambda key: PHASE_WORDS[Phase(key)], "persona": lambda key: Persona(key).label}
    return [
        (title, [(names.get(kind, str)(part.key), part) for part in parts if part.kind == kind])
        for kind, title in KINDS
    ]


def _number(asked, name: str) -> int:
    """A whole number of the address; 0 where there is none."""
    given = asked.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prompt_edit(request, slug, pk):
    """Write the next version, starting from a set."""
    benchmark, base = _set_or_404(request.user, slug, pk)
    form = PromptSetForm(request.POST or None, base=base)
    if request.method == "POST" and form.is_valid():
        try:
            kept = save_version(benchmark, form.cleaned_data["name"], form.content(), by=request.user)
            return redirect("inference:prompt_set", slug=slug, pk=kept.pk)
        except PromptsRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    status = 400 if form.is_bound else 200
    context = {"form": form, "prompt_set": base}
    return benchmark_page(request, "inference/prompt_edit.html", benchmark, tab="drafts", status=status, **context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prompt_try(request, slug, pk):
    """Try the set on three samples: with which engine, at first as the latest run did."""
    benchmark, found = _set_or_404(request.user, slug, pk)
    usual, terms = usual_recipe(benchmark, found), usual_terms(benchmark)
    form = TrialForm(request.POST or None, usual=usual, terms=terms)
    run = _try(benchmark, found, form, by=request.user) if form.is_bound and form.is_valid() else None
    if run is not None:
        return redirect("inference:prompt_trial", slug=slug, pk=run.pk)
    status = 400 if form.is_bound else 200
    context = {"form": form, "prompt_set": found}
    return benchmark_page(request, "inference/prompt_try.html", benchmark, tab="drafts", status=status, **context)


def _try(benchmark: Benchmark, found: PromptSet, form: TrialForm, *, by) -> DraftRun | None:
    """The new trial; None where the form says why there is none."""
    recipe = form.recipe()
    try:
        terms = form.terms(recipe.engine, recipe.model)
        return try_prompts(benchmark, found, recipe=recipe, terms=terms, by=by)
    except DraftingRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


@login_required
@require_safe
def prompt_trial(request, slug, pk):
    """What a trial made of its samples, each beside the draft that the sample has."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    runs = DraftRun.objects.filter(benchmark=benchmark, trial=True).select_related("prompt_set", "benchmark")
    run = get_object_or_404(runs, pk=pk)
    drafts = run.drafts.select_related("sample__image", "sample__final_label", "label").order_by("sample__position")
    kept = samples_kept_from(request.user)
    return benchmark_page(
        request,
        "inference/prompt_trial.html",
        benchmark,
        tab="drafts",
        run=run,
        tried=[_tried(draft, kept) for draft in drafts.prefetch_related("rounds")],
        is_over=not run.drafts.filter(status="pending").exists(),
    )


def _tried(draft, kept: set[int]) -> dict:
    if draft.sample_id in kept:
        return {"draft": draft, "is_kept": True}
    columns = columns_of(draft.sample, trial=draft.run_id)
    return {"draft": draft, "columns": columns, "lines": lines_of(columns)}


def _set_or_404(user, slug: str, pk: int) -> tuple[Benchmark, PromptSet]:
    benchmark = benchmark_or_404(user, slug, Right.MANAGE)
    return benchmark, get_object_or_404(prompt_sets_of(benchmark), pk=pk)
