"""A container's health check, beside a real web server that answers as one behind a proxy does."""

import os
import subprocess
import sys

import pytest

from tests.eibench_site.processes import ROOT


def ask(port: str, **told: str) -> tuple[int, str]:
    """The health check's exit status and words."""
    environment = {"PATH": os.environ["PATH"], "PORT": port, "ALLOWED_HOSTS": "studio.example.org"} | told
    command = [sys.executable, "-m", "eibench_site.running.healthy"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def port(live_server, settings):
    """Where a studio answers to its own name and over TLS alone."""
    settings.ALLOWED_HOSTS = ["studio.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return live_server.url.rpartition(":")[2]


@pytest.mark.django_db(transaction=True)
def test_a_web_server_is_well_even_if_no_worker_is_there(port):
    assert ask(port) == (0, "database: ok, migrations: ok, redis: ok\n")


@pytest.mark.django_db(transaction=True)
def test_a_web_server_without_redis_is_not_well(port, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert ask(port) == (1, "database: ok, migrations: ok, redis: unreachable\n")


@pytest.mark.django_db(transaction=True)
def test_a_web_server_that_refuses_its_own_name_is_not_well(port):
    words = "The web server does not answer as it should: 400 Bad Request\n"
    assert ask(port, ALLOWED_HOSTS="elsewhere.example.org") == (1, words)


def test_no_web_server_is_not_well():
    words = "The web server does not answer as it should: [Errno 111] Connection refused\n"
    assert ask("1") == (1, words)
