"""Sign-in, sign-out, password change and tokens."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from eibench_site import account_views

pages_and_posts = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("tokens/", account_views.tokens, name="tokens"),
    path("login/", pages_and_posts(account_views.SignInView.as_view()), name="login"),
    path("logout/", require_POST(LogoutView.as_view()), name="logout"),
    path("password/", pages_and_posts(account_views.ChangePasswordView.as_view()), name="password_change"),
    path("tokens/<slug:begins>/revoke/", account_views.token_revoke, name="token_revoke"),
]
