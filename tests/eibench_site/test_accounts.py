"""Sign-in, sign-out, password change and API tokens, through HTTP."""

import re

import pytest
import redis
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from annotation.models import Event
from eibench_site import throttling
from tests.factories import PASSWORD, make_user


@pytest.fixture(autouse=True)
def no_failures_yet():
    """Counters of earlier tests are gone."""
    with redis.Redis.from_url(settings.REDIS_URL) as connection:
        for key in connection.scan_iter(throttling.KEY.format(digest="*")):
            connection.delete(key)


def sign_in(client, username="ana", password=PASSWORD, **data):
    return client.post(reverse("login"), {"username": username, "password": password, **data})


def test_signing_in_leads_home_or_to_the_page_that_was_asked_for(client, db):
    make_user()
    assert sign_in(client).url == reverse("review:home")
    assert sign_in(Client(), next="/b/streets/samples/").url == "/b/streets/samples/"


def test_signing_in_never_leads_to_another_site(client, db):
    make_user()
    assert sign_in(client, next="https://example.org/").url == reverse("review:home")


def test_a_wrong_password_is_told_beside_the_form(client, db):
    make_user()
    response = sign_in(client, password="wrong")
    assert response.status_code == 400
    assert response.context["form"].non_field_errors() == [
        "Please enter a correct username and password. Note that both fields may be case-sensitive."
    ]


def test_after_ten_failures_the_name_waits_even_with_the_right_password(client, db):
    make_user()
    make_user("ben")
    assert [sign_in(client, password=f"wrong {n}").status_code for n in range(10)] == [400] * 10
    response = sign_in(client)
    assert response.status_code == 429
    assert response.context["form"].non_field_errors() == [
        "Too many failed sign-ins for this name. Try again in 5 minutes."
    ]
    assert sign_in(client, "ANA").status_code == 429
    assert sign_in(client, "ben").status_code == 302


def test_a_right_password_forgets_the_failures(client, db):
    make_user()
    for _round in range(2):
        assert [sign_in(client, password="wrong").status_code for _ in range(9)] == [400] * 9
        assert sign_in(client).status_code == 302
        client.logout()


@pytest.mark.parametrize("username", ["\0", "a\0b", "x" * 10_000, "", "é" * 150])
def test_strange_names_are_refused_without_an_error(client, db, username):
    assert sign_in(client, username).status_code == 400


def test_signing_out_takes_a_post(client_of, db):
    client = client_of(make_user())
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).url == reverse("login")
    assert "_auth_user_id" not in client.session


def test_the_password_is_changed_and_the_session_goes_on(client_of, db):
    user = make_user()
    client = client_of(user)
    new = "another long pass phrase"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("password_change"), data).url == reverse("tokens")
    assert client.get(reverse("tokens")).status_code == 200
    user.refresh_from_db()
    assert user.check_password(new)


def make_token(client, days=30) -> str:
    response = client.post(reverse("tokens"), {"days": days})
    assert response.status_code == 200
    return response.context["token"]


def with_token(token) -> dict:
    return {"headers": {"authorization": f"Token {token}"}}


def test_a_token_is_shown_once_kept_as_a_digest_and_expires(client_of, db):
    user = make_user()
    client = client_of(user)
    token = make_token(client)
    kept = AuthToken.objects.get()
    assert token not in (kept.digest, kept.token_key)
    assert token not in client.get(reverse("tokens")).content.decode()
    assert round((kept.expiry - timezone.now()).total_seconds() / 86400) == 30
    assert Client().get(reverse("api_benchmarks"), **with_token(token)).status_code == 200
    AuthToken.objects.update(expiry=timezone.now())
    assert Client().get(reverse("api_benchmarks"), **with_token(token)).status_code == 401


def test_a_revoked_token_opens_nothing(client_of, db):
    user = make_user()
    client = client_of(user)
    token = make_token(client)
    response = client.post(reverse("token_revoke", args=[AuthToken.objects.get().token_key]))
    assert response.url == reverse("tokens")
    assert Client().get(reverse("api_benchmarks"), **with_token(token)).status_code == 401
    verbs = Event.objects.filter(subject_kind="user", subject_id=user.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["token issued", "token revoked"]


def test_nobody_revokes_the_token_of_another(client_of, db):
    make_token(client_of(make_user()))
    address = reverse("token_revoke", args=[AuthToken.objects.get().token_key])
    assert client_of(make_user("ben")).post(address).status_code == 404
    assert AuthToken.objects.count() == 1


@pytest.mark.parametrize("days", ["", "0", "-1", "9999999999999999999999", "\0", "abc"])
def test_an_odd_life_of_a_token_is_refused(client_of, db, days):
    response = client_of(make_user()).post(reverse("tokens"), {"days": days})
    assert response.status_code == 400
    assert AuthToken.objects.count() == 0


def test_a_form_without_any_field_is_told_what_it_lacks(client_of, db):
    response = client_of(make_user()).post(reverse("tokens"))
    assert (response.status_code, response.context["form"].errors) == (400, {"days": ["This field is required."]})


@pytest.mark.parametrize(
    "header", ["Token", "Token x", "Token a b", "Token \xff\xfe", "Bearer x", "Token " + "a" * 9000]
)
def test_a_wrong_header_is_401(client, db, header):
    assert client.get(reverse("api_benchmarks"), headers={"authorization": header}).status_code == 401


def test_every_form_of_the_account_has_its_fields_labelled(client, client_of, db):
    pages = [client.get(reverse("login")), client_of(make_user()).get(reverse("password_change"))]
    for page in pages:
        html = page.content.decode()
        named = set(re.findall(r'<label for="([^"]+)"', html))
        asked = set(re.findall(r'<input [^>]*id="([^"]+)"', html))
        assert asked - named == set()
