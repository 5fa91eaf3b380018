"""The guidelines of a benchmark, their versions, and who has read them."""

from itertools import pairwise

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotation import markdown
from annotation.differing import differences
from annotation.forms.benchmark import GuidelinesForm
from annotation.guiding import read_guidelines, unread, write_guidelines
from annotation.models import GuidelinesVersion
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404, can, check_right

PAGE_SIZE = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guidelines(request, slug: str):
    """The guidelines, for every member; admins may edit them (`?edit`)."""
    benchmark = benchmark_or_404(request.user, slug)
    if request.method == "POST":
        check_right(request.user, benchmark, Right.MANAGE)
    form = GuidelinesForm(request.POST or None, initial={"guidelines": benchmark.guidelines})
    if form.is_valid():
        text = form.cleaned_data["guidelines"].replace("\r\n", "\n")
        write_guidelines(benchmark, text, by=request.user)
        messages.success(request, _("The guidelines are saved."))
        return redirect("annotation:guidelines", slug)
    editing = form.is_bound or ("edit" in request.GET and can(request.user, benchmark, Right.MANAGE))
    context = {"form": form, "editing": editing, "nodes": markdown.parse(benchmark.guidelines)}
    context["unread"] = None if editing else unread(benchmark, request.user)
    context["last"] = benchmark.guidelines_versions.first()
    status = 400 if form.is_bound else 200
    return benchmark_page(request, "annotation/guidelines.html", benchmark, tab="guidelines", status=status, **context)


@login_required
@require_safe
def history(request, slug: str):
    """All versions, the last one first, each with what it changed and, for admins, who has read it."""
    benchmark = benchmark_or_404(request.user, slug)
    found = benchmark.guidelines_versions.select_related("created_by").prefetch_related("readings__user")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    before = benchmark.guidelines_versions.filter(version=page[-1].version - 1).first() if page.object_list else None
    versions = [
        (one, differences(earlier.text if earlier else "", one.text)) for one, earlier in pairwise([*page, before])
    ]
    context = {"versions": versions, "page": page}
    return benchmark_page(request, "annotation/guidelines_history.html", benchmark, tab="guidelines", **context)


@login_required
@require_POST
def guidelines_read(request, slug: str, version: int):
    """Keep that this member has read a version; scripts, which ask for JSON, get no page."""
    benchmark = benchmark_or_404(request.user, slug)
    found = get_object_or_404(
        GuidelinesVersion.objects.select_related("benchmark"), benchmark=benchmark, version=version
    )
    read_guidelines(found, by=request.user)
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    messages.success(request, _("You have read the guidelines."))
    return redirect("annotation:guidelines", slug)
