"""Joining the servers: hold the users' lock, and start a keeper where none is at work."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from eibench_site.embedded.accounts import server_account
from eibench_site.embedded.creating import (
    CreationError,
    create_cluster,
    prepare_folders,
)
from eibench_site.embedded.places import Places, UnsafeFolderError
from eibench_site.embedded.programs import ProgramMissingError

SECONDS_TO_START = 60
LOG_LIMIT = 5_000_000  # bytes, after which the log of the last runs is put aside

_held: dict[Path, IO[str]] = {}


class EmbeddedServersError(RuntimeError):
    """The embedded servers could not be started; the message says why and what to do."""


def join(places: Places) -> dict[str, str]:
    """Use the servers from now to the end of this process, starting them if need be; return where they listen."""
    try:
        _hold_users_lock(places)
        if keeper_is_alive(places) and (found := _read_ready(places)):
            return found
        with _locked(places.starting_lock):
            return _read_running(places) or _start(places)
    except (CreationError, ProgramMissingError, UnsafeFolderError, OSError) as error:
        raise EmbeddedServersError(str(error)) from error


def leave(places: Places) -> None:
    """Stop using the servers; they stop soon after the last process has left."""
    if held := _held.pop(places.data, None):
        held.close()


def leave_and_wait(places: Places) -> None:
    """Stop using the servers, and return when they are stopped or are seen to have other users."""
    leave(places)
    found = _read_ready(places)
    if found is None or not keeper_is_alive(places):
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(found["keeper"], signal.SIGTERM)  # asks the keeper not to linger
    while keeper_is_alive(places) and not _has_users(places):
        time.sleep(0.02)


def _has_users(places: Places) -> bool:
    """Whether processes use the servers: then the users' lock can be shared, but not be had alone."""
    return not _can_lock(places, fcntl.LOCK_EX) and _can_lock(places, fcntl.LOCK_SH)


def _can_lock(places: Places, kind: int) -> bool:
    with places.users_lock.open("a") as lock:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def keeper_is_alive(places: Places) -> bool:
    """Whether a keeper holds its lock."""
    try:
        with places.keeper_lock.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def _hold_users_lock(places: Places) -> None:
    if places.data in _held:
        return
    # PostgreSQL's account has to pass through when we are root; nobody may list the folder.
    places.data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    places.locks.mkdir(mode=0o700, exist_ok=True)
    lock = places.users_lock.open("a")
    fcntl.flock(lock, fcntl.LOCK_SH)  # waits while a keeper is stopping the servers
    _held[places.data] = lock


def _read_ready(places: Places) -> dict[str, str] | None:
    try:
        return json.loads(places.ready.read_text())
    except FileNotFoundError:
        return None


def _read_running(places: Places) -> dict[str, str] | None:
    """Wait for a keeper that lives to become ready or to end; None means that there is none (any more)."""
    while keeper_is_alive(places):
        if found := _read_ready(places):
            return found
        time.sleep(0.02)
    return None


def _start(places: Places) -> dict[str, str]:
    account = prepare_folders(places)
    if not places.postgres.exists():
        _announce_creation(places, account)
    places.ready.unlink(missing_ok=True)
    keeper = _spawn_keeper(places)
    deadline = time.monotonic() + SECONDS_TO_START
    while keeper.poll() is None and time.monotonic() < deadline:
        if found := _read_ready(places):
            keeper.returncode = 0  # it outlives us: nobody waits for it here
            return found
        time.sleep(0.01)
    raise EmbeddedServersError(f"The embedded servers did not start; {places.log} ends with:\n{_log_tail(places)}")


def _announce_creation(places: Places, account: tuple[int, int]) -> None:
    print(
        f"Creating a database in {places.data} ...",
        end=" ",
        file=sys.stderr,
        flush=True,
    )
    began = time.monotonic()
    create_cluster(places, account)
    print(f"done in {time.monotonic() - began:.1f} s.", file=sys.stderr)


def _spawn_keeper(places: Places) -> subprocess.Popen:
    places.log.parent.mkdir(exist_ok=True)
    if places.log.exists() and places.log.stat().st_size > LOG_LIMIT:
        places.log.replace(places.log.with_suffix(".old.log"))
    user, group = server_account(places.postgres)
    command = [
        sys.executable,
        "-m",
        "eibench_site.embedded.keeper",
        str(places.data),
        str(places.sockets()),
    ]
    with places.log.open("a") as log:
        return subprocess.Popen(
            [*command, str(user), str(group)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=Path(__file__).resolve().parents[2],
            start_new_session=True,
        )


def _log_tail(places: Places) -> str:
    return "\n".join(places.log.read_text(errors="replace").splitlines()[-8:])


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
