import pytest

from inference.cfsa.scenario import UnreadableQuestions, read_questions

BOTH = ["Who is there?", "What lies on the floor?"]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("1. Who is there?\n2. What lies on the floor?", BOTH),
        ("Here are my questions:\n1) Who is there?\n\n2) What lies on the floor?\n\nThat is all.", BOTH),
        ("- Who is there?\n- What lies on the floor?", BOTH),
        ("* **Who is there?**\n* What lies\n  on the floor?", BOTH),
        ("Who is there? What lies on the floor?", BOTH),
        ("I see a room.\nWho is there?\nWhat lies on the floor?", BOTH),
        ("<think>1. Hm?</think>1. Who is there?\n2. What lies on the floor?", BOTH),
        ("1. Who is there?\n2. Who is there?", ["Who is there?"]),
        ("1. Describe the light.", ["Describe the light."]),
        ("1. One?\n2. Two?\n3. Three?\n4. Four?", ["One?", "Two?", "Three?"]),
        ("", []),
        (" \n", []),
        ("NONE", []),
        ("None.", []),
    ],
)
def test_questions_are_read_from(text, questions):
    assert read_questions(text, 3) == questions


def test_an_unfinished_last_question_is_left_out():
    assert read_questions("1. Who is there?\n2. What lies on", 3, truncated=True) == ["Who is there?"]


@pytest.mark.parametrize("text", ["I have nothing to ask.", "?", f"1. {'very ' * 100}long?"])
def test_what_holds_no_question_is_refused(text):
    with pytest.raises(UnreadableQuestions, match="The answer holds no list of questions."):
        read_questions(text, 3)
