"""Whether the servers answer, asked without any client library."""

import socket
from pathlib import Path


def postgres_is_ready(cluster: Path, pid: int) -> bool:
    """Whether the PostgreSQL of this process id accepts connections, by its postmaster.pid (8th line: status)."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) == 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def redis_is_ready(sockets: Path) -> bool:
    """Whether Redis answers a PING."""
    return ask_redis(sockets, b"PING\r\n").startswith(b"+PONG")


def ask_redis(sockets: Path, command: bytes) -> bytes:
    """Send one inline command to Redis and return its answer; empty when nobody listens."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(2)
            connection.connect(str(sockets / "redis.sock"))
            connection.sendall(command)
            return connection.recv(64)
    except OSError:
        return b""
