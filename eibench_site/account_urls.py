"""Sign-in, sign-out, password change and tokens."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from eibench_site import account_views

urlpatterns = [
    path("tokens/", account_views.tokens, name="tokens"),
    path("login/", account_views.SignInView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", account_views.ChangePasswordView.as_view(), name="password_change"),
    path("tokens/<slug:begins>/revoke/", account_views.token_revoke, name="token_revoke"),
]
