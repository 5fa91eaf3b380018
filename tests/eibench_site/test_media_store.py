"""Pictures in an S3-compatible store: a real server over TCP, through the pages and the workers' own functions."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.urls import reverse

from annotation.models import Image, ImportRun, Job
from annotation.pictures.storing import original_path
from annotation.tasks import work_imports
from eibench_site.media_store import media_storage
from inference.models import Draft
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.starting import start_run
from inference.working import work
from tests import factories
from tests.annotation.imports import counts
from tests.annotation.pictures import striped, zipped

pytestmark = pytest.mark.django_db(transaction=True)
PICTURE = striped(3)
AWAY = "The picture store at {url} cannot be reached: see whether it runs, and EIBENCH_MEDIA_ENDPOINT_URL."
SHA256 = hashlib.sha256(PICTURE).hexdigest()


def names_of(sha256: str) -> list[str]:
    folder = sha256[:2]
    renditions = [f"{kind}/{folder}/{sha256}.webp" for kind in ("screens", "thumbnails")]
    return [f"originals/{folder}/{sha256}.png", *renditions]


def upload(client, benchmark, name: str, content: bytes):
    form = {"kind": "images", "images": SimpleUploadedFile(name, content)}
    return client.post(reverse("annotation:imports", args=[benchmark.slug]), form)


@pytest.fixture
def image(in_bucket, benchmark, admin, client_of):
    """A picture that came in through the page."""
    upload(client_of(admin), benchmark, "a.png", PICTURE)
    work_imports()
    return Image.objects.get()


def due_again():
    Job.objects.update(retry_at=Now() - timedelta(seconds=1))


def test_an_upload_becomes_a_picture_of_the_bucket(store, in_bucket, benchmark, admin, client_of):
    upload(client_of(admin), benchmark, "set.zip", zipped({"b/c.png": PICTURE}))
    waiting = store.names(in_bucket)
    work_imports()
    assert [name.partition("/")[0] for name in waiting] == ["uploads"]
    assert counts(ImportRun.objects.get()) == (1, 0, 0)
    assert store.names(in_bucket) == names_of(SHA256)


def test_the_same_picture_again_changes_nothing(store, in_bucket, image, benchmark, admin, client_of):
    upload(client_of(admin), benchmark, "a.png", PICTURE)
    work_imports()
    assert counts(ImportRun.objects.latest("pk")) == (0, 1, 0)
    assert store.names(in_bucket) == names_of(SHA256)


def test_a_browser_gets_it_through_the_studio_and_only_who_may_see_it(image, annotator, outsider, client_of):
    answer = client_of(annotator).get(image.screen_url())
    assert (answer.status_code, b"".join(answer.streaming_content)[:4]) == (200, b"RIFF")
    assert client_of(outsider).get(image.screen_url()).status_code == 404


def test_a_rendition_that_the_bucket_lost_is_not_there(store, in_bucket, image, annotator, client_of):
    store.client().delete_object(Bucket=in_bucket, Key=names_of(SHA256)[1])
    assert client_of(annotator).get(image.screen_url()).status_code == 404


def test_a_model_reads_a_copy_that_is_fetched_once(store, image, tmp_path):
    path = original_path(image)
    store.shut()
    assert (path, original_path(image)) == (tmp_path / "cache" / names_of(SHA256)[0],) * 2
    assert path.read_bytes() == PICTURE


def test_another_file_in_a_pictures_place_is_never_read(store, in_bucket, image):
    store.client().put_object(Bucket=in_bucket, Key=names_of(SHA256)[0], Body=striped(5))
    assert not original_path(image).exists()


def test_while_the_store_is_away_pages_say_so_and_change_nothing(store, image, benchmark, admin, client_of):
    client = client_of(admin)
    store.shut()
    picture = client.get(image.screen_url())
    assert (picture.status_code, picture["Retry-After"], picture["Cache-Control"]) == (503, "30", "no-store")
    assert upload(client, benchmark, "b.png", striped(5)).status_code == 503
    assert ImportRun.objects.count() == 1
    store.open()
    again = client.get(image.screen_url())
    assert (again.status_code, b"".join(again.streaming_content)[:4]) == (200, b"RIFF")


def test_an_import_waits_for_the_store_and_costs_no_try(store, in_bucket, benchmark, admin, client_of):
    upload(client_of(admin), benchmark, "a.png", PICTURE)
    store.shut()
    for _ in range(4):
        work_imports()
        job = Job.objects.get()
        assert (job.status, job.attempts) == ("queued", 0)
        due_again()
    assert job.error == AWAY.format(url=store.url)
    store.open()
    work_imports()
    assert (Job.objects.get().status, counts(ImportRun.objects.get())) == ("done", (1, 0, 0))


def test_drafting_waits_for_the_store_and_costs_no_try(store, image, benchmark, admin):
    factories.make_sample(benchmark, image)
    run = start_run(benchmark, benchmark.samples.all(), Recipe("scripted", default_prompt_set()), by=admin)
    store.shut()
    for _ in range(4):
        work(lambda: False)
        assert (run.drafts.get().status, run.drafts.get().job.status) == ("pending", "queued")
        assert run.drafts.get().job.attempts == 0
        due_again()
    store.open()
    work(lambda: False)
    assert Draft.objects.get(run=run).status == "done"


def trouble() -> str:
    with pytest.raises(CommandError) as caught:
        call_command("check_media")
    return str(caught.value)


REFUSED = (
    "The picture store refuses this key for the bucket “{bucket}” ({code}): correct AWS_ACCESS_KEY_ID and "
    "AWS_SECRET_ACCESS_KEY, or what that key may do."
)


def test_a_wrong_key_a_wrong_secret_and_a_missing_bucket_are_told_apart(keep_in, store, bucket, capsys):
    told = store.environment(bucket)
    keep_in(told | {"AWS_ACCESS_KEY_ID": "AKIANOBODY"})
    assert trouble() == REFUSED.format(bucket=bucket, code="InvalidAccessKeyId")
    keep_in(told | {"AWS_SECRET_ACCESS_KEY": "wrong"})
    assert trouble() == REFUSED.format(bucket=bucket, code="SignatureDoesNotMatch")
    keep_in(store.environment("nowhere"))
    assert trouble() == "The picture store has no bucket “nowhere”: make it, or correct EIBENCH_MEDIA_BUCKET."
    keep_in(told)
    call_command("check_media")
    assert capsys.readouterr().out == "The store of the pictures is well.\n"
    assert store.names(bucket) == []
    store.shut()
    assert trouble() == AWAY.format(url=store.url)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"EIBENCH_MEDIA_ENDPOINT_URL": "http://store:9000"},
            "EIBENCH_MEDIA_ENDPOINT_URL or EIBENCH_MEDIA_REGION is set without EIBENCH_MEDIA_BUCKET: name it too.",
        ),
        (
            {"EIBENCH_MEDIA_BUCKET": "b", "EIBENCH_MEDIA_ENDPOINT_URL": "store:9000"},
            "EIBENCH_MEDIA_ENDPOINT_URL has to be an address like https://store.example.org:9000, not store:9000.",
        ),
        (
            {"EIBENCH_MEDIA_BUCKET": "b", "AWS_ACCESS_KEY_ID": "a"},
            "Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set: set both.",
        ),
        (
            {"EIBENCH_MEDIA_BUCKET": "b", "EIBENCH_ACCEL_REDIRECT": "/protected"},
            "EIBENCH_ACCEL_REDIRECT hands on files of a folder: unset it beside EIBENCH_MEDIA_BUCKET.",
        ),
    ],
)
def test_a_half_told_store_is_refused_with_its_remedy(environment, sentence, tmp_path):
    with pytest.raises(ImproperlyConfigured) as caught:
        media_storage(environment, tmp_path)
    assert str(caught.value) == sentence


def copy(direction: str, capsys) -> str:
    call_command("copy_media", direction)
    return capsys.readouterr().out


def test_pictures_move_to_a_bucket_and_back_each_file_checked(
    keep_in, store, bucket, benchmark, settings, capsys, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "folder"
    settings.STORAGES = settings.STORAGES | {"default": media_storage({}, settings.MEDIA_ROOT)}
    image = factories.make_image(benchmark)
    files = {path.relative_to(settings.MEDIA_ROOT).as_posix(): path for path in settings.MEDIA_ROOT.rglob("*.*")}
    before = {name: path.read_bytes() for name, path in files.items()}
    keep_in(store.environment(bucket))
    assert copy("to-bucket", capsys) == "3 files copied, 0 were there already.\n"
    assert copy("to-bucket", capsys) == "0 files copied, 3 were there already.\n"
    assert store.names(bucket) == sorted(before)
    assert original_path(image).read_bytes() == before[next(iter(sorted(before)))]
    for path in files.values():
        path.unlink()
    assert copy("to-folder", capsys) == "3 files copied, 0 were there already.\n"
    assert {name: path.read_bytes() for name, path in files.items()} == before


def test_a_damaged_picture_is_named_and_never_copied(keep_in, store, bucket, benchmark, settings, capsys, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "folder"
    settings.STORAGES = settings.STORAGES | {"default": media_storage({}, settings.MEDIA_ROOT)}
    path = original_path(factories.make_image(benchmark))
    path.write_bytes(b"something else")
    keep_in(store.environment(bucket))
    with pytest.raises(CommandError) as caught:
        call_command("copy_media", "to-bucket")
    assert str(caught.value) == "1 files could not be copied; the same command tries again."
    name = path.relative_to(settings.MEDIA_ROOT).as_posix()
    assert capsys.readouterr().err == f"{name} is damaged in the store it is to come from: its checksum differs.\n"
    assert name not in store.names(bucket)


def test_nothing_is_copied_while_an_import_is_under_way(in_bucket, benchmark, admin, client_of):
    upload(client_of(admin), benchmark, "a.png", PICTURE)
    with pytest.raises(CommandError) as caught:
        call_command("copy_media", "to-folder")
    sentence = "Imports are under way: let them end, or cancel them, so that no upload is left behind."
    assert str(caught.value) == sentence


def test_without_a_bucket_there_is_nowhere_to_copy_to(db):
    with pytest.raises(CommandError) as caught:
        call_command("copy_media", "to-bucket")
    assert str(caught.value) == "Set EIBENCH_MEDIA_BUCKET to the bucket, and EIBENCH_MEDIA_ROOT to the folder."
