"""What stands between the browser and the web server: it carries everything, cuts the line, or swallows the answers."""

import contextlib
import select
import socket
import threading

CHUNK = 65536


class Proxy:
    """A TCP proxy on a port of its own. `mode` is "open", "cut" (no connection lives) or "deaf" (answers are lost)."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.mode = "open"
        self.over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self._accept)]
        self.threads[0].start()

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()
        self.listener.close()

    def _accept(self) -> None:
        while not self.over.is_set():
            if select.select([self.listener], [], [], 0.1)[0]:
                caller, _address = self.listener.accept()
                thread = threading.Thread(target=self._carry, args=(caller,))
                self.threads.append(thread)
                thread.start()

    def _carry(self, caller: socket.socket) -> None:
        """Carry bytes both ways until either side ends, the line is cut, or an answer was swallowed."""
        with caller, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as server:
            others = {caller: server, server: caller}
            while not self.over.is_set() and self.mode != "cut":
                for one in select.select(list(others), [], [], 0.05)[0]:
                    data = one.recv(CHUNK)
                    if not data or self.mode == "cut" or (self.mode == "deaf" and one is server):
                        return
                    others[one].sendall(data)
