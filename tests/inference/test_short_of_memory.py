"""Predictions and verdicts for which memory is short: set aside as drafts are."""

from pathlib import Path

import pytest

from inference.cfsa import prompts
from inference.cfsa.conversation import GenerationParameters, ImageReference, OutOfMemory
from inference.cfsa.outcome import DraftItem, PerspectiveQuestion
from inference.cfsa.waves import Waves
from inference.evaluations import words
from inference.evaluations.predicting import Asking, predict, predict_by_cfsa
from inference.judges import llm
from tests.inference.recording import RecordingEngine

SHORT = RecordingEngine(lambda conversation: OutOfMemory("Too large."))
ITEM = DraftItem(ImageReference("a.jpg", Path("a.jpg")), (PerspectiveQuestion("one", "Why?", "angry"),))


def by_cfsa():
    return predict_by_cfsa([ITEM], SHORT, prompts.load("paper-1"), persona="none", parameters=GenerationParameters())


def in_setting(setting):
    asking = Asking(SHORT, words.load(), "none", GenerationParameters(), Waves(4))
    return lambda: predict([ITEM], asking, setting)


def by_judge():
    return llm.judge([llm.Case("one", ("Tight jaw.",), "A tight jaw.")], SHORT, llm.words())


@pytest.mark.parametrize("asked", [by_cfsa, in_setting("question"), in_setting("caption"), by_judge])
def test_what_finds_too_little_memory_says_so(asked):
    outcome = asked()["one"]
    assert (outcome.error[-10:], outcome.transient, outcome.short_of_memory) == ("Too large.", True, True)
