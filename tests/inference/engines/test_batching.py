import pytest

from inference.cfsa.conversation import (
    Answer,
    AnswerRefused,
    Conversation,
    GenerationParameters,
    Message,
    OutOfMemory,
    Phase,
)
from inference.engines.batching import GROWS_AFTER, BatchSize, answer_in_batches


def asking(text, tokens=8):
    return Conversation((Message("user", text),), None, GenerationParameters(tokens), Phase.READING, "reading")


class Decoder:
    """Decodes batches of at most `fits`, refuses the text "bad", and remembers the batches it was given."""

    def __init__(self, fits=100):
        self.fits = fits
        self.batches = []

    def __call__(self, conversations):
        texts = [conversation.messages[0].text for conversation in conversations]
        self.batches.append(texts)
        if len(texts) > self.fits:
            raise OutOfMemory("Full.")
        if "bad" in texts:
            raise AnswerRefused("Bad.")
        return [Answer(text.upper(), 1, 1, 0.0) for text in texts]


def told(results):
    return [result.text if isinstance(result, Answer) else str(result) for result in results]


def answered(conversations, decoder, size):
    """The results as told, and the batch size in the end."""
    size = BatchSize(size)
    return told(answer_in_batches(conversations, decoder, size)), size.now


def test_batches_are_as_large_as_asked():
    decoder = Decoder()
    results, size = answered([asking(text) for text in "abcde"], decoder, 2)
    assert (results, size) == (["A", "B", "C", "D", "E"], 2)
    assert decoder.batches == [["a", "b"], ["c", "d"], ["e"]]


def test_batches_halve_when_memory_is_short():
    decoder = Decoder(fits=2)
    results, size = answered([asking(text) for text in "abcdefg"], decoder, 8)
    assert (results, size) == (list("ABCDEFG"), 2)
    assert [len(batch) for batch in decoder.batches] == [7, 3, 1, 1, 1, 1, 2, 1]


def test_batches_grow_back_after_some_that_worked():
    decoder = Decoder(fits=2)
    size = BatchSize(8)
    answer_in_batches([asking("a")] * 8, decoder, size)
    assert [len(batch) for batch in decoder.batches] == [8, 4, 2, 2, 2, 2]
    assert (GROWS_AFTER, size.now) == (4, 4)
    decoder.fits, decoder.batches = 100, []
    answer_in_batches([asking("a")] * 40, decoder, size)
    assert [len(batch) for batch in decoder.batches] == [4, 4, 4, 4, 8, 8, 8]
    assert size.now == 8


def test_a_batch_that_is_not_full_proves_nothing():
    size = BatchSize(8)
    size.failed(4)
    for _ in range(9):
        size.worked(1)
    assert size.now == 2


def test_a_conversation_that_does_not_fit_alone_fails():
    results, size = answered([asking("a"), asking("b")], Decoder(fits=0), 2)
    assert size == 1
    assert results == ["This conversation is too large for the memory there is. Full."] * 2


def test_a_refused_conversation_spoils_no_neighbour():
    results, _ = answered([asking("a"), asking("bad"), asking("c")], Decoder(), 8)
    assert results == ["A", "Bad.", "C"]


@pytest.mark.parametrize("size", [1, 2, 8])
def test_only_conversations_that_decode_alike_share_a_batch(size):
    decoder = Decoder()
    conversations = [asking("a", 8), asking("b", 9), asking("c", 8), asking("d", 9)]
    results, _ = answered(conversations, decoder, size)
    assert results == ["A", "B", "C", "D"]
    assert [text for batch in decoder.batches for text in batch] == ["a", "c", "b", "d"]
    assert all(batch in (["a", "c"], ["b", "d"], ["a"], ["b"], ["c"], ["d"]) for batch in decoder.batches)
