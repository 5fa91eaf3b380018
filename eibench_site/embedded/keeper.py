"""The process that runs PostgreSQL and Redis as its children and stops them when nobody uses them any more.

Run as `python -m eibench_site.embedded.keeper DATA SOCKETS USER_ID GROUP_ID`; only the standard library is loaded.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from eibench_site.embedded.leftovers import clear_postgres, clear_redis
from eibench_site.embedded.lifelines import die_with_parent
from eibench_site.embedded.places import Places
from eibench_site.embedded.probing import postgres_is_ready, redis_is_ready
from eibench_site.embedded.programs import postgres_command, redis_command

LINGER_SECONDS = 2.0  # a script of several commands then starts the servers once
SECONDS_TO_STOP = 15
STARTING_ATTEMPTS = 10  # backends of a killed PostgreSQL may hold its memory for a moment
PAUSE = 0.1


class Keeper:
    """Starts the two servers, watches them, and stops them."""

    def __init__(self, places: Places, sockets: Path, account: tuple[int, int]) -> None:
        self.places = places
        self.sockets = sockets
        self.account = account
        self.children: list[tuple[subprocess.Popen, int]] = []
        self.hurry = False

    def start(self) -> bool:
        """Start both servers; True once both answer."""
        clear_redis(self.sockets)
        for _ in range(STARTING_ATTEMPTS):
            clear_postgres(self.places.postgres)
            self.children = [self._spawn_postgres(), self._spawn_redis()]
            if self._wait_until_ready():
                self._write_ready()
                return True
            self.stop()
            time.sleep(PAUSE)
        return False

    def watch(self, users: IO[str]) -> None:
        """Return when nobody has used the servers for a while, holding the users' lock, or when a server ended."""
        idle_since = None
        while self._children_live():
            if not _try_exclusive(users):
                idle_since = None
            elif self.hurry or (idle_since and time.monotonic() - idle_since > LINGER_SECONDS):
                return
            else:
                idle_since = idle_since or time.monotonic()
                fcntl.flock(users, fcntl.LOCK_UN)
            time.sleep(PAUSE)

    def stop(self) -> None:
        """End both servers, by force after a while."""
        self.places.ready.unlink(missing_ok=True)
        for child, ending in self.children:
            if child.poll() is None:
                child.send_signal(ending)
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child, _ in self.children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def be_quick(self, *_: object) -> None:
        """Stop without lingering once nobody uses the servers (on SIGTERM)."""
        self.hurry = True

    def _spawn_postgres(self) -> tuple[subprocess.Popen, int]:
        # SIGINT is PostgreSQL's "fast" shutdown: it ends sessions and closes its files in order.
        return self._spawn(
            postgres_command(self.places, self.sockets),
            self.places.postgres,
            signal.SIGINT,
        )

    def _spawn_redis(self) -> tuple[subprocess.Popen, int]:
        return self._spawn(redis_command(self.places, self.sockets), self.places.redis, signal.SIGTERM)

    def _spawn(self, command: list[str], folder: Path, ending: int) -> tuple[subprocess.Popen, int]:
        user, group = self.account
        as_account = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
        child = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            preexec_fn=lambda: die_with_parent(ending),
            **as_account,
        )
        return child, ending

    def _children_live(self) -> bool:
        return all(child.poll() is None for child, _ in self.children)

    def _wait_until_ready(self) -> bool:
        postgres = self.children[0][0]
        while self._children_live():
            if postgres_is_ready(self.places.postgres, postgres.pid) and redis_is_ready(self.sockets):
                return True
            time.sleep(0.01)
        return False

    def _write_ready(self) -> None:
        draft = self.places.ready.with_suffix(".new")
        draft.write_text(json.dumps({"sockets": str(self.sockets), "keeper": os.getpid()}))
        draft.replace(self.places.ready)


def _try_exclusive(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def main() -> int:
    """Keep the servers of one data folder; the exit status is 1 if they could not be started."""
    places = Places(Path(sys.argv[1]))
    keeper = Keeper(places, Path(sys.argv[2]), (int(sys.argv[3]), int(sys.argv[4])))
    signal.signal(signal.SIGTERM, keeper.be_quick)
    with places.keeper_lock.open("a") as own_lock, places.users_lock.open("a") as users:
        if not _try_exclusive(own_lock):
            return 0
        if not keeper.start():
            return 1
        keeper.watch(users)
        keeper.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
