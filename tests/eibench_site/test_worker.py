"""`make worker`: the worker comes back when it dies, and ends when it is asked to."""

import os
import signal
from pathlib import Path

import pytest

from tests.eibench_site.processes import (
    PATIENCE,
    fresh_data_folder,
    processes_of,
    start_python,
    wait_until,
)

pytestmark = pytest.mark.worker


def celery_processes(folder) -> set[int]:
    """The GPU workers on a data folder."""
    return {pid for pid in processes_of(folder) if b"-n\0gpu-" in command_of(pid)}


def command_of(pid: int) -> bytes:
    """The command line of a process; empty once it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_killed_worker_comes_back_until_the_end_is_asked_for():
    with fresh_data_folder() as folder:
        supervisor = start_python(folder, "-m", "eibench_site.running.worker")
        wait_until(lambda: celery_processes(folder), "a worker ran")
        (first,) = celery_processes(folder)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: celery_processes(folder) - {first}, "another worker ran")
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(timeout=PATIENCE) == 0
        assert celery_processes(folder) == set()
