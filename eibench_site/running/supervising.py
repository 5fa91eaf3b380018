"""Keeping several programs alive together: start, restart when one dies, end them all in time."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from eibench_site.embedded.lifelines import die_with_parent

SECONDS_TO_END = 3.5  # a worker in the middle of a draft is then killed; its job's lease returns the work
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 10.0  # a program that lived so long starts again at once


def say(words: str) -> None:
    """Tell whoever started the studio."""
    print(words, flush=True)


@dataclass
class Program:
    """One program of the studio, with its process while it runs."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    started: float = 0.0
    starts: int = 0
    pause: float = 0.0  # seconds to wait before the next start
    ended: float | None = None

    def start(self) -> None:
        """Start it in a process group of its own, tied to this process's life. Call from the main thread alone."""
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
            process_group=0,
            preexec_fn=die_with_parent,
        )
        self.started = time.monotonic()
        self.starts += 1
        self.ended = None

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and all it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def group_lives(self) -> bool:
        """Whether the process or anything it started is left."""
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def revive(self) -> None:
        """If it ended, say so and start it again: at once when it had been steady, else after a growing pause."""
        status = self.process.poll()
        if status is None:
            return
        now = time.monotonic()
        if self.ended is None:
            self.ended = now
            self.signal_group(signal.SIGKILL)
            steady = now - self.started > STEADY_SECONDS
            self.pause = 0.0 if steady else min(LONGEST_PAUSE, max(0.5, self.pause * 2))
        if now - self.ended >= self.pause:
            self.start()
            say(f"{self.name} ended ({_describe(status)}); started again as process {self.process.pid}.")


class Supervisor:
    """Runs programs until SIGINT, SIGTERM or SIGHUP."""

    def __init__(self, programs: list[Program]) -> None:
        self.programs = programs
        self.passing: list[Program] = []  # those that run once and are not brought back
        self.stopping = False

    def listen(self) -> None:
        """From now on a signal asks for an orderly end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)

    def ask_to_stop(self, *_: object) -> None:
        """Note that the end was asked for."""
        self.stopping = True

    def start(self) -> None:
        """Start all programs at the same time."""
        for program in self.programs:
            program.start()

    def revive(self) -> None:
        """Start again what has died."""
        for program in self.programs:
            program.revive()

    def stop(self) -> None:
        """End all programs: asked first, forced after SECONDS_TO_END."""
        started = [program for program in self.programs + self.passing if program.process]
        for program in started:
            program.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_END
        while any(program.group_lives() for program in started):
            if time.monotonic() > deadline:
                for program in started:
                    program.signal_group(signal.SIGKILL)
            time.sleep(0.02)


def python(*arguments: str) -> list[str]:
    """A command of this environment's Python."""
    return [sys.executable, *arguments]


def _describe(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
