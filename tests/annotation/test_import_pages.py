from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation import jobs
from annotation.models import Image, ImportRun, Job, JobKind
from annotation.tasks import work_imports
from tests import factories
from tests.annotation.imports import counts, jsonl, samples
from tests.annotation.pictures import striped, zipped

pytestmark = pytest.mark.django_db(transaction=True)
ROW = {"image": "set/a.png", "question": "Why is she sad?", "emotion": "sad"}


@pytest.fixture
def address(benchmark):
    return reverse("annotation:imports", args=[benchmark.slug])


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def errors(answer, kind: str) -> dict:
    return answer.context["forms"][kind].errors


def test_a_table_and_then_its_picture(benchmark, admin, client_of, address):
    client = client_of(admin)
    client.post(address, {"kind": "rows", "rows": upload("rows.jsonl", jsonl(ROW, ROW | {"emotion": "bored"}))})
    work_imports()
    assert client.get(address).context["waiting"] == 1
    answer = client.post(address, {"kind": "images", "images": upload("a.png", striped(3)), "prefix": "/set/"})
    work_imports()
    assert [status for *_rest, status, _position in samples(benchmark)] == ["ready"]
    page = client.get(answer.url)
    assert (page.status_code, counts(page.context["run"])) == (200, (1, 0, 0))
    assert client.get(address).context["waiting"] == 0


def test_several_pictures_and_zips_at_once(benchmark, admin, client_of, address):
    files = [upload("a.png", striped(1)), upload("more.zip", zipped({"b/c.png": striped(5)})), upload("d.png", b"x")]
    client_of(admin).post(address, {"kind": "images", "images": files})
    work_imports()
    assert list(Image.objects.values_list("path", flat=True)) == ["a.png", "b/c.png"]
    assert counts(ImportRun.objects.get()) == (2, 0, 1)


def test_uploads_are_gone_once_their_import_is_over(admin, client_of, address):
    client_of(admin).post(address, {"kind": "images", "images": upload("a.png", striped(1))})
    [stored] = [file["stored"] for file in ImportRun.objects.get().files["images"]]
    before = default_storage.exists(stored)
    work_imports()
    assert (before, default_storage.exists(stored)) == (True, False)
    assert not default_storage.exists(stored.rpartition("/")[0])


@pytest.mark.parametrize(
    ("kind", "data", "field", "reason"),
    [
        ("eibench", {}, "__all__", "Choose at least one file."),
        ("rows", {}, "rows", "This field is required."),
        ("images", {}, "images", "This field is required."),
        ("rows", {"rows": ("rows.xlsx", b"x")}, "rows", "rows.xlsx is none of .csv, .tsv, .jsonl, .ndjson."),
        ("rows", {"rows": ("rows.csv", b"")}, "rows", "The submitted file is empty."),
        ("images", {"images": ("a.png", b"x"), "prefix": "../x"}, "prefix", "The path leads out of its folder (..)."),
    ],
)
def test_what_cannot_be_imported_is_told_beside_its_field(admin, client_of, address, kind, data, field, reason):
    sent = {name: upload(*value) if isinstance(value, tuple) else value for name, value in data.items()}
    answer = client_of(admin).post(address, {"kind": kind, **sent})
    assert (answer.status_code, errors(answer, kind)) == (400, {field: [reason]})
    assert (ImportRun.objects.count(), Job.objects.count()) == (0, 0)


def test_a_stranger_uploads_nothing_anywhere(client, db):
    page = reverse("login")
    small = client.post(page, {"username": "ana", "file": upload("a.png", b"x" * 1024)})
    large = client.post(page, {"username": "ana", "file": upload("a.png", b"x" * 2 * 1024**2)})
    assert (small.status_code, small.context["form"].errors.keys()) == (400, {"password"})
    assert (large.status_code, large.context) == (400, None)


def test_an_upload_larger_than_any_import_is_refused_before_it_is_read(admin, client_of, address):
    data = {"kind": "images", "images": upload("a.png", striped(1))}
    assert client_of(admin).post(address, data, CONTENT_LENGTH=str(11 * 1024**3)).status_code == 400
    assert ImportRun.objects.count() == 0


def test_an_unknown_kind_imports_nothing(admin, client_of, address):
    assert client_of(admin).post(address, {"kind": "secrets"}).status_code == 400
    assert ImportRun.objects.count() == 0


