"""Splits conversations into batches that decode alike, smaller where they fail and larger again where they work."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inference.cfsa.conversation import Answer, AnswerRefused, Conversation, EngineError, OutOfMemory

Results = list[Answer | EngineError]
GROWS_AFTER = 4  # full batches in a row that worked


class BatchSize:
    """How many conversations decode together: half as many after each shortage, twice as many after a while."""

    def __init__(self, limit: int) -> None:
        self.limit = self.now = limit
        self._worked = 0

    def failed(self, size: int) -> None:
        """A batch of `size` did not fit."""
        self.now = max(1, size // 2)
        self._worked = 0

    def worked(self, size: int) -> None:
        """A batch of `size` did fit; only full ones tell something."""
        self._worked += size >= self.now
        if self._worked >= GROWS_AFTER and self.now < self.limit:
            self.now = min(self.limit, 2 * self.now)
            self._worked = 0


def answer_in_batches(
    conversations: Sequence[Conversation], answer_batch: Callable[[Sequence[Conversation]], Results], size: BatchSize
) -> Results:
    """Results in order; `size` is adapted to the memory there is.

    `answer_batch` raises OutOfMemory, whereupon the next batches are half as large, or AnswerRefused, whereupon this
    batch is taken apart until the conversation at fault is alone.
    """
    results: dict[int, Answer | EngineError] = {}
    waiting = [position for group in _alike(conversations) for position in group]
    while waiting:
        batch = _next_batch(conversations, waiting, size.now)
        try:
            answers = answer_batch([conversations[position] for position in batch])
            size.worked(len(batch))
        except OutOfMemory as error:
            size.failed(len(batch))
            if len(batch) > 1:
                continue
            answers = [OutOfMemory(f"This conversation is too large for the memory there is. {error}")]
        except AnswerRefused as error:
            answers = [error] if len(batch) == 1 else _one_by_one(conversations, batch, answer_batch)
        results.update(zip(batch, answers, strict=True))
        waiting = waiting[len(batch) :]
    return [results[position] for position in range(len(conversations))]


def _one_by_one(
    conversations: Sequence[Conversation],
    batch: Sequence[int],
    answer_batch: Callable[[Sequence[Conversation]], Results],
) -> Results:
    answers: Results = []
    for position in batch:
        try:
            answers += answer_batch([conversations[position]])
        except (AnswerRefused, OutOfMemory) as error:
            answers.append(error)
    return answers


def _kind(conversation: Conversation) -> tuple:
    """What has to be equal within a batch: how to decode, and whether there is a picture."""
    return (conversation.image is not None, conversation.parameters)


def _alike(conversations: Sequence[Conversation]) -> list[list[int]]:
    groups: dict[tuple, list[int]] = {}
    for position, conversation in enumerate(conversations):
        groups.setdefault(_kind(conversation), []).append(position)
    return list(groups.values())


def _next_batch(conversations: Sequence[Conversation], waiting: Sequence[int], size: int) -> list[int]:
    kind = _kind(conversations[waiting[0]])
    return [position for position in waiting[:size] if _kind(conversations[position]) == kind]
