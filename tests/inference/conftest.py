"""Tiny models on disk, built once for the tests of the engines and of the workers, worker processes, and a script."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection

from inference import holding
from tests import factories
from tests.heartbeats import forget_workers

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "celery", "-A", "eibench_site", "worker", "--pool=solo", "-Q", "gpu"]
QUIET = ["--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]


@pytest.fixture(scope="session")
def tiny_models():
    """The builders, on one thread: more threads than free cores wait for each other, many times over."""
    import torch

    from tests.inference import tiny_models

    torch.set_num_threads(1)
    return tiny_models


@pytest.fixture(scope="session")
def tiny_llava_next(tiny_models, tmp_path_factory):
    """The folder of a tiny LLaVA-NeXT."""
    return tiny_models.build_tiny_llava_next(tmp_path_factory.mktemp("tiny-llava-next"))


@pytest.fixture(scope="session")
def tiny_second(tiny_models, tmp_path_factory):
    """The folder of a tiny Idefics3."""
    return tiny_models.build_tiny_second(tmp_path_factory.mktemp("tiny-idefics3"))


def database_url() -> str:
    """The address of the tests' database, as another process reads it."""
    found = connection.settings_dict
    options = {name: found["OPTIONS"].get(name) for name in ("host", "port", "user")}
    query = urlencode({name: value for name, value in options.items() if value})
    if not found["HOST"]:
        return f"postgresql:///{found['NAME']}?{query}"
    account = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}"
    return f"postgresql://{account}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}?{query}"


@pytest.fixture
def start_worker(transactional_db):
    """Starts worker processes with short leases; none outlives the test."""
    started = []

    def start(**environment) -> subprocess.Popen:
        surroundings = {
            "DATABASE_URL": database_url(),
            "EIBENCH_MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "EIBENCH_JOB_LEASE_SECONDS": "2",
            "EIBENCH_JOB_SWEEP_SECONDS": "0.5",
            "HF_HUB_OFFLINE": "1",
            "OMP_NUM_THREADS": "1",  # more threads than free cores wait for each other, many times over
        }
        command = [*COMMAND, *QUIET, "-n", f"worker-{len(started)}@test"]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **surroundings, **environment})
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
    forget_workers()


@pytest.fixture
def no_engine_is_left():
    """Each test loads its own engine."""
    yield
    holding.drop_engines()
    holding._refused.clear()


@pytest.fixture
def script(settings, tmp_path):
    """A script that knows one question on one picture."""
    settings.DATA_DIR = tmp_path
    answers = {
        "enriched": "Say in detail why the man looks angry.",
        "reading": "A man with clenched fists stands in the rain.",
        "scenario_questions": ["What happened before?"],
        "scenario_answers": ["Somebody took his umbrella."],
        "triggers": [
            {
                "text": "Clenched fists.",
                "factor": "physical",
                "explicit": True,
                "category": "Body Movements",
                "supports": ["reading", "general:posture"],
            },
            {
                "text": "His umbrella\n was taken.",
                "factor": "social",
                "explicit": False,
                "category": "Other",
                "supports": ["scenario:1"],
            },
        ],
    }
    content = {"images": {"a.jpg": {"general": {}, "questions": {"Why does the man look angry?": answers}}}}
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "rain.json").write_text(json.dumps(content))
    return "rain"


@pytest.fixture
def client(client_of, admin):
    """Adam's browser."""
    return client_of(admin)


@pytest.fixture
def samples(benchmark):
    """Three samples, each on its own picture."""
    return [factories.make_sample(benchmark) for _ in range(3)]
