"""The scripted engine with faults in it: samples that are poison, and a worker that stands still on its last answer."""

import json
import os
import signal
import threading
from pathlib import Path

from inference.cfsa.conversation import Phase
from inference.engines.scripted import ScriptedEngine

CHUNK = 2**26  # bytes that a greedy sample takes at once
POISONS = ("crash", "hang", "memory")


def poison_of(key: str) -> str:
    """What a picture's path says that its sample does to a worker; nothing for a good one."""
    return next((poison for poison in POISONS if key.startswith(f"{poison}/")), "")


class FaultyEngine:
    """An engine that answers as the scripted one does, unless the picture is poison.

    Each summary is signed with the process that made it. With STOP_AT_SUMMARY the process stops itself (SIGSTOP) when
    it has all answers and has told nobody; with GATE it waits there until a file is there, asking on meanwhile.
    """

    def __init__(self, inner: ScriptedEngine) -> None:
        self.inner = inner
        self.name = inner.name

    def describe(self):
        """As the scripted engine."""
        return self.inner.describe()

    def close(self):
        """Nothing is held."""

    def answer(self, conversations, *, should_stop=None):
        """The scripted answers, after what the pictures or the environment do to this process."""
        for conversation in conversations:
            ACTIONS[poison_of(conversation.image_key)]()
        answers = self.inner.answer(conversations, should_stop=should_stop)
        if conversations and conversations[0].phase is Phase.SUMMARY:
            answers = [signed(answer) for answer in answers]
            stand_still(should_stop)
        return answers


def signed(answer):
    """A summary with the number of this process behind its JSON."""
    from dataclasses import replace

    return replace(answer, text=f"{answer.text}\n{json.dumps(f'process {os.getpid()}')}")


def stand_still(should_stop) -> None:
    """Stop or wait, if the environment says so."""
    if os.environ.pop("STOP_AT_SUMMARY", ""):
        os.kill(os.getpid(), signal.SIGSTOP)
    gate, pause = os.environ.get("GATE", ""), threading.Event()
    while gate and not Path(gate).exists():
        should_stop()
        pause.wait(0.05)


def crash() -> None:
    """End this process as a fault of its device's driver would."""
    os.kill(os.getpid(), signal.SIGKILL)


def hang() -> None:
    """Never return."""
    threading.Event().wait()


def eat() -> None:
    """Take memory until there is none; as zeros that nobody writes, so that it is quick and passes for nothing else."""
    hoard = []
    while True:
        hoard.append(bytes(CHUNK))


ACTIONS = {"": lambda: None, "crash": crash, "hang": hang, "memory": eat}
