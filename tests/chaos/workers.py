"""The worker processes of a scenario: started, killed, and brought back as a supervisor would."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from eibench_site.embedded.lifelines import die_with_parent
from tests.chaos.servers import state_of
from tests.chaos.watching import wait_until

ROOT = Path(__file__).resolve().parents[2]
PLAIN = ["-m", "celery", "-A", "eibench_site"]  # as `make worker` starts it
FAULTY = ["-m", "tests.chaos.worker"]
OPTIONS = ["--pool=solo", "-Q", "gpu", "--loglevel=INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"]


class Worker:
    """One process and what it wrote."""

    def __init__(self, number: int, folder: Path, command: list[str], environment: dict[str, str]) -> None:
        self.log = folder / f"worker-{number}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, "worker", *OPTIONS, "-n", f"gpu-{number}@chaos"],
                cwd=ROOT,
                env={**os.environ, "CELERY_SKIP_CHECKS": "1", **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
            )

    @property
    def pid(self) -> int:
        """Its process id, which its jobs name too."""
        return self.process.pid

    def said(self, words: str) -> bool:
        """Whether its log holds these words."""
        return words in self.log.read_text(errors="replace")

    def wait_until_ready(self) -> None:
        """Return once it listens to its queue."""
        wait_until(lambda: self.said("ready."), f"worker {self.log.stem} was ready")

    def wait_until_stopped(self) -> None:
        """Return once it stands still (SIGSTOP)."""
        wait_until(lambda: state_of(self.pid)[0] == "T", f"worker {self.log.stem} stood still")

    def kill(self) -> None:
        """Kill -9."""
        self.process.kill()
        self.process.wait()

    def go_on(self) -> None:
        """Let it go on after a stop."""
        self.process.send_signal(signal.SIGCONT)


class Workers:
    """All workers of a scenario, under one environment; none outlives the block."""

    def __init__(self, folder: Path, command: list[str], **environment: str) -> None:
        self.folder, self.command, self.environment = folder, command, environment
        self.living: list[Worker] = []
        self.started = 0
        self.revived = 0

    def __enter__(self) -> "Workers":
        self.folder.mkdir()
        return self

    def __exit__(self, *_error: object) -> None:
        for worker in self.living:
            worker.kill()

    def start(self, **environment: str) -> Worker:
        """Start one more."""
        self.started += 1
        worker = Worker(self.started, self.folder, self.command, {**self.environment, **environment})
        self.living.append(worker)
        return worker

    def replace(self, worker: Worker) -> None:
        """Kill -9 a worker and start another one."""
        worker.kill()
        self.living.remove(worker)
        self.start()

    def revive(self) -> None:
        """Start another worker for each that ended by itself."""
        for worker in [each for each in self.living if each.process.poll() is not None]:
            self.living.remove(worker)
            self.revived += 1
            self.start()

    def by_pid(self, pid: int) -> Worker | None:
        """The living worker of a process id."""
        return next((worker for worker in self.living if worker.pid == pid), None)

    def logs(self) -> str:
        """Everything that any of them wrote."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("worker-*.log")))
