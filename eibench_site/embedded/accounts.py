"""Which system account runs the servers: PostgreSQL refuses to run as root, so root lends it another one."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

ACCOUNT_NAME = "eibench"
TRAVERSE = stat.S_IXGRP | stat.S_IXOTH


def server_account(cluster: Path) -> tuple[int, int]:
    """The user id and group id that run the servers of a cluster; a cluster that exists keeps its owner."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    if cluster.exists():
        found = cluster.stat()
        return found.st_uid, found.st_gid
    entry = _existing(ACCOUNT_NAME) or _created() or pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def open_the_way(target: Path) -> None:
    """As root, let the servers' account pass through (not list) the folders above a path, saying so."""
    if os.geteuid() != 0:
        return
    for folder in reversed([target, *target.parents]):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            print(
                f"Letting other accounts pass through {folder} so that PostgreSQL can run.",
                file=sys.stderr,
            )
            folder.chmod(mode | TRAVERSE)


def open_programs(folder: Path) -> None:
    """As root, let the servers' account read and run the programs in a folder installed under a strict umask."""
    if os.geteuid() != 0 or folder.stat().st_mode & stat.S_IROTH:
        return
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | ((mode & 0o500) >> 3) | ((mode & 0o500) >> 6))


def _existing(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _created() -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd")
    if useradd is None:
        return None
    command = [
        useradd,
        "--system",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        ACCOUNT_NAME,
    ]
    subprocess.run(command, check=False, capture_output=True)
    return _existing(ACCOUNT_NAME)
