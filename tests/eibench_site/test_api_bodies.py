"""What the API makes of bodies that are not what it asked for: a sentence, never an error of the server."""

import pytest

ADDRESS = "/api/benchmarks/streets/releases/"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"NaN", 400),
        (b'{"name": NaN, "split": "all"}', 400),
        (b'{"name": 1e999, "split": "all"}', 400),
        (b'{"name": ' + b"9" * 5000 + b"}", 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 100_000, 400),
        (b"[" * 900 + b"]" * 900, 400),
        (b'{"name": "\\u0000", "split": "all"}', 400),
        (b'{"\\u0000": 1}', 400),
        (b'{"name": "\\ud800", "split": "all"}', 400),
        (b'{"split": {"a": [1, {"b": "\\udfff"}]}}', 400),
        (b'"' + b"a" * (5 * 1024 * 1024) + b'"', 413),
    ],
    ids=lambda value: str(value[:24]) if isinstance(value, bytes) else str(value),
)
def test_a_bad_body_is_refused_with_a_sentence(client_of, admin, body, status):
    response = client_of(admin).post(ADDRESS, body, "application/json")
    assert response.status_code == status
    assert response.json()


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "", "x\0y"])
def test_only_json_is_read(client_of, admin, kind):
    assert client_of(admin).generic("POST", ADDRESS, b"name=v1", kind).status_code == 415


def test_an_odd_charset_is_refused(client_of, admin):
    response = client_of(admin).generic("POST", ADDRESS, b"{}", "application/json; charset=zlib")
    assert response.status_code == 400


def test_only_json_is_written(client_of, admin):
    client = client_of(admin)
    assert client.get("/api/benchmarks/", headers={"accept": "text/html"})["Content-Type"] == "application/json"


def test_a_session_needs_the_csrf_token_to_write(admin):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)
    assert client.post(ADDRESS, {}, "application/json").status_code == 403


def test_without_a_name_there_is_nothing(client, benchmark):
    response = client.get("/api/benchmarks/streets/")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Token")
