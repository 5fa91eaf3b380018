"""Pages that start imports and show how far each is and what it left out."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotation import jobs
from annotation.forms.imports import FORMS
from annotation.importing.running import cancel_import, upload_import
from annotation.models import Image, ImportKind, ImportRun, Severity
from annotation.pages import benchmark_page, page_or_fragment
from annotation.permissions import Right, benchmark_or_404

RUNS, REMARKS = 20, 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request, slug: str):
    """The imports of a benchmark, and what a new one wants."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    forms = {str(kind): form.empty() for kind, form in FORMS.items()}
    if request.method == "POST":
        kind = request.POST.get("kind") if request.POST.get("kind") in FORMS else ImportKind.IMAGES
        form = forms[str(kind)] = FORMS[kind].posted(request.POST, request.FILES)
        if form.is_valid():
            prefix = form.cleaned_data.get("prefix", "")
            return redirect(upload_import(benchmark, kind, form.uploads(), prefix=prefix, by=request.user))
    runs = ImportRun.objects.filter(benchmark=benchmark).select_related("job", "created_by", "benchmark")
    context = {
        "forms": forms,
        "runs": Paginator(runs, RUNS).get_page(request.GET.get("page")),
        "waiting": Image.objects.filter(benchmark=benchmark).waiting().count(),
    }
    status = 400 if request.method == "POST" else 200
    return benchmark_page(request, "annotation/imports.html", benchmark, tab="imports", status=status, **context)


@login_required
@never_cache
@require_safe
def import_run(request, slug: str, pk: int):
    """One import: its progress, its counts, and its remarks."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    run = _run(benchmark, pk)
    severity = request.GET.get("severity", "")
    remarks = run.remarks.filter(severity=severity) if severity in Severity.values else run.remarks.all()
    context = {
        "run": run,
        "job": run.job,
        "is_silent": jobs.is_silent(run.job),
        "severity": severity,
        "warnings": run.remarks.filter(severity=Severity.WARNING).count(),
        "remarks": Paginator(remarks, REMARKS).get_page(request.GET.get("page")),
    }
    template = page_or_fragment(request, "annotation/import_run.html", "annotation/_import_run.html")
    return benchmark_page(request, template, benchmark, tab="imports", **context)


@login_required
@require_POST
def import_cancel(request, slug: str, pk: int):
    """Ask for an import to be stopped."""
    run = _run(benchmark_or_404(request.user, slug, Right.MANAGE), pk)
    cancel_import(run, by=request.user)
    return redirect(run)


@login_required
@require_POST
def import_retry(request, slug: str, pk: int):
    """Give an import that failed another try."""
    run = _run(benchmark_or_404(request.user, slug, Right.MANAGE), pk)
    jobs.retry(run.job, by=request.user)
    return redirect(run)


def _run(benchmark, pk: int) -> ImportRun:
    runs = ImportRun.objects.select_related("job", "job__benchmark", "benchmark", "created_by")
    return get_object_or_404(runs, benchmark=benchmark, pk=pk)
