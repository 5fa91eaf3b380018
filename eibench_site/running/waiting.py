"""Waiting for the studio's programs: for one to end, for all to be well."""

import http.client
import json
import time

from eibench_site.running.supervising import Program, Supervisor, say

SECONDS_TO_BE_WELL = 90
MOST_STARTS = 4  # a program that keeps dying while the studio starts will not get better
PAUSE = 0.05


def run_to_end(program: Program, supervisor: Supervisor) -> int:
    """Run one program to its end, or to the end of the studio; return its exit status."""
    program.start()
    supervisor.passing.append(program)
    while program.process.poll() is None and not supervisor.stopping:
        time.sleep(PAUSE)
    return program.process.poll() if program.process.poll() is not None else 1


def wait_until_healthy(supervisor: Supervisor, port: int) -> bool:
    """Whether every part came to be well in time; says what is missing if not."""
    deadline = time.monotonic() + SECONDS_TO_BE_WELL
    found: dict[str, str] = {}
    pause = PAUSE
    while not supervisor.stopping and time.monotonic() < deadline:
        found = ask(port)
        if found.get("status") == "ok":
            return True
        supervisor.revive()
        if hopeless := [program.name for program in supervisor.programs if program.starts > MOST_STARTS]:
            say(f"{hopeless[0]} keeps ending; its message is above.")
            return False
        time.sleep(pause)
        pause = min(1.0, pause * 1.1)
    if not supervisor.stopping:
        say(f"The studio did not become ready: {found or 'the web server does not answer'}")
    return False


def ask(port: int) -> dict[str, str]:
    """The web server's report on the studio's health; empty when it does not answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()
