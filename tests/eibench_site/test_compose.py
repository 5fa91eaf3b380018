"""compose.yaml and the Dockerfile say what the studio really reads, starts and installs."""

import json
import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec

import pytest
import yaml

from eibench_site.celery import app
from eibench_site.running.environment import requirement_files
from tests.eibench_site.processes import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
STEPS = [line.split(maxsplit=1) for line in (ROOT / "Dockerfile").read_text().splitlines() if line[:1].isupper()]
TOLD = {
    "SECRET_KEY": "k" * 64,
    "ALLOWED_HOSTS": "studio.example.org",
    "DATABASE_PASSWORD": "secret",
    "CSRF_TRUSTED_ORIGINS": "https://studio.example.org",
    "EIBENCH_OPENAI_ENDPOINTS": "gpu=http://gpu-host:8000/v1",
    "OPENAI_API_KEY": "key",
    "EIBENCH_MEDIA_BUCKET": "pictures",
    "EIBENCH_MEDIA_ENDPOINT_URL": "http://store:9000",
    "EIBENCH_MEDIA_REGION": "eu",
    "AWS_ACCESS_KEY_ID": "id",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "PORT": "8000",
}
READ_BY_OTHERS = {"HF_HOME", "OPENAI_API_KEY"}  # by the hub's library; by the engine that is told its name
SHOW = """
from django.conf import settings
import json
database = settings.DATABASES["default"]
print(json.dumps({
    "database": [database[part] for part in ("HOST", "NAME", "USER", "PASSWORD")],
    "redis": settings.REDIS_URL,
    "data": str(settings.DATA_DIR),
    "production": settings.PRODUCTION,
    "key": settings.SECRET_KEY,
    "hosts": settings.ALLOWED_HOSTS,
    "origins": settings.CSRF_TRUSTED_ORIGINS,
    "endpoints": settings.OPENAI_ENDPOINTS,
    "pictures": settings.STORAGES["default"]["OPTIONS"],
}, default=str))
"""


def filled_in(value: str | None, name: str, told: dict[str, str]) -> str | None:
    """What Compose makes of a value; None where the variable is not handed on."""
    if value is None:
        return told.get(name)
    return re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: told.get(found[1], found[2] or ""), value)


def environment_of(service: str, told: dict[str, str]) -> dict[str, str]:
    entries = SERVICES[service]["environment"].items()
    filled = {name: filled_in(value, name, told) for name, value in entries}
    return {name: value for name, value in filled.items() if value is not None}


def settings_of(service: str, told: dict[str, str], folder) -> dict:
    """The settings of a service, read by a process that has its environment and nothing else."""
    environment = environment_of(service, told) | {"DJANGO_SETTINGS_MODULE": "eibench_site.settings"}
    bare = {"PATH": os.environ["PATH"]} | environment | {"EIBENCH_DATA_DIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", SHOW], cwd=ROOT, env=bare, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_every_part_of_the_studio_is_a_service():
    assert sorted(SERVICES) == ["default-worker", "gpu-worker", "migrate", "postgres", "redis", "web"]
    assert OURS == ["default-worker", "gpu-worker", "migrate", "web"]
    assert {name: service["image"] for name, service in SERVICES.items() if "image" in service} == {
        "postgres": "postgres:18",
        "redis": "redis:8",
    }


@pytest.mark.parametrize("service", OURS)
def test_every_variable_is_read_by_somebody(service):
    sources = "\n".join(path.read_text() for path in (ROOT / "eibench_site").rglob("*.py"))
    unread = [name for name in SERVICES[service]["environment"] if f'"{name}"' not in sources]
    assert set(unread) == READ_BY_OTHERS


def test_what_has_to_be_told_is_named_at_the_top():
    text = (ROOT / "compose.yaml").read_text()
    asked = set(re.findall(r"\$\{(\w+)", text))
    handed_on = {name for name, value in SERVICES["web"]["environment"].items() if value is None}
    named = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    assert asked | handed_on == set(TOLD)
    assert [name for name in TOLD if name not in named] == []


