"""Splits conversations into batches that decode alike, and makes them smaller where they fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inference.cfsa.conversation import Answer, AnswerRefused, Conversation, EngineError, OutOfMemory

Results = list[Answer | EngineError]


def answer_in_batches(
    conversations: Sequence[Conversation], answer_batch: Callable[[Sequence[Conversation]], Results], size: int
) -> tuple[Results, int]:
    """Results in order, and the batch size that memory allowed, at most `size`.

    `answer_batch` raises OutOfMemory, whereupon all further batches are half as large, or AnswerRefused,
    whereupon this batch is taken apart until the conversation at fault is alone.
    """
    results: dict[int, Answer | EngineError] = {}
    waiting = [position for group in _alike(conversations) for position in group]
    while waiting:
        batch = _next_batch(conversations, waiting, size)
        try:
            answers = answer_batch([conversations[position] for position in batch])
        except OutOfMemory as error:
            if len(batch) > 1:
                size = len(batch) // 2
                continue
            answers = [OutOfMemory(f"This conversation is too large for the memory there is. {error}")]
        except AnswerRefused as error:
            answers = [error] if len(batch) == 1 else _one_by_one(conversations, batch, answer_batch)
        results.update(zip(batch, answers, strict=True))
        waiting = waiting[len(batch) :]
    return [results[position] for position in range(len(conversations))], size


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
