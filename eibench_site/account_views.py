"""Pages of one's own account: sign-in, password, API tokens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.contrib.messages.views import SuccessMessageMixin
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from knox.models import AuthToken

from eibench_site.account_forms import SignInForm, TokenForm
from eibench_site.languages import remember_language
from eibench_site.tokens import issue_token, revoke_token


class SignInView(LoginView):
    """Sign-in; a refused one answers 400, one that has to wait 429."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        """Signed in, in the language that the person prefers."""
        response = super().form_valid(form)
        preferences = getattr(form.get_user(), "preferences", None)
        return remember_language(response, preferences.language) if preferences and preferences.language else response

    def form_invalid(self, form):
        """The form again, with the cause."""
        response = super().form_invalid(form)
        response.status_code = 429 if form.has_error("__all__", "throttled") else 400
        return response


class ChangePasswordView(SuccessMessageMixin, PasswordChangeView):
    """Change of one's own password."""

    success_url = reverse_lazy("tokens")
    success_message = gettext_lazy("Your password is changed.")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request):
    """One's account: the password, and the API tokens; a new token is shown in the answer that made it, never again."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    token = issue_token(request.user, days=form.cleaned_data["days"], by=request.user) if form.is_valid() else ""
    kept = AuthToken.objects.filter(user=request.user, expiry__gt=timezone.now()).order_by("-created")
    refused = request.method == "POST" and not token
    context = {"form": form, "token": token, "tokens": kept}
    return render(request, "registration/tokens.html", context, status=400 if refused else 200)


@login_required
@require_POST
def token_revoke(request, begins: str):
    """End one of one's tokens."""
    if not revoke_token(request.user, begins, by=request.user):
        raise Http404
    messages.success(request, _("The token is revoked."))
    return redirect("tokens")
