"""Real processes for the tests of the servers and of the supervisor."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from eibench_site.embedded.joining import keeper_is_alive
from eibench_site.embedded.places import Places

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
STARTED: list[subprocess.Popen] = []


@contextlib.contextmanager
def fresh_data_folder(parent: Path | None = None) -> Iterator[Path]:
    """A data folder of its own, removed once its servers have stopped."""
    folder = Path(tempfile.mkdtemp(prefix="eibench-test-", dir=parent))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        while STARTED:
            end(STARTED.pop())
        wait_for_keeper_to_end(folder)
        shutil.rmtree(folder)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a studio on a data folder of its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return {**inherited, "EIBENCH_DATA_DIR": str(folder), "EIBENCH_FSYNC": "off", "EIBENCH_DEMO": "0", **more}


def start_python(folder: Path, *arguments: str, **more: str) -> subprocess.Popen:
    """Start Python in the project with pipes to it; warnings are shown, not errors, as for a user."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(folder, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    STARTED.append(process)
    return process


def end(process: subprocess.Popen) -> None:
    """Kill a process, if it still runs, and close its pipes."""
    process.kill()
    process.stdin.close()
    process.stdout.close()
    process.wait()


def wait_for_keeper_to_end(folder: Path) -> None:
    """Ask a keeper not to linger, and return when none runs on a data folder: its lock can be had."""
    path, ready = folder / "run" / "keeper.lock", folder / "run" / "ready.json"
    if ready.exists() and keeper_is_alive(Places(folder)):
        os.kill(json.loads(ready.read_text())["keeper"], signal.SIGTERM)
    if path.exists():
        with path.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)


def processes_of(folder: Path) -> set[int]:
    """The living processes with the data folder in their command line or environment, ourselves not counted."""
    needle = os.fsencode(folder)
    return {pid for pid in _process_ids() if _mentions(pid, needle)}


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Return when the condition holds; fail with words when it does not come to hold."""
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"never happened: {what}"
        pause.wait(0.02)


def _process_ids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _mentions(pid: int, needle: bytes) -> bool:
    if pid == os.getpid():
        return False
    try:
        return any(needle in Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ"))
    except OSError:
        return False  # it ended, or is another account's
