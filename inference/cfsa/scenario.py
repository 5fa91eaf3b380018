"""Reads the questions that the model asks of itself about a scene."""

from __future__ import annotations

import re

from .listing import LONGEST, read_items, without_thoughts

# What is longer is no question but a story.
LONGEST_QUESTION = 400
SENTENCE = re.compile(r"[^.?!\n]+\?")


class UnreadableQuestions(ValueError):
    """A text in which no question can be found; nothing is guessed."""


def read_questions(text: str, limit: int, *, truncated: bool = False) -> list[str]:
    """At most `limit` questions: list items, else sentences that ask; raises UnreadableQuestions.

    Nothing, or the word NONE, means that no question is left open.
    """
    text = without_thoughts(text)
    if not text or text.strip(" .").casefold() == "none":
        return []
    questions = read_items(text)
    if truncated and questions and not questions[-1].endswith("?"):
        questions.pop()
    if not questions:
        questions = [" ".join(found.split()) for found in SENTENCE.findall(text[: 10 * LONGEST])]
    questions = [question for question in questions if len(question) <= LONGEST_QUESTION]
    if not questions:
        raise UnreadableQuestions("The answer holds no list of questions.")
    return list(dict.fromkeys(questions))[:limit]
