"""`make worker`: one GPU worker, brought back whenever it ends, until asked to stop.

A sample may crash it, and work that hangs ends it on purpose; neither may leave a machine idle.
"""

import os
import sys
import time

from eibench_site.running.supervising import Program, Supervisor, python
from eibench_site.running.waiting import run_to_end

PAUSE = 0.1
COMMAND = ["-m", "celery", "-A", "eibench_site", "worker", "--pool=solo", "-Q", "gpu", "--loglevel=INFO"]
QUICK = ["--without-gossip", "--without-mingle", "--without-heartbeat"]  # these cost a second and are not used


def main() -> int:
    """Run until SIGINT, SIGTERM or SIGHUP; the exit status is 1 where the store of the pictures cannot be used."""
    supervisor = Supervisor([Program("GPU worker", python(*COMMAND, *QUICK, "-n", f"gpu-{os.getpid()}@%h"))])
    supervisor.listen()
    if run_to_end(Program("Preparation", python("-m", "eibench_site.running.preparing", "worker")), supervisor):
        supervisor.stop()
        return 0 if supervisor.stopping else 1
    supervisor.start()
    while not supervisor.stopping:
        supervisor.revive()
        time.sleep(PAUSE)
    supervisor.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
