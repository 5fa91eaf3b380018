"""Files behind pages, fetched by scripts with a token."""

import io
import zipfile

import pytest

from annotation.models import Origin
from annotation.releasing.cutting import release
from eibench_site.tokens import issue_token
from tests.factories import make_label, make_sample


@pytest.fixture
def cut(benchmark, admin):
    """A release of one imported label."""
    make_label(make_sample(benchmark), origin=Origin.IMPORTED)
    return release(benchmark, "v1", "all", include_imported=True, by=admin)


def by_token(user) -> dict:
    return {"HTTP_AUTHORIZATION": f"Token {issue_token(user, days=1, by=user)}"}


def test_a_token_downloads_what_the_api_names(client, benchmark, cut, researcher):
    token = by_token(researcher)
    addresses = client.get("/api/benchmarks/streets/releases/", **token).json()["results"][0]["downloads"]
    archive = zipfile.ZipFile(io.BytesIO(client.get(addresses["eibench"], **token).getvalue()))
    assert archive.namelist() == ["user.jsonl", "basic_ground_truth.json", "release.json"]
    picture = client.get("/api/benchmarks/streets/images/", **token).json()["results"][0]
    answers = [client.get(picture[rendition], **token) for rendition in ("screen", "thumbnail")]
    assert [answer.getvalue()[8:12] for answer in answers] == [b"WEBP", b"WEBP"]
    table = client.get("/b/streets/gap/table.csv", **token)
    assert (table.status_code, table["Content-Type"]) == (200, "text/csv; charset=utf-8")


def test_a_token_gives_no_more_than_its_person_may(client, cut, annotator, outsider):
    address = f"/b/streets/releases/{cut.pk}/jsonl/"
    assert [client.get(address, **by_token(user)).status_code for user in (annotator, outsider)] == [403, 404]


@pytest.mark.parametrize("header", ["Token wrong", "Token", "Token a b", "Token \xff"])
def test_a_wrong_token_is_told_and_sent_to_no_sign_in_page(client, cut, header):
    answer = client.get(f"/b/streets/releases/{cut.pk}/jsonl/", HTTP_AUTHORIZATION=header)
    assert (answer.status_code, answer["WWW-Authenticate"], list(answer.json())) == (401, "Token", ["detail"])


def test_a_session_counts_still_and_nobody_is_sent_to_sign_in(client, client_of, cut, researcher):
    address = f"/b/streets/releases/{cut.pk}/jsonl/"
    assert client_of(researcher).get(address).getvalue().startswith(b"PK")
    for headers in ({}, {"HTTP_AUTHORIZATION": "Basic cm9zYTpkZW1v"}):
        answer = client.get(address, **headers)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")


def test_a_token_opens_no_other_page(client, cut, researcher):
    assert client.get("/b/streets/releases/", **by_token(researcher)).status_code == 302
