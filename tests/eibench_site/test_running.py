"""The whole studio under its supervisor: started, hurt and stopped as its users do."""

import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.eibench_site.processes import (
    PATIENCE,
    end,
    environment,
    fresh_data_folder,
    processes_of,
    start_python,
    wait_until,
)

pytestmark = [pytest.mark.worker, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]

WELL = {
    "status": "ok",
    "database": "ok",
    "migrations": "ok",
    "redis": "ok",
    "worker gpu": "ok",
    "worker default": "ok",
}


@pytest.fixture(scope="module")
def folder():
    with fresh_data_folder() as path:
        yield path


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def studio(folder, port):
    process = start_python(folder, "-m", "eibench_site.running", PORT=str(port))
    yield process
    process.send_signal(signal.SIGTERM)
    wait_until(lambda: processes_of(folder) == set(), "the studio ends")
    end(process)


def read_until(process, pattern):
    """Read what the studio says up to a line that matches; return all lines, the last one matching."""
    lines, rest = [], b""
    deadline = time.monotonic() + PATIENCE
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(deadline - time.monotonic()):
            chunk = os.read(process.stdout.fileno(), 1)
            if chunk in (b"", b"\n"):
                lines.append(rest.decode())
                rest = b""
                if re.search(pattern, lines[-1]) or not chunk:
                    break
            else:
                rest += chunk
    assert lines and re.search(pattern, lines[-1]), "\n".join(lines)
    return lines


def health(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/health") as answer:
            return json.load(answer)
    except HTTPError as answer:
        with answer:
            return json.load(answer)


def without_times(lines):
    return [re.sub(r"\d+\.\d s", "… s", line) for line in lines if line]


def process_running(folder, words):
    """The one process of the studio with these words in its command line."""
    found = [pid for pid in processes_of(folder) if words in command_line(pid)]
    assert len(found) == 1
    return found[0]


def command_line(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def test_a_studio_says_each_step_and_is_well(studio, folder, port):
    lines = without_times(read_until(studio, "Ctrl-C"))
    assert lines[0].startswith("Creating a database in")
    assert re.fullmatch(r"Bringing the database up to date ... \d+ migrations applied \(… s\)", lines[2])
    assert lines[3:] == [
        "Looking at the store of the pictures ... well (… s)",
        "Starting the web server and two workers: all well (… s)",
        f"EIBench Studio is running after … s:  http://127.0.0.1:{port}/",
        "Ctrl-C stops everything; the data stay.",
    ]
    assert health(port) == WELL


def test_a_second_start_does_nothing_twice_and_sigterm_ends_every_process(studio, folder):
    lines = without_times(read_until(studio, "Ctrl-C"))
    assert lines[:2] == [
        "Starting PostgreSQL and Redis: ready (… s)",
        "Bringing the database up to date ... nothing to do (… s)",
    ]
    studio.send_signal(signal.SIGTERM)
    assert studio.wait(PATIENCE) == 0
    assert processes_of(folder) == set()


def test_ctrl_c_ends_every_process(studio, folder):
    read_until(studio, "Ctrl-C")
    studio.send_signal(signal.SIGINT)
    assert studio.wait(PATIENCE) == 0
    assert processes_of(folder) == set()


def test_killing_the_supervisor_leaves_no_orphan(studio, folder):
    read_until(studio, "Ctrl-C")
    studio.kill()
    wait_until(lambda: processes_of(folder) == set(), "no process is left")


def test_a_killed_worker_is_brought_back(studio, folder, port):
    read_until(studio, "Ctrl-C")
    worker = process_running(folder, "-Q gpu")
    os.kill(worker, signal.SIGKILL)
    said = read_until(studio, "started again")[-1]
    successor = process_running(folder, "-Q gpu")
    assert said == f"GPU-queue worker ended (signal 9); started again as process {successor}."
    wait_until(lambda: health(port) == WELL, "the worker is back")


def test_killed_servers_are_brought_back(studio, folder, port):
    read_until(studio, "Ctrl-C")
    os.kill(process_running(folder, "embedded.keeper"), signal.SIGKILL)
    assert read_until(studio, "PostgreSQL and Redis had ended")[-1] == (
        "PostgreSQL and Redis had ended; they were started again."
    )
    wait_until(lambda: health(port) == WELL, "the servers are back")


def test_a_port_in_use_ends_the_start_with_a_sentence(folder):
    with socket.socket() as occupant:
        occupant.bind(("127.0.0.1", 0))
        occupant.listen()
        taken = occupant.getsockname()[1]
        refused = start_python(folder, "-m", "eibench_site.running", PORT=str(taken))
        said, _ = refused.communicate(timeout=PATIENCE)
    expected = f"Port {taken} is in use by another program. Choose another one: PORT={taken + 1} make run\n"
    assert (refused.returncode, said) == (1, expected)


def test_a_port_that_is_no_number_is_refused(folder):
    refused = start_python(folder, "-m", "eibench_site.running", PORT="eight")
    said, _ = refused.communicate(timeout=PATIENCE)
    assert (refused.returncode, said) == (1, "PORT has to be a number from 1 to 65535, not eight.\n")


def test_a_database_elsewhere_that_does_not_answer_is_named(folder, port):
    elsewhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}
    refused = start_python(folder, "-m", "eibench_site.running", PORT=str(port), **elsewhere)
    said, _ = refused.communicate(timeout=PATIENCE)
    assert refused.returncode == 1
    assert said.startswith("Bringing the database up to date ... not done: connection failed")


def test_a_program_that_ignores_the_end_is_forced(folder):
    script = """
import signal, sys
from eibench_site.running import supervising
supervising.SECONDS_TO_END = 0.5
deaf = "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
child = deaf + "print('deaf', flush=True); signal.pause()"
parent = deaf + "subprocess.run([sys.executable, '-c', sys.argv[1]])"
supervisor = supervising.Supervisor([supervising.Program("Deaf", supervising.python("-c", parent, child))])
supervisor.start()
sys.stdin.readline()
supervisor.stop()
print("ended", flush=True)
"""
    process = start_python(folder, "-c", script)
    read_until(process, "deaf")
    process.stdin.write("\n")
    process.stdin.flush()
    read_until(process, "ended")
    assert process.wait(PATIENCE) == 0
    assert processes_of(folder) == set()


def test_the_browser_is_refused_on_a_build_machine_that_has_none(folder):
    nowhere = {"PATH": "", "HOME": str(folder), "EIBENCH_CHROMIUM": "", "CI": "true"}
    command = [sys.executable, "-m", "eibench_site.running.browser"]
    found = subprocess.run(
        command, env=environment(folder, **nowhere, PLAYWRIGHT_BROWSERS_PATH=""), capture_output=True, check=False
    )
    assert (found.returncode, found.stdout) == (1, b"")
    assert found.stderr.startswith(b"!!! NO CHROMIUM: every test in tests/browser will be SKIPPED.")
