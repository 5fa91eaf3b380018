"""Pages that make a benchmark and change its settings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotation.forms.benchmark import NewBenchmarkForm, SettingsForm
from annotation.founding import (
    SETTINGS,
    SlugTakenError,
    change_settings,
    found_benchmark,
)
from annotation.models import Benchmark
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404

pages_and_posts = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@pages_and_posts
def benchmark_new(request):
    """Make a benchmark; for staff."""
    if not (request.user.is_staff or request.user.is_superuser):
        raise PermissionDenied(_("Only staff make new benchmarks."))
    form = NewBenchmarkForm(request.POST) if request.method == "POST" else NewBenchmarkForm()
    if form.is_valid() and (benchmark := _found(form, request.user)):
        return redirect("annotation:imports", benchmark.slug)
    return render(request, "annotation/benchmark_new.html", {"form": form}, status=400 if form.is_bound else 200)


@login_required
@pages_and_posts
def benchmark_settings(request, slug: str):
    """How the benchmark is worked on; for its admins."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    posted = request.POST if request.method == "POST" else None
    form = SettingsForm(posted, instance=benchmark_or_404(request.user, slug))  # its own copy: forms write into it
    if form.is_valid():
        change_settings(benchmark, by=request.user, **{name: form.cleaned_data[name] for name in SETTINGS})
        messages.success(request, _("The settings are saved."))
        return redirect("annotation:settings", slug)
    status = 400 if form.is_bound else 200
    return benchmark_page(request, "annotation/settings.html", benchmark, tab="people", status=status, form=form)


def _found(form: NewBenchmarkForm, user) -> Benchmark | None:
    """The new benchmark; none where somebody took its short name just now, with the sentence on the form."""
    try:
        return found_benchmark(**form.cleaned_data, by=user)
    except SlugTakenError as error:
        form.add_error("slug", str(error))
        return None
