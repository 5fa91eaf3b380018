"""`make run`: start the whole studio on this machine, say where it is, and keep it alive until asked to stop."""

import os
import socket
import sys
import time

from eibench_site import embedded
from eibench_site.running import waiting
from eibench_site.running.supervising import Program, Supervisor, python, say

PAUSE = 0.1
ACCOUNTS = "annotator, adjudicator, researcher, admin"


def main() -> int:
    """Run until SIGINT or SIGTERM; the exit status is 1 when the studio could not be started."""
    began = time.monotonic()
    port = chosen_port()
    if port is None:
        return 1
    supervisor = Supervisor(programs())
    supervisor.listen()
    try:
        join_servers()
        return run(supervisor, port, began)
    except embedded.EmbeddedServersError as error:
        say(str(error))
        return 1
    finally:
        supervisor.stop()
        leave_servers()


def programs() -> list[Program]:
    """The web server and the two workers."""
    # Celery warns root at length; in a container or on one's own machine that is how it runs.
    celery = [
        "-W",
        "ignore:You're running the worker with superuser",
        "-m",
        "celery",
        "--quiet",
        "-A",
        "eibench_site",
        "worker",
        "--loglevel=WARNING",
    ]
    quick = ["--without-gossip", "--without-mingle", "--without-heartbeat"]  # these cost a second and are not used
    gpu = ["--pool=solo", "-Q", "gpu", "-n", f"gpu-{os.getpid()}@%h"]
    default = ["--pool=threads", "--concurrency=2", "-Q", "default", "-n", f"default-{os.getpid()}@%h"]
    # Django's checks load every page and view, which a worker has no use for; `make check` runs them.
    unchecked = {"CELERY_SKIP_CHECKS": "1"}
    return [
        Program("Web server", python("-m", "gunicorn", "-c", "python:eibench_site.running.web")),
        Program("GPU-queue worker", python(*celery, *quick, *gpu), unchecked),
        Program("Default worker", python(*celery, *quick, *default), unchecked),
    ]


def chosen_port() -> int | None:
    """The port to listen on; None, with a sentence said, when there is none."""
    word = os.environ.setdefault("PORT", "8000")
    if not word.isdecimal() or not 0 < int(word) < 65536:
        say(f"PORT has to be a number from 1 to 65535, not {word}.")
    elif not port_is_free(int(word)):
        say(f"Port {word} is in use by another program. Choose another one: PORT={int(word) + 1} make run")
    else:
        return int(word)
    return None


def port_is_free(port: int) -> bool:
    """Whether the web server can listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("BIND", "127.0.0.1"), port))
        except OSError:
            return False
    return True


def run(supervisor: Supervisor, port: int, began: float) -> int:
    """Prepare the data, start everything, wait until it is well, announce it, and watch over it."""
    if waiting.run_to_end(Program("Preparation", python("-m", "eibench_site.running.preparing")), supervisor):
        return 0 if supervisor.stopping else 1
    started = time.monotonic()
    supervisor.start()
    if not waiting.wait_until_healthy(supervisor, port):
        return 0 if supervisor.stopping else 1
    say(f"Starting the web server and two workers: all well ({time.monotonic() - started:.1f} s)")
    announce(port, time.monotonic() - began)
    while not supervisor.stopping:
        rejoin_servers()
        supervisor.revive()
        time.sleep(PAUSE)
    say("Stopping ...")
    return 0


def announce(port: int, seconds: float) -> None:
    """Say where the studio is and who may sign in."""
    say(f"\nEIBench Studio is running after {seconds:.1f} s:  http://127.0.0.1:{port}/")
    if os.environ.get("EIBENCH_DEMO") != "0":
        say(f"Demo accounts: {ACCOUNTS}; the password of each is: demo")
    say("Ctrl-C stops everything; the data stay.\n")


def uses_embedded_servers() -> bool:
    """Whether a server of our own is needed."""
    return not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))


def join_servers() -> None:
    """Start or join the embedded servers. Raises EmbeddedServersError."""
    if uses_embedded_servers():
        began = time.monotonic()
        embedded.join(embedded.places())
        say(f"Starting PostgreSQL and Redis: ready ({time.monotonic() - began:.1f} s)")


def rejoin_servers() -> None:
    """Bring the embedded servers back when they have ended. Raises EmbeddedServersError."""
    if uses_embedded_servers() and not embedded.keeper_is_alive(embedded.places()):
        embedded.join(embedded.places())
        say("PostgreSQL and Redis had ended; they were started again.")


def leave_servers() -> None:
    """Stop using the embedded servers, and wait until they are stopped unless another process uses them."""
    if uses_embedded_servers():
        embedded.leave_and_wait(embedded.places())


if __name__ == "__main__":
    sys.exit(main())
