"""Clearing what a killed keeper or a crashed machine left behind. Only a keeper, which is alone, may call this."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from eibench_site.embedded.probing import ask_redis

SECONDS_TO_END = 10


def clear_postgres(cluster: Path) -> None:
    """End a PostgreSQL that outlived its keeper, and remove a pid file whose process is no longer PostgreSQL."""
    pid_file = cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        pid_file.unlink(missing_ok=True)
        return
    deadline = time.monotonic() + SECONDS_TO_END
    while _runs_cluster(pid, cluster):
        os.kill(pid, signal.SIGINT if time.monotonic() < deadline else signal.SIGQUIT)
        time.sleep(0.1)
    pid_file.unlink(missing_ok=True)


def clear_redis(sockets: Path) -> None:
    """End a Redis that outlived its keeper, and remove its socket."""
    while ask_redis(sockets, b"SHUTDOWN NOSAVE\r\n"):
        time.sleep(0.05)
    (sockets / "redis.sock").unlink(missing_ok=True)


def _runs_cluster(pid: int, cluster: Path) -> bool:
    """Whether a process id is a PostgreSQL of this cluster: after a restart it may be anybody's."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == cluster
        except OSError:
            return False
    found = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return str(cluster) in found.stdout
