"""Pages that list, cut and show releases."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotation.forms.releases import ReleaseForm
from annotation.models import Release
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404, check_right
from annotation.releasing.contents import contents, releasable
from annotation.releasing.cutting import ReleaseRefusedError, verify
from annotation.releasing.cutting import release as cut_release
from annotation.releasing.exporting import file_names
from annotation.splitting import in_both_splits, paths_in_both_splits


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def releases(request, slug: str):
    """The releases of a benchmark; its admins cut new ones here."""
    benchmark = benchmark_or_404(request.user, slug)
    if request.method == "POST":
        check_right(request.user, benchmark, Right.MANAGE)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (cut := _cut(benchmark, form, request.user)):
        messages.success(request, _("%(name)s is cut and will never change.") % {"name": cut.name})
        return redirect(cut)
    context = {
        "form": form,
        "releases": benchmark.releases.select_related("created_by"),
        "releasable": releasable(benchmark),
        "in_both_splits": in_both_splits(benchmark).count(),
    }
    status = 400 if form.is_bound else 200
    return benchmark_page(request, "annotation/releases.html", benchmark, tab="releases", status=status, **context)


@login_required
@require_safe
def release(request, slug: str, pk: int):
    """What a release holds, its checksum and its files; `?verify` computes the checksum anew."""
    benchmark = benchmark_or_404(request.user, slug)
    found = get_object_or_404(Release.objects.select_related("created_by"), benchmark=benchmark, pk=pk)
    context = {
        "release": found,
        "contents": contents(found),
        "files": file_names(found),
        "in_both_splits": paths_in_both_splits(found),
        "verification": verify(found) if "verify" in request.GET else None,
    }
    return benchmark_page(request, "annotation/release.html", benchmark, tab="releases", **context)


def _cut(benchmark, form: ReleaseForm, user) -> Release | None:
    """The new release; none where it was refused, with the sentence on the form."""
    try:
        return cut_release(benchmark, **form.cleaned_data, by=user)
    except ReleaseRefusedError as refusal:
        form.add_error("name", str(refusal))
        return None
