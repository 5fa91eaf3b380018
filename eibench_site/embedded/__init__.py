"""A PostgreSQL and a Redis out of pip wheels, started or joined by whichever process needs them first.

Every process that uses the servers holds a shared lock on one file, and a small keeper process waits for nobody to
hold it: then it stops both servers. The kernel drops the lock of a killed process, so no count can go wrong.
"""

import os
from pathlib import Path
from urllib.parse import quote, urlencode

from eibench_site.embedded.joining import EmbeddedServersError, join, keeper_is_alive, leave, leave_and_wait
from eibench_site.embedded.places import POSTGRES_PORT, Places

__all__ = [
    "EmbeddedServersError",
    "data_dir",
    "database_url",
    "join",
    "keeper_is_alive",
    "leave",
    "leave_and_wait",
    "places",
    "redis_url",
]

PROJECT_ROOT = Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    """The folder in which everything the studio keeps lives: EIBENCH_DATA_DIR, else .data in the project."""
    return Path(os.environ.get("EIBENCH_DATA_DIR") or PROJECT_ROOT / ".data").expanduser().resolve()


def places() -> Places:
    """Where the servers' files lie in the data folder in force now."""
    return Places(data_dir())


def database_url() -> str:
    """PostgreSQL's address (a Unix socket); starts the servers or joins them. Raises EmbeddedServersError."""
    query = urlencode({"host": join(places())["sockets"], "port": POSTGRES_PORT, "user": "postgres"})
    return f"postgresql:///eibench?{query}"


def redis_url() -> str:
    """Redis's address as redis-py reads it; starts the servers or joins them. Raises EmbeddedServersError."""
    return f"unix://{quote(join(places())['sockets'])}/redis.sock"
