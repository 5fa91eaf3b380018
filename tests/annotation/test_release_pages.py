import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotation.importing.running import work_queued
from annotation.models import Origin, Release
from annotation.releasing.cutting import release
from annotation.releasing.exporting import file_names
from review.exporting import export_files
from tests.annotation import official
from tests.factories import make_benchmark, make_draft, make_image, make_label, make_sample
from tests.review.deciding import decide

LIST = "/b/streets/releases/"


@pytest.fixture
def accepted(benchmark, annotator):
    draft = make_draft(make_sample(benchmark))
    decide(draft.sample, annotator, ["accept"] * 3, draft=draft)
    return draft.sample


@pytest.fixture
def cut(benchmark, accepted, admin):
    return release(benchmark, "v1", "all", by=admin)


@pytest.fixture
def cast(annotator, adjudicator, researcher, admin, outsider):
    return [annotator, adjudicator, researcher, admin, outsider]


def download(client, cut, form):
    return client.get(reverse("review:release_download", args=[cut.benchmark.slug, cut.pk, form]))


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_who_may_see_cut_and_download(client_of, cut, cast):
    def answers(call):
        return {user.username: call(client_of(user)).status_code for user in cast}

    seen = {"ana": 200, "cora": 200, "rosa": 200, "adam": 200, "otto": 404}
    assert answers(lambda client: client.get(LIST)) == seen
    assert answers(lambda client: client.get(cut.get_absolute_url())) == seen
    assert answers(lambda client: client.post(LIST, {"name": "v2", "split": "all"})) == {
        "ana": 403,
        "cora": 403,
        "rosa": 403,
        "adam": 302,
        "otto": 404,
    }
    assert answers(lambda client: download(client, cut, "eibench")) == {
        "ana": 403,
        "cora": 403,
        "rosa": 200,
        "adam": 200,
        "otto": 404,
    }


def test_an_admin_cuts_a_release(client_of, benchmark, accepted, admin):
    make_label(make_sample(benchmark, make_image(benchmark, "a.jpg", stored=False)), origin=Origin.IMPORTED)
    answer = client_of(admin).post(LIST, {"name": "v1", "split": "basic", "include_imported": "on"})
    cut = Release.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, cut.get_absolute_url())
    assert (cut.name, cut.split, cut.include_imported, cut.sample_count, cut.created_by) == (
        "v1",
        "basic",
        True,
        2,
        admin,
    )


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": "", "split": "all"}, "name", "This field is required."),
        ({"name": "a\x00b", "split": "all"}, "name", "Null characters are not allowed."),
        (
            {"name": "../v2", "split": "all"},
            "name",
            "The name of a release holds letters, digits, spaces, “.”, “-” and “_” alone.",
        ),
        ({"name": "v2", "split": "hard"}, "split", "Select a valid choice. hard is not one of the available choices."),
        (
            {"name": "v1", "split": "all"},
            "name",
            "There is a release named “v1” already, and releases never change: choose another name.",
        ),
    ],
)
def test_a_refusal_stands_beside_its_field(client_of, cut, admin, fields, field, sentence):
    answer = client_of(admin).post(LIST, fields)
    assert (answer.status_code, answer.context["form"].errors) == (400, {field: [sentence]})
    assert sentence in answer.content.decode()
    assert Release.objects.count() == 1


def test_an_empty_benchmark_says_what_to_do(client_of, benchmark, admin):
    answer = client_of(admin).post(LIST, {"name": "v1", "split": "all"})
    sentence = "no sample is accepted yet. Review samples first, or count imported labels."
    assert answer.context["form"].errors["name"] == [f"Nothing to release in this split: {sentence}"]
    assert Release.objects.count() == 0
    assert "No release yet" in answer.content.decode()


def test_the_page_shows_what_the_release_holds(client_of, cut, annotator):
    answer = client_of(annotator).get(cut.get_absolute_url())
    found = answer.context["contents"]
    assert (found.emotions, found.origins, found.triggers) == (
        [{"split": "basic", "emotion": "angry", "samples": 1}],
        [("human", 1)],
        3,
    )
    assert cut.sha256 in answer.content.decode()
    assert answer.context["verification"] is None


def test_the_page_verifies(client_of, cut, annotator):
    answer = client_of(annotator).get(cut.get_absolute_url() + "?verify")
    assert answer.context["verification"].intact is True
    assert "Intact: the checksum" in answer.content.decode()


def test_a_release_of_another_benchmark_is_a_404(client_of, cut, admin):
    elsewhere = make_benchmark("elsewhere")
    elsewhere.memberships.create(user=admin, role="admin")
    assert client_of(admin).get(reverse("annotation:release", args=["elsewhere", cut.pk])).status_code == 404
    assert (
        client_of(admin).get(reverse("review:release_download", args=["elsewhere", cut.pk, "jsonl"])).status_code == 404
    )
    assert download(client_of(admin), cut, "secrets.txt").status_code == 404


@pytest.mark.parametrize("form", ["eibench", "jsonl"])
def test_a_zip_holds_the_files_and_their_manifest(client_of, cut, researcher, form):
    answer = download(client_of(researcher), cut, form)
    assert answer["Content-Disposition"] == f'attachment; filename="release_v1-{form}.zip"'
    archive = zipfile.ZipFile(io.BytesIO(body(answer)))
    assert archive.testzip() is None
    expected = {file.name: b"".join(file.pieces()) for file in export_files(cut, form)}
    manifest = json.loads(archive.read("release.json"))
    assert {name: archive.read(name) for name in archive.namelist() if name != "release.json"} == expected
    assert [(entry["name"], entry["bytes"]) for entry in manifest["files"]] == [
        (name, len(data)) for name, data in expected.items()
    ]
    assert (manifest["release"], manifest["sha256"], manifest["samples"]) == ("v1", cut.sha256, 1)


def test_each_file_can_be_had_alone(client_of, cut, researcher):
    files = {file.name: file for form in ("eibench", "jsonl") for file in export_files(cut, form)}
    assert file_names(cut) == list(files)
    for name, file in files.items():
        answer = download(client_of(researcher), cut, name)
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert body(answer) == b"".join(file.pieces())


def test_an_odd_name_makes_a_plain_file_name(client_of, benchmark, accepted, admin):
    cut = release(benchmark, ".. v1 雨", "all", by=admin)
    answer = download(client_of(admin), cut, "eibench")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''release_.._v1_%E9%9B%A8-eibench.zip"


@official.needed
@pytest.mark.django_db(transaction=True)  # an import works in transactions of its own
def test_the_official_files_round_trip_through_the_pages(client_of, benchmark, admin):
    client = client_of(admin)
    files = zip(["questions", "labels", "complex"], official.NAMES, strict=True)
    sent = {field: SimpleUploadedFile(name, official.official(name)) for field, name in files}
    client.post("/b/streets/imports/", {"kind": "eibench", **sent})
    work_queued()
    client.post(LIST, {"name": "v1", "split": "all", "include_imported": "on"})
    archive = zipfile.ZipFile(io.BytesIO(body(download(client, Release.objects.get(), "eibench"))))
    assert {name: archive.read(name) for name in official.NAMES} == {
        name: official.official(name) for name in official.NAMES
    }
