"""API tokens: kept as digests, expiring, shown once."""

from datetime import timedelta
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from annotation.models import Event


class ApiTokenAuthentication(TokenAuthentication):
    """Knox's tokens; a header that is no text is a wrong token like any other."""

    def authenticate_credentials(self, token: bytes):
        """The token's user. Raises AuthenticationFailed."""
        if not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)


class ApiTokenScheme(OpenApiAuthenticationExtension):
    """How the schema describes the token."""

    target_class = "eibench_site.tokens.ApiTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema) -> dict:
        """The header that carries the token."""
        return build_bearer_security_scheme_object("Authorization", token_prefix="Token")


def login_or_token_required(view):
    """A page that scripts fetch too: a token counts like a session, a wrong one is a 401 and never the sign-in page."""
    for_people = login_required(view)

    @wraps(view)
    def answer(request, *args, **named):
        try:
            found = ApiTokenAuthentication().authenticate(request)
        except AuthenticationFailed as error:
            return JsonResponse({"detail": str(error.detail)}, status=401, headers={"WWW-Authenticate": "Token"})
        if found is None:
            return for_people(request, *args, **named)
        request.user = found[0]
        return view(request, *args, **named)

    return answer


@transaction.atomic
def issue_token(user: AbstractBaseUser, *, days: int, by) -> str:
    """A new token that lives `days`; its text is nowhere but in the answer."""
    row, token = AuthToken.objects.create(user, expiry=timedelta(days=days))
    Event.objects.record("token issued", user, by=by, benchmark=None, begins=row.token_key, days=days)
    return token


@transaction.atomic
def revoke_token(user: AbstractBaseUser, begins: str, *, by) -> bool:
    """End the user's token that begins so; False where there is none."""
    deleted, _kinds = AuthToken.objects.filter(user=user, token_key=begins).delete()
    if deleted:
        Event.objects.record("token revoked", user, by=by, benchmark=None, begins=begins)
    return bool(deleted)
