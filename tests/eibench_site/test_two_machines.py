"""Workers from two checkouts, which reach the studio's servers over TCP alone, share a run and a media folder."""

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
from tests.eibench_site.forwarding import over_tcp
from tests.factories import make_image, make_sample
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".data", "__pycache__", ".pytest_cache", ".ruff_cache", "tests")
COMMAND = ["-m", "celery", "-A", "eibench_site", "worker", "--pool=solo", "-Q", "gpu", "--loglevel=WARNING"]
QUICK = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
SAMPLES = 24

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def addresses():
    """What a machine that joins is told: the two servers by TCP, and where the pictures are."""
    database = connection.settings_dict
    folder, port = database["OPTIONS"]["host"], database["OPTIONS"]["port"]
    redis = settings.CELERY_BROKER_URL.partition("://")[2].partition("?")[0]
    with over_tcp(f"{folder}/.s.PGSQL.{port}") as postgres_port, over_tcp(f"/{redis.lstrip('/')}") as redis_port:
        user = database["OPTIONS"].get("user") or database["USER"]
        yield {
            "DATABASE_URL": f"postgresql://{user}@127.0.0.1:{postgres_port}/{database['NAME']}",
            "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
            "EIBENCH_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        }


@pytest.fixture
def machines(addresses, tmp_path):
    """Two checkouts with a worker each, under nothing of this one's surroundings."""
    workers = []
    for name in ("one", "two"):
        checkout = shutil.copytree(ROOT, tmp_path / name, ignore=LEFT_OUT)
        surroundings = {"PATH": os.environ["PATH"], "EIBENCH_DATA_DIR": str(tmp_path / f"{name}-data"), **addresses}
        command = [sys.executable, *COMMAND, *QUICK, "-n", f"{name}@machine"]
        with (tmp_path / f"{name}.log").open("w") as log:
            workers.append(subprocess.Popen(command, cwd=checkout, env=surroundings, stdout=log, stderr=log))
    yield workers
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait()


def test_both_do_some_of_a_run_and_nothing_is_done_twice(benchmark, admin, machines):
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
