"""The drafts of one sample side by side, and drafting it again with a hint."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotation.hiding import samples_kept_from
from annotation.models import Sample
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.comparing import ALIKE, columns_of, lines_of
from inference.models import Draft
from inference.recipes import DraftingRefused
from inference.redrafting import LONGEST_HINT, redraft
from inference.states import DraftStatus

TRIALS = 5


@login_required
@require_safe
def sample_drafts(request, slug, pk):
    """The label and the latest drafts as columns, triggers that are alike in one line; none for who reviews it."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    sample = _sample_or_404(benchmark, pk)
    is_kept = sample.pk in samples_kept_from(request.user)
    columns = [] if is_kept else columns_of(sample)
    return benchmark_page(
        request,
        "inference/sample_drafts.html",
        benchmark,
        tab="samples",
        sample=sample,
        is_kept=is_kept,
        columns=columns,
        lines=lines_of(columns),
        alike=round(ALIKE),
        trials=_trials(sample),
        pending=Draft.objects.filter(sample=sample, status=DraftStatus.PENDING).select_related("run").order_by("-pk"),
        is_scripted=any(column.draft is not None and column.draft.run.is_scripted for column in columns),
        longest_hint=LONGEST_HINT,
    )


@login_required
@require_POST
def sample_redraft(request, slug, pk):
    """Draft the sample again at once, with a hint."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    sample = _sample_or_404(benchmark, pk)
    try:
        redraft(sample, request.POST.get("hint", ""), by=request.user)
    except DraftingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("This sample is drafted next; the new draft will stand beside the others."))
    return redirect("inference:sample_drafts", slug=slug, pk=pk)


def _trials(sample: Sample):
    """The finished drafts that trials made of a sample: named, but never beside those that people review."""
    done = Draft.objects.filter(sample=sample, run__trial=True, status=DraftStatus.DONE)
    return done.select_related("run__prompt_set").order_by("-pk")[:TRIALS]


def _sample_or_404(benchmark, pk: int) -> Sample:
    samples = Sample.objects.filter(benchmark=benchmark).select_related("image", "final_label", "benchmark")
    return get_object_or_404(samples, pk=pk)
