"""Where the embedded servers keep their data, sockets, locks and logs."""

import hashlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

POSTGRES_PORT = 5432
SOCKET_PATH_LIMIT = 100  # bytes; Linux allows 107, macOS 103
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


class UnsafeFolderError(RuntimeError):
    """A folder for sockets exists already and belongs to somebody else."""


@dataclass(frozen=True)
class Places:
    """The files of one data folder."""

    data: Path

    @property
    def postgres(self) -> Path:
        """The database cluster."""
        return self.data / "postgres"

    @property
    def redis(self) -> Path:
        """The working folder of Redis; nothing is kept in it."""
        return self.data / "redis"

    @property
    def locks(self) -> Path:
        """The folder of lock files and of the file that says where the sockets are."""
        return self.data / "run"

    @property
    def users_lock(self) -> Path:
        """Held shared by each process that uses the servers, exclusively by the keeper that stops them."""
        return self.locks / "users.lock"

    @property
    def starting_lock(self) -> Path:
        """Held by the one process that starts the servers."""
        return self.locks / "starting.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper as long as it lives."""
        return self.locks / "keeper.lock"

    @property
    def ready(self) -> Path:
        """Written by the keeper once both servers answer: JSON with their sockets' folder."""
        return self.locks / "ready.json"

    @property
    def log(self) -> Path:
        """What PostgreSQL, Redis and their keeper have to say."""
        return self.data / "logs" / "servers.log"

    def sockets(self) -> Path:
        """The folder for sockets: in the data folder, or a short one where that path is too long for a socket."""
        inside = self.data / "sockets"
        longest = inside / f".s.PGSQL.{POSTGRES_PORT}.lock"
        if len(os.fsencode(longest)) < SOCKET_PATH_LIMIT and PLAIN_PATH.fullmatch(str(inside)):
            return inside
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"eibench-{digest}"


def make_private_folder(folder: Path, owner: tuple[int, int]) -> None:
    """Make a folder that only its owner (user id, group id) may enter; raise UnsafeFolderError if it is another's."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), owner[0]}:
        raise UnsafeFolderError(f"{folder} belongs to another user; remove it or choose another EIBENCH_DATA_DIR.")
    folder.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(folder, *owner)
