"""What benchmarks of the web server share: a studio in a folder that is thrown away, gunicorn, signed-in clients."""

import contextlib
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def studio():
    """Django on an empty migrated database of its own; the servers end and the folder goes when the block ends."""
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="eibench-timed-") as folder:
        os.environ["EIBENCH_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "eibench_site.settings"
        for name in ("DATABASE_URL", "REDIS_URL", "EIBENCH_MEDIA_ROOT"):
            os.environ.pop(name, None)
        import django
        from django.core.management import call_command
        from django.db import connections

        from eibench_site import embedded

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()
            embedded.leave_and_wait(embedded.places())


@contextlib.contextmanager
def web_server():
    """The web server as `make run` starts it; yields its port once it answers."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:eibench_site.running.web"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PORT": str(port)})
    try:
        wait_until_listening(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    """A port nobody listens on; the first free one of BENCHMARK_PORTS (such as 8180-8189) where that is set."""
    first, _dash, last = os.environ.get("BENCHMARK_PORTS", "0").partition("-")
    for port in range(int(first), int(last or first) + 1):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return probe.getsockname()[1]
    raise SystemExit("No port of BENCHMARK_PORTS is free.")


def wait_until_listening(port: int) -> None:
    """Return once something listens on the port."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("The web server did not come up within 30 seconds.")


def session_of(username: str) -> str:
    """The session key of a signed-in user."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client.cookies["sessionid"].value


class Reader:
    """One keep-alive connection of a signed-in user."""

    def __init__(self, port: int, session: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {"Cookie": f"sessionid={session}"}

    def get(self, path: str) -> tuple[bytes, float]:
        """The page, and the milliseconds it took."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        response = self.connection.getresponse()
        content = response.read()
        took = (time.perf_counter() - began) * 1000
        if response.status != 200:
            raise SystemExit(f"GET {path} answered {response.status}: {content[:300]!r}")
        return content, took


def spread(times: list[float]) -> tuple[float, float, float]:
    """The least, the median and the 90th percentile."""
    return min(times), statistics.median(times), statistics.quantiles(times, n=10)[-1]


def load() -> str:
    """How busy the machine is besides: figures taken under load say little but for their least and their ratios."""
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
