"""The API of benchmarks, pictures, samples, labels and releases, through HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Event, Origin, Release, Sample
from annotation.releasing.cutting import release
from annotation.states import SampleStatus
from tests.factories import make_benchmark, make_draft, make_image, make_label, make_sample

ROOT = "/api/benchmarks/streets/"


def rows(response) -> list:
    assert response.status_code == 200, response.content
    return response.json()["results"]


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_benchmarks_are_those_in_which_one_has_a_role(client_of, annotator, benchmark):
    make_benchmark("other")
    assert [row["slug"] for row in rows(client_of(annotator).get("/api/benchmarks/"))] == ["streets"]
    assert client_of(annotator).get(ROOT).json()["emotions"] == ["angry", "sad", "excited", "happy"]


def test_a_picture_tells_its_facts_or_that_it_is_missing(client_of, annotator, benchmark):
    stored = make_image(benchmark, "a.jpg")
    make_image(benchmark, "b.jpg", stored=False)
    found = rows(client_of(annotator).get(f"{ROOT}images/"))
    assert [(row["path"], row["sha256"], row["screen"]) for row in found] == [
        ("a.jpg", stored.sha256, stored.screen_url()),
        ("b.jpg", None, None),
    ]


@pytest.mark.parametrize(
    ("query", "positions"),
    [
        ("", [1, 2, 3]),
        ("split=complex", [3]),
        ("emotion=sad", [2]),
        ("emotion=", [3]),
        ("status=waiting", []),
        ("status=ready&split=basic", [1, 2]),
        ("image={image}", [1, 3]),
        ("image=9223372036854775807", []),
    ],
)
def test_samples_are_narrowed_by_what_is_asked(client_of, annotator, benchmark, query, positions):
    first = make_sample(benchmark)
    make_sample(benchmark, emotion="sad")
    make_sample(benchmark, first.image, split="complex", emotion="")
    make_sample(make_benchmark("other"))
    found = rows(client_of(annotator).get(f"{ROOT}samples/?{query.format(image=first.image_id)}"))
    assert [row["position"] for row in found] == positions


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=else", "status"),
        ("split=basic%00", "split"),
        ("emotion=a%00b", "emotion"),
        ("emotion=" + "x" * 41, "emotion"),
        ("image=one", "image"),
        ("image=99999999999999999999", "image"),
        ("image=" + "9" * 5000, "image"),
    ],
)
def test_a_filter_that_makes_no_sense_is_told_by_its_name(client_of, annotator, query, field):
    response = client_of(annotator).get(f"{ROOT}samples/?{query}")
    assert (response.status_code, list(response.json())) == (400, [field])


def test_a_sample_of_another_benchmark_is_missing_here(client_of, annotator, benchmark):
    own, other = make_sample(benchmark), make_sample(make_benchmark("other"))
    client = client_of(annotator)
    assert client.get(f"{ROOT}samples/{own.pk}/").json()["image_path"] == own.image.path
    assert [client.get(f"{ROOT}samples/{pk}/").status_code for pk in (other.pk, 10**18, 10**30)] == [404, 404, 404]


def test_annotators_read_imported_labels_and_their_own_once_released_only(
    client_of, annotator, second_annotator, researcher, benchmark
):
    sample = make_sample(benchmark)
    make_label(sample, origin=Origin.IMPORTED)
    make_draft(sample)
    mine = make_label(sample, ("Mine.",), origin=Origin.HUMAN, by=annotator)
    make_label(sample, origin=Origin.HUMAN, by=second_annotator)
    found = {user.username: rows(client_of(user).get(f"{ROOT}labels/")) for user in (annotator, researcher)}
    assert [(row["version"], row["origin"]) for row in found["ana"]] == [(1, "imported")]
    assert [row["version"] for row in found["rosa"]] == [1, 2, 3, 4]
    Sample.objects.update(status=SampleStatus.ACCEPTED, final_label=mine)
    release(benchmark, name="first", split="all", by=annotator)
    released = rows(client_of(annotator).get(f"{ROOT}labels/"))
    assert [(row["version"], row["origin"]) for row in released] == [(1, "imported"), (3, "human")]
    assert [trigger["text"] for trigger in released[1]["triggers"]] == ["Mine."]


def test_lists_ask_as_little_for_three_rows_as_for_one(client_of, admin, benchmark):
    client, lists = client_of(admin), ("images", "samples", "labels", "releases")
    make_label(make_sample(benchmark), origin=Origin.IMPORTED)
    client.post(f"{ROOT}releases/", {"name": "v1", "split": "all", "include_imported": True}, "application/json")
    one = {name: queries(client, f"{ROOT}{name}/") for name in lists}
    for number in (2, 3):
        make_label(make_sample(benchmark), origin=Origin.IMPORTED)
        body = {"name": f"v{number}", "split": "all", "include_imported": True}
        assert client.post(f"{ROOT}releases/", body, "application/json").status_code == 201
    assert {name: queries(client, f"{ROOT}{name}/") for name in lists} == one
    assert [len(rows(client.get(f"{ROOT}{name}/"))) for name in lists] == [3, 3, 3, 3]


def test_pages_follow_each_other_without_a_gap(client_of, annotator, benchmark):
    image = make_image(benchmark)
    for number in range(5):
        make_sample(benchmark, image, split="complex", question=f"Why {number}?")
    client, address, found = client_of(annotator), f"{ROOT}samples/?page_size=2", []
    while address:
        page = client.get(address).json()
        found.append([row["position"] for row in page["results"]])
        address = page["next"]
    assert found == [[1, 2], [3, 4], [5]]


@pytest.mark.parametrize(
    "cursor", ["x", "cD1hYmM=", "cD0lMDA=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "cD0xLjU=", "bz0tMQ=="]
)
def test_a_made_up_cursor_is_missing(client_of, annotator, cursor):
    assert client_of(annotator).get(f"{ROOT}samples/", {"cursor": cursor}).status_code == 404


def test_an_admin_cuts_a_release_that_names_its_downloads(client_of, admin, benchmark):
    make_label(make_sample(benchmark), origin=Origin.IMPORTED)
    body = {"name": "v1", "split": "basic", "include_imported": True}
    response = client_of(admin).post(f"{ROOT}releases/", body, "application/json")
    cut = Release.objects.get()
    assert response.status_code == 201
    assert (response.json()["sample_count"], response.json()["sha256"]) == (1, cut.sha256)
    assert response.json()["downloads"]["eibench"] == f"/b/streets/releases/{cut.pk}/eibench/"
    assert client_of(admin).get(f"{ROOT}releases/{cut.pk}/").json() == response.json()
    assert Event.objects.get(subject_kind="release").by == admin


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["name", "split"]),
        ([], ["non_field_errors"]),
        (b'"text"', ["non_field_errors"]),
        (7, ["non_field_errors"]),
        (None, ["name", "split"]),
        ({"name": "", "split": "basic"}, ["name"]),
        ({"name": {"a": 1}, "split": "basic"}, ["name"]),
        ({"name": "x" * 121, "split": "basic"}, ["name"]),
        ({"name": "v1", "split": "else"}, ["split"]),
        ({"name": "v1", "split": ["basic"]}, ["split"]),
        ({"name": "v1", "split": "basic", "include_imported": "perhaps"}, ["include_imported"]),
        ({"name": "v1\0", "split": "basic"}, ["detail"]),
        ({"name": "\ud800", "split": "basic"}, ["detail"]),
        ({"name": "v1", "split": "basic"}, ["detail"]),
    ],
)
def test_a_release_that_cannot_be_cut_is_told_field_by_field(client_of, admin, benchmark, body, fields):
    response = client_of(admin).post(f"{ROOT}releases/", body, "application/json")
    assert (response.status_code, list(response.json())) == (400, fields)
    assert Release.objects.count() == 0


def test_a_number_is_a_name_too(client_of, admin, benchmark):
    make_label(make_sample(benchmark), origin=Origin.IMPORTED)
    body = {"name": 10**30, "split": "all", "include_imported": True}
    assert client_of(admin).post(f"{ROOT}releases/", body, "application/json").json()["name"] == "1" + "0" * 30
    assert Sample.objects.count() == 1
