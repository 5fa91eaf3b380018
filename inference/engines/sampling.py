"""Draws tokens so that a seed repeats an answer whatever is answered beside it, and leaves off when asked to."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence

import torch
from transformers import LogitsProcessor, StoppingCriteria, TemperatureLogitsWarper, TopPLogitsWarper

from inference.cfsa.conversation import Cancelled, Conversation, GenerationParameters

ASKED_EVERY = 0.5  # seconds: whoever cancels waits no longer than this and one step


class SeededSampling(LogitsProcessor):
    """Sampling for greedy decoding: the largest of scores + Gumbel noise is a draw from their softmax.

    Each row has a generator of its own, seeded with the recipe's seed and the conversation, so that neither the
    neighbours in a batch nor its size change what is drawn.
    """

    supports_continuous_batching = False

    def __init__(self, conversations: Sequence[Conversation], device: torch.device) -> None:
        parameters = conversations[0].parameters
        self.warpers: list[LogitsProcessor] = [TemperatureLogitsWarper(float(parameters.temperature))]
        if parameters.top_p < 1:
            self.warpers.append(TopPLogitsWarper(parameters.top_p))
        self.generators = [_generator(conversation, device) for conversation in conversations]

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """Scores of shape (batch, vocabulary) whose largest is the token drawn."""
        for warper in self.warpers:
            scores = warper(input_ids, scores)
        noise = torch.empty_like(scores, dtype=torch.float32)
        for row, generator in zip(noise, self.generators, strict=True):
            row.exponential_(generator=generator)
        return scores.float() - noise.clamp_min(torch.finfo(torch.float32).tiny).log()


def _generator(conversation: Conversation, device: torch.device) -> torch.Generator:
    shown = conversation.image.key if conversation.image else ""
    words = repr((conversation.parameters.seed, shown, [(each.role, each.text) for each in conversation.messages]))
    digest = hashlib.sha256(words.encode()).digest()
    return torch.Generator(device=device).manual_seed(int.from_bytes(digest[:8], "big") >> 1)


def sampling_processors(conversations: Sequence[Conversation], device: torch.device) -> list[LogitsProcessor]:
    """What decoding needs beside the model's own settings: nothing at temperature 0."""
    if conversations[0].parameters.temperature > 0:
        return [SeededSampling(conversations, device)]
    return []


def greedy_settings(parameters: GenerationParameters) -> dict:
    """The settings of `generate` for both ways: a draw is greedy over scores that were made random."""
    return {
        "do_sample": False,
        "temperature": None,
        "top_p": None,
        "top_k": None,
        "max_new_tokens": parameters.max_new_tokens,
    }


class LeaveOff(StoppingCriteria):
    """Ends a generation once the caller wants to stop; `check` turns that into Cancelled."""

    def __init__(self, should_stop: Callable[[], bool] | None) -> None:
        self.should_stop = should_stop
        self.asked_at = -ASKED_EVERY
        self.stopped = False

    def __call__(self, input_ids: torch.LongTensor, scores: object, **kwargs: object) -> torch.BoolTensor:
        """True for every row once the caller said so."""
        self._ask()
        return torch.full((input_ids.shape[0],), self.stopped, dtype=torch.bool, device=input_ids.device)

    def check(self) -> None:
        """Raise Cancelled where the caller wants to stop."""
        self._ask()
        if self.stopped:
            raise Cancelled

    def _ask(self) -> None:
        now = time.monotonic()
        if self.should_stop is None or self.stopped or now - self.asked_at < ASKED_EVERY:
            return
        self.asked_at = now
        self.stopped = self.should_stop()
