"""A PostgreSQL and a Redis of the harness's own, started like a studio's embedded ones, to be killed."""

import os
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote, urlencode

from eibench_site.embedded.creating import create_cluster, prepare_folders
from eibench_site.embedded.leftovers import clear_postgres, clear_redis
from eibench_site.embedded.lifelines import die_with_parent
from eibench_site.embedded.places import POSTGRES_PORT, Places
from eibench_site.embedded.probing import ask_redis, postgres_is_ready, redis_is_ready
from eibench_site.embedded.programs import postgres_command, redis_command
from tests.chaos.watching import wait_until

TEMPLATE = "eibench"  # the database that create_cluster makes


class Servers:
    """Both servers of one data folder; PostgreSQL waits for the disk (fsync), as a studio's does."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(folder)
        self.log = (folder / "servers.log").open("w")

    def start(self) -> None:
        """Make the cluster and start both."""
        self.account = prepare_folders(self.places)
        self.sockets = self.places.sockets()
        create_cluster(self.places, self.account)
        self.start_postgres()
        self.start_redis()

    def database_url(self, name: str) -> str:
        """The address of one of its databases."""
        query = urlencode({"host": self.sockets, "port": POSTGRES_PORT, "user": "postgres"})
        return f"postgresql:///{name}?{query}"

    def redis_url(self) -> str:
        """Redis's address."""
        return f"unix://{quote(str(self.sockets))}/redis.sock"

    def start_postgres(self) -> None:
        """Start PostgreSQL, again if need be, and return once it takes connections: a crashed one recovers first."""
        clear_postgres(self.places.postgres)
        command = postgres_command(self.places, self.sockets)
        self.postgres = self._spawn(command, self.places.postgres)
        wait_until(self._postgres_answers, "PostgreSQL took connections")

    def _postgres_answers(self) -> bool:
        if self.postgres.poll() is not None:  # the memory of the killed one was not free yet
            self.postgres = self._spawn(self.postgres.args, self.places.postgres)
        return postgres_is_ready(self.places.postgres, self.postgres.pid)

    def crash_postgres(self) -> int:
        """Kill -9 the server and every process of it at once; returns how many there were."""
        children = children_of(self.postgres.pid)
        for pid in [self.postgres.pid, *children]:
            kill(pid)
        self.postgres.wait()
        wait_until(lambda: not any(map(lives, children)), "PostgreSQL's processes were gone")
        return 1 + len(children)

    def start_redis(self) -> None:
        """Start Redis, empty as it always is."""
        clear_redis(self.sockets)
        self.redis = self._spawn(redis_command(self.places, self.sockets), self.places.redis)
        wait_until(lambda: redis_is_ready(self.sockets), "Redis answered")

    def crash_redis(self) -> None:
        """Kill -9 Redis: every wake-up in it is lost."""
        self.redis.kill()
        self.redis.wait()

    def flush_redis(self) -> None:
        """Have Redis forget everything."""
        ask_redis(self.sockets, b"FLUSHALL\r\n")

    def stop(self) -> None:
        """End both."""
        self.postgres.send_signal(signal.SIGINT)
        self.redis.terminate()
        self.postgres.wait()
        self.redis.wait()
        self.log.close()

    def _spawn(self, command: list[str], folder: Path) -> subprocess.Popen:
        user, group = self.account
        as_account = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            preexec_fn=die_with_parent,
            **as_account,
        )


def kill(pid: int) -> None:
    """Kill -9 a process that may be gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def state_of(pid: int) -> tuple[str, int]:
    """The state letter and the parent of a process; an empty letter where there is none."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "", 0
    return words[0], int(words[1])


def lives(pid: int) -> bool:
    """Whether a process does anything any more."""
    return state_of(pid)[0] not in ("", "Z", "X")


def children_of(pid: int) -> list[int]:
    """The processes that a process started."""
    everybody = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [each for each in everybody if state_of(each)[1] == pid]
