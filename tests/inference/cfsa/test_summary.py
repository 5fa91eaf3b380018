import json

import jsonschema
import pytest

from inference.cfsa.summary import MOST_TRIGGERS, UnreadableSummary, read_summary, summary_schema

KNOWN = (2, 3, 4, 5, 6, 8)
ONE = {"text": "Tight jaw.", "factor": "physical", "explicit": True, "category": "Facial Expressions", "rounds": [2, 5]}


def summary_of(*entries):
    return json.dumps({"triggers": list(entries)})


def read(text, **more):
    return [(each.text, each.rounds) for each in read_summary(text, KNOWN, **more)]


def test_json_gives_whole_triggers():
    (trigger,) = read_summary(summary_of(ONE), KNOWN)
    assert trigger.text == "Tight jaw."
    assert (trigger.factor, trigger.explicit, trigger.category) == ("physical", True, "Facial Expressions")
    assert trigger.rounds == (2, 5)


@pytest.mark.parametrize(
    "text",
    [
        summary_of(ONE),
        json.dumps([ONE]),
        json.dumps({"triggers": [ONE]}, indent=2),
        f"```json\n{summary_of(ONE)}\n```",
        f"```\n{summary_of(ONE)}\n```",
        f"Here are the triggers:\n```json\n{summary_of(ONE)}\n```\nI hope this helps!",
        f"Here you are: {summary_of(ONE)} That is all.",
        f"<think>1. No, [2] is better.</think>{summary_of(ONE)}",
        "1. Tight jaw. (rounds 2, 5)",
        "1) Tight jaw. (Rounds: 2 and 5)",
        "- Tight jaw. [rounds 2, 5]",
        "* **Tight jaw.** — rounds 2 & 5",
        "• Tight jaw. Rounds: [2, 5].",
        "Triggers:\n\n1. Tight jaw. [2], [5]\n\nThese are all.",
        "1. Tight jaw. [2][5]",
        "1. Tight\n   jaw. [2, 5]",
    ],
)
def test_the_same_trigger_in_many_coats(text):
    assert read(text) == [("Tight jaw.", (2, 5))]


@pytest.mark.parametrize(
    ("named", "rounds"),
    [
        ("(rounds 2-4)", (2, 3, 4)),
        ("(rounds 2–4, 6)", (2, 3, 4, 6)),
        ("(rounds 2 to 4, and 8)", (2, 3, 4, 8)),
        ("(round 8)", (8,)),
        ("(rounds 2, 99)", (2,)),
        ("(rounds 5, 2, 5)", (2, 5)),
    ],
)
def test_lists_and_ranges_of_rounds(named, rounds):
    assert read(f"1. Tight jaw. {named}") == [("Tight jaw.", rounds)]


@pytest.mark.parametrize(
    ("rounds", "read_as"),
    [([2], (2,)), (["2", "5"], (2, 5)), (["[2-4]"], (2, 3, 4)), ([2, 7, 99], (2,)), ([2, None, True, 5.5], (2,))],
)
def test_rounds_in_json(rounds, read_as):
    assert read(summary_of({**ONE, "rounds": rounds})) == [("Tight jaw.", read_as)]


def test_several_items_keep_their_order():
    text = "1. Tight jaw. (round 5)\n2. Broken cup. (round 2)\n\n3. A crowd of 20 people (round 3)"
    assert read(text) == [("Tight jaw.", (5,)), ("Broken cup.", (2,)), ("A crowd of 20 people", (3,))]


@pytest.mark.parametrize(
    ("field", "value", "read_as"),
    [
        ("factor", " Physical ", "physical"),
        ("factor", "weather", ""),
        ("factor", None, ""),
        ("factor", 3, ""),
        ("category", "facial expressions", "Facial Expressions"),
        ("category", "Faces", ""),
        ("category", ["Objects"], ""),
        ("explicit", False, False),
        ("explicit", "yes", None),
        ("explicit", None, None),
    ],
)
def test_what_is_not_known_is_left_empty(field, value, read_as):
    (trigger,) = read_summary(summary_of({**ONE, field: value}), KNOWN)
    assert getattr(trigger, field) == read_as


def test_missing_factor_explicit_and_category_are_left_empty():
    (trigger,) = read_summary(summary_of({"text": "Tight jaw.", "rounds": [5]}), KNOWN)
    assert (trigger.factor, trigger.explicit, trigger.category) == ("", None, "")


def test_categories_are_those_of_the_benchmark():
    (trigger,) = read_summary(summary_of({**ONE, "category": "weather"}), KNOWN, ["Weather"])
    assert trigger.category == "Weather"


def test_triggers_lose_what_no_database_can_hold():
    assert read('{"triggers": [{"text": "Tight\\u0000 \\ud800jaw.", "rounds": [5]}]}') == [("Tight ?jaw.", (5,))]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "The answer holds no triggers."),
        ("The man looks angry.", "The answer holds no triggers."),
        (summary_of(), "The answer holds no triggers."),
        ('{"reasons": []}', "The JSON has no list “triggers”."),
        ('{"triggers": "none"}', "The JSON has no list “triggers”."),
        (summary_of(ONE)[:-9], "The answer is broken JSON"),
        ('{"triggers": [{"text": "Tight jaw.", "rounds": [2', "The answer is broken JSON"),
        ('[{"a":' * 100_000, "The answer is broken JSON"),
        (summary_of("Tight jaw."), "Trigger 1 is not an object."),
        (summary_of(ONE, {**ONE, "text": " "}), "Trigger 2 has no text."),
        (summary_of({**ONE, "text": 5}), "Trigger 1 has no text."),
        (summary_of({**ONE, "text": "a" * 1001}), "Trigger 1 is longer than 1000 characters."),
        (summary_of({**ONE, "rounds": []}), "Trigger 1 names no round that supports it."),
        (summary_of({"text": "Tight jaw."}), "Trigger 1 names no round that supports it."),
        (summary_of({**ONE, "rounds": "all"}), "Trigger 1 names no round that supports it."),
        (summary_of({**ONE, "rounds": [7, 99]}), "Trigger 1 rests on rounds that cannot support it (7, 99)."),
        ("1. Tight jaw. (rounds 2, 5)\n2. Broken cup.", "Trigger 2 names no round that supports it."),
        ("1. The boxer lost in round 3", "Trigger 1 names no round that supports it."),
        ("1. Two people (2)", "Trigger 1 names no round that supports it."),
        ("1. Tight jaw. (round 1)", "Trigger 1 rests on rounds that cannot support it (1)."),
        ("1. (round 2)", "Trigger 1 has no text."),
        (summary_of(*[ONE] * 41), f"The answer holds 41 triggers; at most {MOST_TRIGGERS} are read."),
    ],
)
def test_what_cannot_be_read_is_refused(text, why):
    with pytest.raises(UnreadableSummary) as refused:
        read_summary(text, KNOWN)
    assert str(refused.value)[: len(why)] == why


def test_a_cut_off_answer_is_refused_even_when_its_start_can_be_read():
    with pytest.raises(UnreadableSummary, match="The answer was cut off; allow more new tokens."):
        read_summary("1. Tight jaw. (rounds 2, 5)\n2. Broken", KNOWN, truncated=True)


def test_the_schema_admits_a_good_summary_and_no_other():
    validator = jsonschema.Draft202012Validator(summary_schema(KNOWN))
    assert validator.is_valid({"triggers": [ONE]})
    for wrong in ({"rounds": [7]}, {"factor": "weather"}, {"category": ""}, {"more": 1}):
        assert not validator.is_valid({"triggers": [{**ONE, **wrong}]})
