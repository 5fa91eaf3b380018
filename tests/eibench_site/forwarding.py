"""Makes servers that listen on sockets of this machine reachable over TCP, as servers on another machine are."""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator

CHUNK = 65536


@contextlib.contextmanager
def over_tcp(path: str) -> Iterator[int]:
    """The loopback port behind which the server at a socket answers while the block runs."""
    over, threads = threading.Event(), []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threads.append(threading.Thread(target=_accept, args=(listener, path, over, threads)))
        threads[0].start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            for thread in threads:
                thread.join()


def _accept(listener: socket.socket, path: str, over: threading.Event, threads: list[threading.Thread]) -> None:
    while not over.is_set():
        if not select.select([listener], [], [], 0.1)[0]:
            continue
        caller, _address = listener.accept()
        threads.append(threading.Thread(target=_carry, args=(caller, path, over)))
        threads[-1].start()


def _carry(caller: socket.socket, path: str, over: threading.Event) -> None:
    """Carry bytes both ways until either side ends, or the block is over."""
    with caller, socket.socket(socket.AF_UNIX) as server, contextlib.suppress(OSError):
        server.connect(path)
        others = {caller: server, server: caller}
        while not over.is_set():
            for one in select.select(list(others), [], [], 0.1)[0]:
                data = one.recv(CHUNK)
                if not data:
                    return
                others[one].sendall(data)
