"""Answers four questions in a process that may take little memory, then in one that may take more again.

Run as `python -m tests.inference.engines.short_of_memory FOLDER ROUNDS`; prints the answers and the batch sizes.
"""

import json
import resource
import sys
from pathlib import Path

from inference import engines
from inference.cfsa.conversation import Answer, Conversation, GenerationParameters, Message, Phase

ROOM = 400_000  # new tokens, for which a batch takes its memory at once: some 150 MB a conversation of the tiny model
LITTLE = 450 * 2**20  # bytes: enough for two conversations, not for four


def main(folder: str, rounds: int) -> None:
    """Print what came of the same four conversations under the limit, and of `rounds` times eight without it."""
    engine = engines.build("transformers", model=folder, options={"batch_size": 8})
    engine.answer([asking(GenerationParameters(96))])
    free = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (address_space() + LITTLE, free[1]))
    short = told(engine.answer([asking(GenerationParameters(ROOM))] * 4))
    size = engine.batches.now
    resource.setrlimit(resource.RLIMIT_AS, free)
    plenty = told(engine.answer([asking(GenerationParameters(96))] * 8 * rounds))
    print(json.dumps({"short": short, "size": size, "plenty": plenty, "size again": engine.batches.now}))


def asking(parameters: GenerationParameters) -> Conversation:
    """The question, with room for so many new tokens."""
    return Conversation((Message("user", "Why is the man angry?"),), None, parameters, Phase.READING, "reading")


def told(results: list) -> list[str]:
    """The texts, or what went wrong."""
    return sorted({result.text if isinstance(result, Answer) else repr(result) for result in results})


def address_space() -> int:
    """The bytes of address space that this process takes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
