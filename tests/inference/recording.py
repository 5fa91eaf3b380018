"""A small engine that answers by a function and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from inference.cfsa.conversation import Answer, Conversation, EngineError, Phase
from tests.inference.engines.chat_server import completion

SUMMARY = '{"triggers": [{"text": "Tight jaw.", "factor": "physical", "explicit": true, "rounds": [5]}]}'
WORDS = {
    Phase.ENRICH: "Say in detail why.",
    Phase.READING: "A man frowns.",
    Phase.SCENARIO_QUESTIONS: "1. Who else is there?\n2. What lies on the floor?",
    Phase.SUMMARY: SUMMARY,
}


def usual(conversation: Conversation) -> str | EngineError:
    """A readable answer to any round."""
    return WORDS.get(conversation.phase, f"About {conversation.subject}.")


def words_of(body: dict[str, Any]) -> dict[str, Any]:
    """What a server says to any round so that it can be read: a summary of its own, else a list of one question."""
    summary = "List the triggers" in str(body["messages"][0]["content"])
    return completion(SUMMARY.replace("5", "2") if summary else "1. What colour is the room?")


class RecordingEngine:
    """Answers by `words`; `waves` holds the batches in the order in which they came."""

    name = "recording"

    def __init__(self, words: Callable[[Conversation], str | EngineError] = usual) -> None:
        self.words = words
        self.waves: list[list[Conversation]] = []

    def describe(self) -> dict[str, Any]:
        """A recipe part without content."""
        return {"engine": self.name, "model": "", "revision": "", "packages": {}}

    def answer(self, conversations: Sequence[Conversation], *, should_stop=None) -> list[Answer | EngineError]:
        """One answer each; three tokens read, two written."""
        self.waves.append(list(conversations))
        said = [self.words(conversation) for conversation in conversations]
        return [each if isinstance(each, EngineError) else Answer(each, 3, 2, 0.5) for each in said]

    def close(self) -> None:
        """Nothing is held."""