def queued(client, address) -> ImportRun:
    client.post(address, {"kind": "rows", "rows": upload("rows.jsonl", jsonl(ROW))})
    return ImportRun.objects.select_related("job").latest("id")


def test_the_page_asks_again_while_the_import_runs_and_stops_when_it_is_over(admin, client_of, address):
    client = client_of(admin)
    run = queued(client, address)
    running = client.get(run.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    work_imports()
    over = client.get(run.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert [text.count('hx-trigger="every 1s"') for text in (running, over)] == [1, 0]
    assert [text.count("<html") for text in (running, over)] == [0, 0]


def test_stopping_an_import(admin, client_of, address, benchmark):
    client = client_of(admin)
    run = queued(client, address)
    answer = client.post(reverse("annotation:import_cancel", args=[benchmark.slug, run.pk]))
    assert (answer.status_code, answer.url) == (302, run.get_absolute_url())
    work_imports()
    assert (Job.objects.get().status, samples(benchmark)) == ("cancelled", [])
    assert default_storage.exists(run.files["rows"][0]["stored"]) is False


def test_an_import_in_quarantine_can_be_tried_again(admin, client_of, address, benchmark):
    client = client_of(admin)
    run = queued(client, address)
    Job.objects.update(status="running", lease_until="2000-01-01T00:00Z", fence=1)
    Job.objects.update(
        status="quarantined", lease_until=None, error="The disk is full.", finished_at="2000-01-01T00:00Z"
    )
    client.post(reverse("annotation:import_retry", args=[benchmark.slug, run.pk]))
    work_imports()
    assert (Job.objects.get().status, counts(ImportRun.objects.get())) == ("done", (1, 0, 0))


def test_the_page_counts_no_rows_before_a_worker_came_and_says_when_it_went_silent(admin, client_of, address):
    client = client_of(admin)
    run = queued(client, address)
    waiting = client.get(run.get_absolute_url()).text
    assert ("rows read" in waiting, "It begins as soon as a worker is free" in waiting) == (False, True)
    [job] = jobs.claim(JobKind.IMPORT, worker="machine:1")
    alive = client.get(run.get_absolute_url()).text
    Job.objects.filter(pk=job.pk).update(lease_until=Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS / 3))
    silent = client.get(run.get_absolute_url()).text
    sentence = "Its worker has not been heard of for a while."
    assert [sentence in page for page in (waiting, alive, silent)] == [False, False, True]


def test_remarks_are_filtered_and_paged(admin, client_of, address):
    client = client_of(admin)
    rows = [ROW | {"image": f"{number}.png", "emotion": "bored"} for number in range(101)]
    client.post(address, {"kind": "rows", "rows": upload("rows.jsonl", jsonl(*rows))})
    work_imports()
    page = ImportRun.objects.get().get_absolute_url()
    lines = [
        [remark.line for remark in client.get(page, query).context["remarks"]]
        for query in ({}, {"page": 2}, {"severity": "warning"}, {"severity": "refused", "page": 2})
    ]
    assert lines == [list(range(1, 101)), [101], [], [101]]


def test_the_list_takes_as_many_queries_for_three_imports_as_for_one(admin, client_of, address):
    client = client_of(admin)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured.captured_queries)

    queued(client, address)
    client.get(address)
    one = queries()
    queued(client, address), queued(client, address)
    assert queries() == one


def test_only_admins_import(benchmark, annotator, outsider, client_of, address):
    run = factories_run(benchmark)
    addresses = [address, run.get_absolute_url()]
    assert [client_of(annotator).get(page).status_code for page in addresses] == [403, 403]
    assert [client_of(outsider).get(page).status_code for page in addresses] == [404, 404]
    data = {"kind": "rows", "rows": upload("rows.jsonl", jsonl(ROW))}
    assert client_of(annotator).post(address, data).status_code == 403
    assert ImportRun.objects.count() == 1


def test_another_benchmarks_import_is_not_there(admin, client_of):
    other = factories.make_benchmark("other")
    run = factories_run(other)
    page = reverse("annotation:import_run", args=["streets", run.pk])
    assert client_of(admin).get(page).status_code == 404


def factories_run(benchmark) -> ImportRun:
    job = Job.objects.create(kind="import", benchmark=benchmark)
    return ImportRun.objects.create(benchmark=benchmark, kind="rows", job=job)
