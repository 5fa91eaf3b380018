"""Prompts of a benchmark: the list, one set as it would ask a sample, editing, and trying on three samples."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotation.models import Benchmark, Sample
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.cfsa.conversation import DRAFT_PHASES
from inference.comparing import columns_of, lines_of
from inference.forms.prompts import PromptSetForm
from inference.models import DraftRun, Persona, PromptSet
from inference.progressing import PHASE_WORDS
from inference.prompt_comparing import changes
from inference.prompt_editing import PromptsRefused, prompt_sets_of, render_for, save_version
from inference.prompt_trying import try_prompts
from inference.recipes import DraftingRefused


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
    before = PromptSet.objects.filter(benchmark=found.benchmark, name=found.name, version=found.version - 1).first()
    samples = Sample.objects.filter(benchmark=benchmark).select_related("image", "benchmark")
    wanted = request.GET.get("sample", "")
    position = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    sample = samples.filter(position=position).first() or samples.order_by("position").first()
    persona = request.GET.get("persona", Persona.EMOTION_EXPERT)
    persona = persona if persona in Persona.values else Persona.EMOTION_EXPERT
    return benchmark_page(
        request,
        "inference/prompt_set.html",
        benchmark,
        tab="drafts",
        prompt_set=found,
        before=before,
        texts=[_text(found, before, phase) for phase in DRAFT_PHASES],
        sample=sample,
        persona=persona,
        personas=Persona.choices,
        rendered=[(PHASE_WORDS[one.phase], one) for one in render_for(found, sample, persona)] if sample else [],
        trials=DraftRun.objects.filter(benchmark=benchmark, prompt_set=found, trial=True)[:5],
    )


def _text(found: PromptSet, before: PromptSet | None, phase) -> dict:
    text = found.content["templates"][phase]
    earlier = before.content["templates"][phase] if before else text
    changed = changes(earlier, text) if earlier != text else None
    return {"title": PHASE_WORDS[phase], "text": text, "changes": changed}


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
@require_POST
def prompt_try(request, slug, pk):
    """Try the set on three samples."""
    benchmark, found = _set_or_404(request.user, slug, pk)
    try:
        run = try_prompts(benchmark, found, by=request.user)
    except DraftingRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("inference:prompt_set", slug=slug, pk=pk)
    return redirect("inference:prompt_trial", slug=slug, pk=run.pk)


@login_required
@require_safe
def prompt_trial(request, slug, pk):
    """What a trial made of its samples, each beside the draft that the sample has."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    runs = DraftRun.objects.filter(benchmark=benchmark, trial=True).select_related("prompt_set", "benchmark")
    run = get_object_or_404(runs, pk=pk)
    drafts = run.drafts.select_related("sample__image", "sample__final_label", "label").order_by("sample__position")
    return benchmark_page(
        request,
        "inference/prompt_trial.html",
        benchmark,
        tab="drafts",
        run=run,
        tried=[_tried(draft) for draft in drafts.prefetch_related("rounds")],
        is_over=not run.drafts.filter(status="pending").exists(),
    )


def _tried(draft) -> dict:
    columns = columns_of(draft.sample, trial=draft.run_id)
    return {"draft": draft, "columns": columns, "lines": lines_of(columns)}


def _set_or_404(user, slug: str, pk: int) -> tuple[Benchmark, PromptSet]:
    benchmark = benchmark_or_404(user, slug, Right.MANAGE)
    return benchmark, get_object_or_404(prompt_sets_of(benchmark), pk=pk)
