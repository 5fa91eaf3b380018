"""The semantic judge with the real encoder, and its assignment with vectors laid out by hand."""

import numpy as np
import pytest

from inference.judges.coherence import coherence
from inference.judges.encoders import Encoder, EncoderUnavailable, load_encoder
from inference.judges.semantic import f1, match


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


class Laid:
    """An encoder whose vectors a test lays out."""

    def __init__(self, vectors):
        self.vectors = {
            text: np.array(vector, dtype=float) / np.linalg.norm(vector) for text, vector in vectors.items()
        }

    def embed(self, texts):
        return np.array([self.vectors[text] for text in texts]).reshape(len(texts), -1)


class Counting:
    """A model of two dimensions that remembers what it encoded."""

    def __init__(self):
        self.encoded = []

    def encode(self, texts, **_options):
        self.encoded.append(list(texts))
        return np.array([[len(text), 1.0] for text in texts])


def test_texts_are_encoded_once_until_too_many_are_kept():
    model = Counting()
    encoder = Encoder(model, "counting", most=3)
    assert encoder.embed(["a", "bb", "a"]).tolist() == [[1, 1], [2, 1], [1, 1]]
    assert encoder.embed(["bb", "ccc"]).tolist() == [[2, 1], [3, 1]]
    assert encoder.embed(["ccc", "dddd"]).tolist() == [[3, 1], [4, 1]]
    assert encoder.embed(["a", "ccc"]).tolist() == [[1, 1], [3, 1]]
    assert model.encoded == [["a", "bb"], ["ccc"], ["dddd"], ["a"]]


TRIGGERS = ("Clenched fists.", "A heated argument with a colleague.", "Heavy rain outside the window.")


def test_the_same_words_are_found_and_the_rest_is_not(encoder):
    matched = match(TRIGGERS, "1. Clenched fists.\n2. A bowl of fresh fruit.", encoder)
    assert (matched.found, matched.total, matched.stated) == (1, 3, 2)
    assert [(pair.trigger, pair.statement, pair.found) for pair in matched.pairs] == [
        (0, "Clenched fists.", True),
        (1, matched.pairs[1].statement, False),
        (2, matched.pairs[2].statement, False),
        (None, "A bowl of fresh fruit.", False),
    ]
    assert matched.pairs[0].similarity == pytest.approx(1.0, abs=1e-5)


def test_a_paraphrase_is_found(encoder):
    matched = match(TRIGGERS, "He clenches his fists. It is raining heavily outside the window.", encoder)
    assert [pair.found for pair in matched.pairs] == [True, False, True]


def test_one_statement_names_one_trigger_only(encoder):
    matched = match(("Clenched fists.", "The fists are clenched."), "Clenched fists.", encoder)
    assert (matched.found, matched.stated) == (1, 1)
    assert [pair.found for pair in matched.pairs] == [True, False]


def test_the_pairing_is_the_best_one_as_a_whole():
    vectors = {"a": [1, 0, 0], "b": [0.9, 0.436, 0], "A.": [0.98, 0.199, 0], "B.": [0.7, 0, 0.714]}
    matched = match(("a", "b"), "A.\nB.", Laid(vectors), threshold=0.65)
    # Greedily “a” would take “A.” and leave “b” with nothing, since “B.” is like “a” alone.
    assert [(pair.trigger, pair.statement) for pair in matched.pairs if pair.found] == [(0, "B."), (1, "A.")]


def test_no_strong_pair_is_broken_for_weak_ones():
    vectors = {"a": [1, 0], "b": [0, 1], "A.": [1, 0.01], "B.": [0.6, -0.8]}
    matched = match(("a", "b"), "A.\nB.", Laid(vectors), threshold=0.6)
    assert [(pair.trigger, pair.statement) for pair in matched.pairs if pair.found] == [(0, "A.")]


def test_an_empty_answer_names_nothing(encoder):
    matched = match(TRIGGERS, "", encoder)
    assert (matched.found, matched.total, matched.stated) == (0, 3, 0)
    assert {(pair.statement, pair.similarity, pair.found) for pair in matched.pairs} == {("", None, False)}


def test_f1_is_the_harmonic_mean_of_recall_and_precision():
    recall, precision = 2 / 3, 2 / 5
    assert f1(2, 3, 5) == pytest.approx(2 * recall * precision / (recall + precision))
    assert f1(0, 3, 5) == 0.0


def test_coherence_is_the_mean_cosine_of_neighbours():
    encoder = Laid({"One.": [1, 0], "Two.": [1, 1], "Three.": [0, 1]})
    assert coherence("One. Two. Three.", encoder) == pytest.approx(2**-0.5)
    assert coherence("One.", encoder) is None
    assert coherence("", encoder) is None


def test_vectors_have_length_one_and_follow_the_order_of_the_texts(encoder):
    one, two, again = encoder.embed(["Rain.", "A cup.", "Rain."])
    assert np.linalg.norm(one) == pytest.approx(1.0, abs=1e-5)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, two)
    assert encoder.embed([]).shape == (0, 384)


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("/nowhere", "There is no folder /nowhere on the worker's machine."),
        ("nowhere", "nowhere is neither the whole path of a folder nor an id of the hub."),
        ("some/encoder", "Pin some/encoder: give the 40 digits of a commit as its revision."),
    ],
)
def test_an_encoder_that_cannot_be_had_says_why(model, sentence):
    with pytest.raises(EncoderUnavailable) as refusal:
        load_encoder(model)
    assert str(refusal.value) == sentence
