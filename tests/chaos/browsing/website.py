"""The studio's web server as `make run` starts it, killed and started again."""

import http.client
import os
import socket
import subprocess
import sys
from pathlib import Path

from eibench_site.embedded.lifelines import die_with_parent
from tests.chaos.watching import wait_until

ROOT = Path(__file__).resolve().parents[3]


class Website:
    """One web server over a scenario's database; it dies with this process."""

    def __init__(self, folder: Path, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        surroundings = {"PORT": str(self.port), "WEB_CONCURRENCY": "1"}
        self.environment = {**os.environ, **surroundings, **environment}
        self.log = folder / "website.log"

    def __enter__(self) -> "Website":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it and return once it answers."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "python:eibench_site.running.web"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
            )
        wait_until(self._answers, "the web server answered")

    def kill(self) -> None:
        """Kill -9; its workers die with it."""
        self.process.kill()
        self.process.wait()
        wait_until(lambda: not self._answers(), "the web server's workers were gone")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/accounts/login/")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