@pytest.mark.parametrize("service", OURS)
def test_the_settings_are_what_compose_says(service, tmp_path):
    found = settings_of(service, TOLD, tmp_path)
    assert found == {
        "database": ["postgres", "eibench", "eibench", "secret"],
        "redis": "redis://redis:6379/0",
        "data": str(tmp_path),
        "production": True,
        "key": "k" * 64,
        "hosts": ["studio.example.org"],
        "origins": ["https://studio.example.org"],
        "endpoints": {"gpu": "http://gpu-host:8000/v1"},
        "pictures": {"bucket_name": "pictures", "endpoint_url": "http://store:9000", "region_name": "eu"},
    }


def test_without_a_bucket_the_pictures_lie_in_the_volume(tmp_path):
    told = {name: TOLD[name] for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_PASSWORD")}
    found = settings_of("web", told, tmp_path)
    assert (found["pictures"], found["endpoints"]) == ({"location": str(tmp_path / "media")}, {})


def test_the_servers_are_the_ones_that_the_studio_is_told_of():
    postgres = SERVICES["postgres"]["environment"]
    assert filled_in(postgres["POSTGRES_PASSWORD"], "", TOLD) == "secret"
    assert (postgres["POSTGRES_USER"], postgres["POSTGRES_DB"]) == ("eibench", "eibench")
    assert [SERVICES[name]["healthcheck"]["test"] for name in ("postgres", "redis", "web")] == [
        ["CMD-SHELL", "pg_isready -U eibench"],
        ["CMD", "redis-cli", "ping"],
        ["CMD", "python", "-m", "eibench_site.running.healthy"],
    ]


@pytest.mark.parametrize("service", OURS)
def test_a_service_waits_for_what_it_needs(service):
    servers = {"postgres": {"condition": "service_healthy"}, "redis": {"condition": "service_healthy"}}
    migrated = {"migrate": {"condition": "service_completed_successfully"}}
    assert SERVICES[service]["depends_on"] == (servers if service == "migrate" else servers | migrated)


def test_every_volume_that_is_used_is_declared():
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_every_command_can_be_started():
    modules = {words[2] for words in commands() if words[:2] == ["python", "-m"]} | {"celery"}
    settings = {words[-1].removeprefix("python:") for words in commands() if "gunicorn" in words}
    files = {words[1] for words in commands() if words[1].endswith(".py")}
    assert {name for name in modules | settings if find_spec(name) is None} == set()
    assert {name for name in files if not (ROOT / name).is_file()} == set()
    assert modules | settings == {"gunicorn", "celery", "eibench_site.running.web", "eibench_site.running.healthy"}


def commands() -> list[list[str]]:
    """Every command line of our services, and the health checks of them."""
    said = [SERVICES[name]["command"] for name in OURS] + [SERVICES["web"]["healthcheck"]["test"][1:]]
    lines = [line for words in said for line in (words[2].split("&&") if words[:2] == ["sh", "-c"] else [words])]
    return [shlex.split(line) if isinstance(line, str) else line for line in lines]


def test_every_queue_has_a_worker():
    listened = {words[words.index("-Q") + 1] for words in commands() if words[0] == "celery"}
    routed = {route["queue"] for route in app.conf.task_routes.values()} | {app.conf.task_default_queue}
    assert listened == routed


def test_the_image_is_made_of_what_make_run_installs():
    copied = [words.split()[:-1] for verb, words in STEPS if verb == "COPY"]
    names = [file.name for file in requirement_files(False)]
    assert copied == [names, ["."]]
    assert dict(STEPS)["FROM"] == "python:3.12-slim"
    assert f"pip install --no-cache-dir -r {names[0]} -c {names[1]}" in [words for _verb, words in STEPS]


def test_the_image_runs_as_nobody_special_and_takes_no_data_along():
    after_user = [verb for verb, _words in STEPS][[verb for verb, _words in STEPS].index("USER") :]
    assert dict(STEPS)["USER"] == "studio"
    assert after_user == ["USER", "VOLUME"]
    volume = dict(STEPS)["VOLUME"]
    assert (volume, SERVICES["web"]["environment"]["EIBENCH_DATA_DIR"]) == ("/data", "/data")
    assert (ROOT / ".dockerignore").read_text().split() == [".git", ".venv", ".data"]
