"""What pages of runs of any kind do on request: pause, resume, change prices and budget; each tells what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inference.forms.terms import RunTermsForm
from inference.models import EngineRun
from inference.pausing import StillSpent, pause_run, resume_run
from inference.terms import change_terms


def steering_views(find: Callable) -> tuple[Callable, Callable, Callable]:
    """The views that pause, resume, and set the terms of the run which `find(user, slug, pk)` returns second."""
    return tuple(_steering_view(find, act) for act in (pause, resume, set_terms))


def _steering_view(find: Callable, act: Callable) -> Callable:
    @login_required
    @require_POST
    def steer(request, slug, pk):
        _benchmark, run = find(request.user, slug, pk)
        act(request, run)
        return redirect(run)

    return steer


def pause(request, run: EngineRun) -> None:
    """Hold back what is not done."""
    if pause_run(run, by=request.user):
        messages.success(request, _("The run is paused; what is done stays."))
    else:
        messages.info(request, _("There is nothing to pause."))


def resume(request, run: EngineRun) -> None:
    """Let a paused run go on, unless its budget is spent."""
    try:
        if resume_run(run, by=request.user):
            messages.success(request, _("The run goes on."))
        else:
            messages.info(request, _("The run is not paused."))
    except StillSpent as refusal:
        messages.error(request, str(refusal))


def tell_of_pause(request, run: EngineRun) -> None:
    """Say of a paused run that what was just put back into it waits."""
    if run.paused_at:
        messages.warning(request, _("The run is paused: this waits until somebody resumes it."))


def set_terms(request, run: EngineRun) -> None:
    """Change prices and budget as the form says; with `resume` the run goes on under them."""
    form = RunTermsForm(request.POST, run=run)
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {errors[0]}")
        return
    if change_terms(run, form.wanted(), by=request.user):
        messages.success(request, _("Prices and budget were changed."))
        run.refresh_from_db()
    if "resume" in request.POST:
        resume(request, run)
