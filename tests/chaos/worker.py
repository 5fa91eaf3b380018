"""Starts a GPU worker as `python -m celery -A eibench_site` does, with the faulty engine or without a part of it.

Run as `python -m tests.chaos.worker worker --pool=solo …`. MEMORY_LIMIT (bytes beyond what the start took) holds its
address space down; WITHOUT=fence or WITHOUT=sweeper takes that safeguard away, for the harness to notice.
"""

import faulthandler
import os
import resource
import signal
import sys
from pathlib import Path

from celery import signals


def main() -> None:
    """Prepare this process and become the worker."""
    from eibench_site.celery import app

    if os.environ.get("WITHOUT") == "sweeper":
        app.steps["worker"].discard("annotation.jobs.sweeper:Sweeper")
    faulthandler.register(signal.SIGUSR1, sys.__stderr__)
    signals.worker_ready.connect(prepare)
    app.worker_main(sys.argv[1:])


def prepare(**_signal) -> None:
    """Called by Celery once Django and everything else is loaded."""
    from inference.engines import scripted

    build = scripted.build_scripted
    scripted.build_scripted = lambda *recipe: with_faults(build(*recipe))
    if os.environ.get("WITHOUT") == "fence":
        forget_the_fence()
    if limit := os.environ.get("MEMORY_LIMIT"):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + int(limit)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def with_faults(engine):
    """The faulty engine around a scripted one."""
    from tests.chaos.engines import FaultyEngine

    return FaultyEngine(engine)


def forget_the_fence() -> None:
    """Let whoever had a job once end it."""
    from annotation.jobs import finishing
    from annotation.models import Job

    finishing._held = lambda job: Job.objects.filter(pk=job.pk)


if __name__ == "__main__":
    main()
