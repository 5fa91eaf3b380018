"""The page of one's preferences."""

import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eibench_site.languages import remember_language
from review.forms.preferences import PreferencesForm
from review.preferring import prefer, preferences_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request):
    """Keys, rest, time zone and looks; `reset_keys` gives all keys back as they come."""
    posted = request.POST if request.method == "POST" else None
    if posted and "reset_keys" in posted:
        prefer(request.user, keys={})
        messages.success(request, _("All keys are as they come."))
        return redirect("review:preferences")
    form = PreferencesForm(posted, instance=copy.copy(preferences_of(request.user)))
    if not form.is_valid():
        return render(request, "review/preferences.html", {"form": form}, status=400 if form.is_bound else 200)
    kept = prefer(request.user, **form.values())
    with translation.override(kept.language or translation.get_language()):
        messages.success(request, _("Your preferences are saved."))
    answer = redirect("review:preferences")
    return remember_language(answer, kept.language) if "language" in form.changed_data else answer
