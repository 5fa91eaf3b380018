"""Workers from two checkouts, which reach the studio's servers over TCP alone: they share a run and the pictures."""

import base64
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from annotation.models import Job
from annotation.states import JobStatus
from inference.models import Draft
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.starting import start_run
from tests.annotation.imports import run_import
from tests.annotation.pictures import striped, zipped
from tests.eibench_site.forwarding import over_tcp
from tests.factories import make_image, make_sample
from tests.heartbeats import forget_workers
from tests.inference.engines.chat_server import Reply, chat_server, completion
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".data", "__pycache__", ".pytest_cache", ".ruff_cache", "tests")
COMMAND = ["-m", "celery", "-A", "eibench_site", "worker", "--pool=solo", "-Q", "gpu", "--loglevel=WARNING"]
QUICK = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
SAMPLES = 24

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def servers():
    """What a machine that joins is told of the two servers: where they are by TCP."""
    database = connection.settings_dict
    folder, port = database["OPTIONS"]["host"], database["OPTIONS"]["port"]
    redis = settings.CELERY_BROKER_URL.partition("://")[2].partition("?")[0]
    with over_tcp(f"{folder}/.s.PGSQL.{port}") as postgres_port, over_tcp(f"/{redis.lstrip('/')}") as redis_port:
        user = database["OPTIONS"].get("user") or database["USER"]
        yield {
            "DATABASE_URL": f"postgresql://{user}@127.0.0.1:{postgres_port}/{database['NAME']}",
            "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        }


@pytest.fixture
def join(servers, tmp_path):
    """Lets a machine join: a checkout with a worker of its own, under nothing of this one's surroundings."""
    workers = []

    def start(name: str, **told: str) -> subprocess.Popen:
        checkout = shutil.copytree(ROOT, tmp_path / name, ignore=LEFT_OUT)
        own = {"PATH": os.environ["PATH"], "EIBENCH_DATA_DIR": str(tmp_path / f"{name}-data")}
        command = [sys.executable, *COMMAND, *QUICK, "-n", f"{name}@machine"]
        with (tmp_path / f"{name}.log").open("w") as log:
            workers.append(subprocess.Popen(command, cwd=checkout, env=own | servers | told, stdout=log, stderr=log))
        return workers[-1]

    yield start
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait()
    forget_workers()


def test_both_do_some_of_a_run_and_nothing_is_done_twice(benchmark, admin, join):
    machines = [join(name, EIBENCH_MEDIA_ROOT=str(settings.MEDIA_ROOT)) for name in ("one", "two")]
    for number in range(SAMPLES):
        make_sample(benchmark, make_image(benchmark, f"{number}.jpg"))
    options = {"batch": 1, "delay_seconds": 0.1}
    recipe = Recipe(engine="scripted", prompt_set=default_prompt_set(), options=options)
    run = start_run(benchmark, benchmark.samples.all(), recipe, by=admin)
    eventually(lambda: not Job.objects.exclude(status=JobStatus.DONE).exists(), seconds=90)
    assert Draft.objects.filter(run=run, status="done").values("sample").distinct().count() == SAMPLES
    assert {job.attempts for job in Job.objects.all()} == {1}
    did = {int(job.worker.rpartition(":")[2]) for job in Job.objects.all()}
    assert did == {worker.pid for worker in machines}


def answer(number, body) -> Reply:
    """A summary that rests on the second round, whatever is asked: the first one only enriches the question."""
    return Reply(completion("1. Clenched fists. [2]"))


def pictures_in(requests: list[dict]) -> set[str]:
    """The checksums of all pictures that a model was shown."""
    parts = [part for body in requests for message in body["messages"] for part in message["content"]]
    urls = [part["image_url"]["url"] for part in parts if isinstance(part, dict) and part["type"] == "image_url"]
    return {hashlib.sha256(base64.b64decode(url.partition(",")[2])).hexdigest() for url in urls}


def test_a_machine_without_the_folder_drafts_from_a_bucket_and_waits_while_it_is_away(
    benchmark, admin, join, store, in_bucket, tmp_path, client_of, settings
):
    contents = {f"{step}.png": striped(step) for step in (1, 3, 5)}
    sums = {hashlib.sha256(content).hexdigest() for content in contents.values()}
    archive = tmp_path / "set.zip"
    archive.write_bytes(zipped(contents))
    run_import(benchmark, "images", by=admin, images=archive)
    for image in benchmark.images.all():
        make_sample(benchmark, image)
    with chat_server(answer) as server, contextlib.ExitStack() as away:
        settings.OPENAI_ENDPOINTS = {"gpu": server.base_url}
        options = {"endpoint": "gpu", "batch": 1}
        recipe = Recipe("openai", default_prompt_set(), model="tiny", options=options)
        run = start_run(benchmark, benchmark.samples.all(), recipe, by=admin)
        store.shut()
        away.callback(store.open)
        told = {"EIBENCH_JOB_RETRY_SECONDS": "1", "EIBENCH_JOB_SWEEP_SECONDS": "0.5"}
        endpoints = {"EIBENCH_OPENAI_ENDPOINTS": f"gpu={server.base_url}"}
        join("far", **store.environment(in_bucket), **told, **endpoints)
        eventually(lambda: Job.objects.filter(drafts__run=run, fence__gte=4).count() == 3, seconds=90)  # taken so often
        away.close()
        eventually(lambda: not Draft.objects.filter(run=run, status="pending").exists(), seconds=90)
        shown = pictures_in(server.requests)
    assert set(Draft.objects.filter(run=run).values_list("status", "error")) == {("done", "")}
    assert set(Job.objects.filter(drafts__run=run).values_list("attempts", flat=True)) == {1}
    assert shown == sums
    fetched = {path.stem: path.read_bytes() for path in (tmp_path / "far-data" / "media-cache").rglob("*.png")}
    assert fetched == {hashlib.sha256(content).hexdigest(): content for content in contents.values()}
    page = client_of(admin).get(benchmark.images.first().screen_url())
    assert b"".join(page.streaming_content)[:4] == b"RIFF"
