"""Every route is sent what no page of ours would send: the answer is a refusal, never an error of the server."""

from itertools import product

import pytest
from django.http import QueryDict

from tests.architecture.routes import ROUTES
from tests.architecture.test_rights import LISTED, address, answer, world  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

WORDS = ["\0", "a\0b", "9" * 30, "9" * 5000, "-1", "1e999", "NaN", "é\U0001f600", "<script>", "x" * 20_000, "[]", "²"]
FIELDS = ["name", "username", "role", "slug", "guidelines", "emotions", "overlap", "blind_share", "days", "next"]
FIELDS += ["split", "include_imported", "kind", "limit", "engine", "model", "seed", "draft", "cause", "language"]
FIELDS += ["prediction", "settings", "personas", "setting", "persona", "release"]
BODIES = [b"", b"{", b"[]", b"null", b'"x"', b"7", b"NaN", b"\xff", b"[" * 50_000, b'{"version": 1e400}']
JSON_FIELDS = ["version", "working", "seconds", "client_id", "besides", "reviews", "reason", "note", "next", "rows"]
JSON_FIELDS += ["release", "setting", "lines", "options", "budget"]
JSON_VALUES = [b'"\\u0000"', b'"\\ud800"', b"1e30", b"[[]]", b'{"a":{"b":[null]}}', b"null", b"-1", b"9" * 4000]
QUERY = ["page", "after", "before", "q", "status", "emotion", "split", "annotator", "run", "cursor", "theme", "verify"]
OURS = [name for name in LISTED if name != "health"]  # which reads nothing, and fails beside the tests


def bodies() -> list[bytes]:
    """JSON texts: broken ones, and objects with one odd value in every field."""
    odd = [
        b"{" + b",".join(b'"%s":%s' % (name.encode(), value) for name in JSON_FIELDS) + b"}" for value in JSON_VALUES
    ]
    return BODIES + odd


def writing(name: str) -> list[str]:
    """The methods of a route that bring a body."""
    return [method for method in ROUTES[name].methods if method in ("POST", "PUT")]


@pytest.mark.parametrize("name", [name for name in OURS if writing(name)])
def test_an_odd_body_is_refused(world, name):  # noqa: F811
    where = address(name, world, "superuser")
    for method in writing(name):
        for body in bodies():
            response = answer(world, "superuser", method, where, body, "application/json", HTTP_IF_MATCH='"1"')
            assert response.status_code < 500, (method, body[:60])


@pytest.mark.parametrize("name", [name for name in OURS if "POST" in ROUTES[name].methods])
def test_an_odd_form_is_refused(world, name):  # noqa: F811
    where = address(name, world, "superuser")
    for word, left_out in product(WORDS, [None, "draft"]):
        form = QueryDict(mutable=True)
        form.update(dict.fromkeys([field for field in FIELDS if field != left_out], word))
        kind = "application/x-www-form-urlencoded"
        response = answer(world, "superuser", "POST", where, form.urlencode().encode(), kind)
        assert response.status_code < 500, word[:40]


@pytest.mark.parametrize("name", [name for name in OURS if "GET" in ROUTES[name].methods])
def test_an_odd_query_is_refused(world, name):  # noqa: F811
    where = address(name, world, "superuser")
    for word in WORDS:
        query = QueryDict(mutable=True)
        query.update(dict.fromkeys(QUERY, word[:4000]))
        response = answer(world, "superuser", "GET", f"{where}?{query.urlencode()}", b"", "")
        assert response.status_code < 500, word[:40]
