"""The quarantine: jobs that were given up after three tries, and what can be done about them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from annotation.models import JobKind
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.quarantining import leave_jobs, quarantined, retry_jobs

PAGE = 50
EXAMPLES = 3  # samples named for a job
PAGE_OF_RUN = {
    JobKind.DRAFT: "inference:draft_run",
    JobKind.EVALUATE: "inference:evaluation",
    JobKind.JUDGE: "inference:judge_run",
    JobKind.PROPOSE: "inference:derivation",
}
SAMPLES = ("drafts__sample", "predictions__item__sample", "judgements__prediction__item__sample")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quarantine(request, slug):
    """Show the jobs, or try chosen ones again (`retry`) or leave them for good (`leave`): `job`s, or all."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    if request.method == "POST":
        _act(request, benchmark)
        return redirect("inference:quarantine", slug=slug)
    jobs = quarantined(benchmark).prefetch_related(*SAMPLES)
    page = Paginator(jobs, PAGE).get_page(request.GET.get("page"))
    rows = [{"job": job, "samples": _samples(job)[:EXAMPLES], "run": _run_url(benchmark, job)} for job in page]
    return benchmark_page(request, "inference/quarantine.html", benchmark, tab="drafts", page=page, rows=rows)


def _act(request, benchmark) -> None:
    chosen = quarantined(benchmark)
    if "all" not in request.POST:
        chosen = chosen.filter(pk__in=numbers(request.POST.getlist("job")))
    if "leave" in request.POST:
        count = leave_jobs(chosen, by=request.user)
        told = ngettext("%(count)d job was left for good.", "%(count)d jobs were left for good.", count)
    else:
        count = retry_jobs(chosen, by=request.user)
        told = ngettext("%(count)d job is tried again.", "%(count)d jobs are tried again.", count)
    messages.success(request, told % {"count": count})


def numbers(texts: list[str]) -> list[int]:
    """Those of the texts that can be the id of a row."""
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19]


def _samples(job) -> list:
    drafts = [draft.sample for draft in job.drafts.all()]
    predicted = [prediction.item.sample for prediction in job.predictions.all()]
    judged = [judgement.prediction.item.sample for judgement in job.judgements.all()]
    return [*drafts, *predicted, *judged]


def _run_url(benchmark, job) -> str:
    """The page of the run that the job belongs to; empty where it has none."""
    name, run = PAGE_OF_RUN.get(job.kind), job.payload.get("run")
    return reverse(name, args=[benchmark.slug, run]) if name and run else ""
