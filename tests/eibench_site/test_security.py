"""What protects every page: the content security policy, the cookies, the refusals of production, the error pages."""

import json
import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from eibench_site.checks import templates_compile
from tests.factories import PASSWORD, make_draft, make_sample, make_user

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob: data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
LONG_SECRET = secrets.token_urlsafe(64)
PRODUCTION = {"EIBENCH_PRODUCTION": "1", "SECRET_KEY": LONG_SECRET, "ALLOWED_HOSTS": "studio.example.org"}


def broken(request):
    """A view with a mistake."""
    raise ZeroDivisionError


def harmless(request):
    """A page that takes posts."""
    return HttpResponse("ok")


urlpatterns = [
    path("broken/", broken),
    path("harmless/", harmless),
    path("", include("eibench_site.urls")),
]


def policy_of(response) -> dict:
    directives = response["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


PAGES = [
    "/",
    "/benchmarks/new/",
    "/b/streets/",
    "/b/streets/samples/",
    "/b/streets/samples/{sample}/",
    "/b/streets/review/",
    "/b/streets/drafts/",
    "/b/streets/imports/",
    "/b/streets/releases/",
    "/b/streets/gap/",
    "/b/streets/people/",
    "/b/streets/settings/",
    "/b/streets/guidelines/",
    "/b/missing/",
    "/missing",
    "/accounts/tokens/",
    "/accounts/password/",
    "/api/docs/",
    "/api/benchmarks/",
    "/api/benchmarks/missing/",
    "/admin/",
    "/admin/annotation/sample/",
    "/images/{image}/screen",
    "/health",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_comes_with_the_policy(client_of, benchmark, address):
    sample = make_draft(make_sample(benchmark)).sample
    client = client_of(make_user("sue", is_staff=True, is_superuser=True))
    response = client.get(address.format(sample=sample.pk, image=sample.image_id))
    assert policy_of(response) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response.status_code == (404 if "missing" in address else 503 if address == "/health" else 200)
    if response.streaming:
        assert response.getvalue()  # to its end, which closes the file behind it


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(client, db):
    make_user()
    client.get(reverse("login"))
    client.post(reverse("login"), {"username": "ana", "password": PASSWORD})
    session, csrf = client.cookies[settings.SESSION_COOKIE_NAME], client.cookies[settings.CSRF_COOKIE_NAME]
    assert (session["httponly"], session["samesite"], csrf["samesite"]) == (True, "Lax", "Lax")


def in_another_process(code: str, environment: dict) -> subprocess.CompletedProcess:
    """Run Python with the settings' environment replaced."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "EIBENCH_DATA_DIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"DEBUG": "1"}, "EIBENCH_PRODUCTION is set and DEBUG too: unset DEBUG."),
        ({"SECRET_KEY": ""}, "Production needs a SECRET_KEY of its own, 50 characters or longer."),
        ({"SECRET_KEY": "short"}, "Production needs a SECRET_KEY of its own, 50 characters or longer."),
        (
            {"SECRET_KEY": "django-insecure-" + "x" * 60},
            "Production needs a SECRET_KEY of its own, 50 characters or longer.",
        ),
        (
            {"ALLOWED_HOSTS": ""},
            "Production needs ALLOWED_HOSTS: the studio's host names, comma-separated, no *.",
        ),
        (
            {"ALLOWED_HOSTS": "a.example.org,*"},
            "Production needs ALLOWED_HOSTS: the studio's host names, comma-separated, no *.",
        ),
    ],
)
def test_production_refuses_an_open_door(change, sentence):
    found = in_another_process("import eibench_site.settings", PRODUCTION | change)
    assert found.returncode == 1
    assert found.stderr.strip().splitlines()[-1] == f"django.core.exceptions.ImproperlyConfigured: {sentence}"


def test_production_starts_with_its_doors_shut():
    names = ["DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"]
    code = f"import json; from eibench_site import settings; print(json.dumps([getattr(settings, n) for n in {names}]))"
    found = in_another_process(code, PRODUCTION)
    assert json.loads(found.stdout or "null") == [False, True, True, True, 31536000], found.stderr


def test_the_deployment_check_finds_nothing():
    words = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    code = f"import sys; sys.argv = {words}; import manage; manage.main()"
    found = in_another_process(code, PRODUCTION)
    assert (found.returncode, found.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), (
        found.stderr
    )


def test_without_production_a_studio_makes_a_key_of_its_own(tmp_path):
    code = "from eibench_site.settings import local_secret_key; print(local_secret_key(), end='')"
    environment = {"EIBENCH_DATA_DIR": str(tmp_path), "DATABASE_URL": "postgres:///x", "REDIS_URL": "redis://x"}
    keys = {in_another_process(code, environment).stdout for _ in range(2)}
    assert len(keys) == 1
    assert len(keys.pop()) > 60
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret_key", "static"]


@pytest.mark.parametrize("named", ["unix:///run/redis.sock", "redis+socket:///run/redis.sock"])
def test_the_broker_may_be_a_socket_named_as_either_client_names_it(tmp_path, named):
    code = "from eibench_site import settings; print(settings.REDIS_URL, settings.CELERY_BROKER_URL)"
    environment = {"EIBENCH_DATA_DIR": str(tmp_path), "DATABASE_URL": "postgres:///x", "REDIS_URL": named}
    found = in_another_process(code, environment)
    assert found.stdout.split() == ["unix:///run/redis.sock", "redis+socket:///run/redis.sock"], found.stderr


def test_the_data_folder_is_the_same_for_settings_and_servers(tmp_path):
    code = "from eibench_site import embedded, settings; print(settings.DATA_DIR, embedded.data_dir())"
    environment = {"EIBENCH_DATA_DIR": "~/data", "HOME": str(tmp_path)}
    found = in_another_process(code, environment | {"DATABASE_URL": "postgres:///x", "REDIS_URL": "redis://x"})
    assert found.stdout.split() == [f"{tmp_path}/data"] * 2, found.stderr


def test_a_missing_page_and_a_row_of_others_look_the_same(client_of, outsider, benchmark):
    client = client_of(outsider)
    pages = [client.get("/b/streets/"), client.get("/b/missing/")]
    assert [page.status_code for page in pages] == [404, 404]
    assert [[one.name for one in page.templates][0] for page in pages] == ["404.html", "404.html"]
    assert "Nothing is here" in pages[0].content.decode()


def test_a_refusal_says_why(client_of, annotator, benchmark):
    response = client_of(annotator).get("/b/streets/people/")
    assert response.status_code == 403
    assert "Only admins of this benchmark may do this." in response.content.decode()


@pytest.mark.urls(__name__)
def test_a_mistake_of_ours_shows_a_page_and_no_details(client_of, annotator):
    client = client_of(annotator)
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "ZeroDivisionError" not in response.content.decode()


@pytest.mark.urls(__name__)
def test_a_form_of_an_old_page_is_refused_with_a_remedy(annotator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(annotator)
    response = client.post("/harmless/", {})
    assert response.status_code == 403
    assert "Sent from an old page" in response.content.decode()
    assert policy_of(response) == POLICY


def test_a_template_that_does_not_compile_is_found(settings, tmp_path):
    (tmp_path / "ok.html").write_text("{% if a %}{{ a }}{% endif %}")
    (tmp_path / "bad.html").write_text("{% if a %}")
    (tmp_path / "lost.html").write_text('{% include "nowhere.html" %}')
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    assert [(error.id, error.msg.split(":")[0]) for error in templates_compile(None)] == [
        ("eibench.E001", "bad.html"),
        ("eibench.E002", "lost.html"),
    ]


def test_the_admin_is_looked_at_and_changes_nothing(client_of, benchmark):
    sample = make_draft(make_sample(benchmark)).sample
    client = client_of(make_user("sue", is_staff=True, is_superuser=True))
    assert client.get(f"/admin/annotation/sample/{sample.pk}/change/").status_code == 200
    assert client.post(f"/admin/annotation/sample/{sample.pk}/change/", {"question": "x"}).status_code == 403
    assert client.post(f"/admin/annotation/sample/{sample.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/annotation/sample/add/").status_code == 403


def test_the_admin_is_for_staff_and_its_sign_in_is_throttled(client, client_of, outsider):
    assert client_of(outsider).get("/admin/").url.startswith("/admin/login/")
    from eibench_site.admin_forms import AdminSignInForm

    assert isinstance(client.get("/admin/login/").context["form"], AdminSignInForm)
