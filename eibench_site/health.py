"""Whether everything the studio needs is there: the database with its tables, Redis, and a worker for each queue."""

import functools

import redis
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from eibench_site.heartbeat import queues_alive

QUEUES = ["gpu", "default"]


def report() -> dict[str, str]:
    """What is well, part by part: `ok` or a word on what is not; `status` is `ok` when every part is."""
    parts = {"database": _database(), "migrations": _migrations(), **_redis_and_workers()}
    well = all(word == "ok" for word in parts.values())
    return {"status": "ok" if well else "failing", **parts}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _migrations() -> str:
    try:
        _require_all_applied()
    except DatabaseError:
        return "unknown"
    except PendingMigrationsError:
        return "pending"
    return "ok"


class PendingMigrationsError(RuntimeError):
    """The database lacks migrations of this code."""


@functools.cache
def _require_all_applied() -> None:
    """Raise PendingMigrationsError; asked once a process when all is well, as an error is not remembered."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise PendingMigrationsError


def _redis_and_workers() -> dict[str, str]:
    try:
        alive = queues_alive(QUEUES)
    except redis.RedisError:
        return {"redis": "unreachable", **{f"worker {queue}": "unknown" for queue in QUEUES}}
    return {"redis": "ok", **{f"worker {queue}": "ok" if alive[queue] else "silent" for queue in QUEUES}}
