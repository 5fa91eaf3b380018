import pytest

from annotation.states import SampleStatus
from review.decisions import Decided, Drafted, decide, label_text, standing
from review.refusals import Refusal

FISTS = Drafted(1, "Clenched fists.", "physical", True, "Body Movements")
QUARREL = Drafted(2, "A heated argument.")
RAIN = Drafted(3, "Rain.")
CATEGORIES = ["Objects", "Clothing"]


def row(trigger=None, action="", **fields):
    return {"trigger": trigger, "action": action, **fields}


def refusal_of(rows, drafted=(FISTS, QUARREL), **options):
    with pytest.raises(Refusal) as caught:
        decide(rows, drafted, categories=CATEGORIES, **options)
    return caught.value.row, str(caught.value.sentence)


def test_each_action_becomes_a_decision_in_the_order_of_the_rows():
    rows = [
        row(2, "edit", text="  A quarrel\n in the street. "),
        row(3, "reject", reason="hallucinated", note="it is dry"),
        row(None, "add", text="A torn letter.", reason="seen_but_missed", factor="object", category="Objects"),
        row(1, "accept", text="whatever the browser says"),
    ]

    assert decide(rows, [FISTS, QUARREL, RAIN], categories=CATEGORIES) == [
        Decided("edit", 2, position=1, text="A quarrel in the street."),
        Decided("reject", 3, reason="hallucinated", note="it is dry"),
        Decided(
            "add",
            None,
            reason="seen_but_missed",
            position=2,
            text="A torn letter.",
            factor="object",
            category="Objects",
        ),
        Decided(
            "accept", 1, position=3, text="Clenched fists.", factor="physical", explicit=True, category="Body Movements"
        ),
    ]


def test_the_label_is_written_as_the_official_files_write_it():
    decided = decide([row(2, "reject", reason="other")], [FISTS, QUARREL, RAIN], categories=[], accept_rest=True)

    assert label_text(decided) == "1. Clenched fists.\n2. Rain."


def test_the_rest_is_accepted_when_asked_for():
    decided = decide([row(2), row(1, "edit", text="Fists.")], [FISTS, QUARREL, RAIN], categories=[], accept_rest=True)

    assert [(one.action, one.drafted, one.position) for one in decided] == [
        ("accept", 2, 1),
        ("edit", 1, 2),
        ("accept", 3, 3),
    ]


def test_an_edit_that_changes_nothing_is_an_acceptance():
    decided = decide([row(2, "edit", text="A heated  argument. ")], [QUARREL], categories=[])

    assert [one.action for one in decided] == ["accept"]


def test_a_kind_that_was_chosen_replaces_the_drafted_one():
    chosen = row(1, "accept", factor="social", category="Clothing", explicit=False)

    (decided,) = decide([chosen], [FISTS], categories=CATEGORIES)

    assert (decided.factor, decided.category, decided.explicit) == ("social", "Clothing", False)


@pytest.mark.parametrize(
    ("rows", "line", "sentence"),
    [
        ("rows", None, "The rows did not arrive as a list. Reload the page: what you wrote is kept."),
        (["row"], None, "The rows did not arrive as a list. Reload the page: what you wrote is kept."),
        (
            [row(1, "accept")],
            None,
            "“A heated argument.” has no decision yet: accept, edit or reject it, or accept the rest.",
        ),
        ([row(1, "accept"), row(2)], 2, "Row 2 has no decision yet: accept, edit or reject it, or accept the rest."),
        (
            [row(1, "accept"), row(2, "add")],
            2,
            "Row 2 has no decision yet: accept, edit or reject it, or accept the rest.",
        ),
        (
            [row(1, "accept"), row(2, "accept"), row(1, "accept")],
            3,
            "Row 3 is not about a trigger of this draft, or repeats one.",
        ),
        (
            [row(1, "accept"), row(2, "accept"), row(9, "accept")],
            3,
            "Row 3 is not about a trigger of this draft, or repeats one.",
        ),
        (
            [row(1, "accept"), row(2, "accept"), row(True, "accept")],
            3,
            "Row 3 is not about a trigger of this draft, or repeats one.",
        ),
        ([row(1, "accept"), row(2, "edit", text=" \n ")], 2, "Row 2 is empty: write its text, or reject it."),
        ([row(1, "accept"), row(2, "edit", text="\u200b\u200d")], 2, "Row 2 is empty: write its text, or reject it."),
        ([row(1, "accept"), row(2, "edit", text=["x"])], 2, "Row 2: “text” is not a text."),
        ([row(1, "accept"), row(2, "edit", text="x" * 1001)], 2, "Row 2 is 1001 characters long: keep it under 1000."),
        ([row(1, "accept"), row(2, "reject")], 2, "Row 2: say why it is rejected: choose one of the reasons."),
        (
            [row(1, "accept"), row(2, "reject", reason="common_sense")],
            2,
            "Row 2: say why it is rejected: choose one of the reasons.",
        ),
        (
            [row(1, "accept"), row(2, "accept"), row(None, "add", text="x", reason="hallucinated")],
            3,
            "Row 3: say why it was added: common sense, or seen but missed.",
        ),
        ([row(1, "accept", factor="weather"), row(2, "accept")], 1, "Row 1: choose a factor from the list, or none."),
        ([row(1, "accept", factor=[]), row(2, "accept")], 1, "Row 1: choose a factor from the list, or none."),
        (
            [row(1, "accept", category="Weather"), row(2, "accept")],
            1,
            "Row 1: choose a category from the list, or none.",
        ),
        ([row(1, "accept", category={}), row(2, "accept")], 1, "Row 1: choose a category from the list, or none."),
        ([row(1, "accept", explicit=1), row(2, "accept")], 1, "Row 1 is explicit, implicit, or neither."),
        ([row(1, "accept", explicit="yes"), row(2, "accept")], 1, "Row 1 is explicit, implicit, or neither."),
        (
            [row(1, "accept"), row(2, "edit", text="clenched fists")],
            2,
            "Rows 1 and 2 say the same: reject one as a duplicate.",
        ),
        (
            [row(1, "reject", reason="other"), row(2, "reject", reason="other")],
            None,
            "The label would be empty: keep or add at least one trigger, or skip the sample.",
        ),
        ([row(1, "accept")] * 61, None, "61 rows are too many: keep at most 60."),
    ],
)
def test_a_refusal_names_the_row_and_the_remedy(rows, line, sentence):
    assert refusal_of(rows) == (line, sentence)


@pytest.mark.parametrize(
    ("overlap", "labels", "flagged", "expected"),
    [
        (1, [("a",)], False, SampleStatus.ACCEPTED),
        (1, [("a",)], True, SampleStatus.ADJUDICATION),
        (1, [], False, SampleStatus.DRAFTED),
        (2, [], False, SampleStatus.DRAFTED),
        (2, [("a",)], False, SampleStatus.IN_REVIEW),
        (2, [("a",)], True, SampleStatus.ADJUDICATION),
        (2, [("a", "b"), ("a", "b")], False, SampleStatus.ACCEPTED),
        (2, [("a", "b"), ("b", "a")], False, SampleStatus.ACCEPTED),
        (2, [("a", "b"), ("a", "c")], False, SampleStatus.ADJUDICATION),
        (3, [("a",), ("a",)], False, SampleStatus.IN_REVIEW),
        (3, [("a",), ("a",), ("b",)], False, SampleStatus.ADJUDICATION),
    ],
)
def test_where_a_sample_stands_after_its_labels(overlap, labels, flagged, expected):
    assert standing(overlap=overlap, labels=labels, flagged=flagged) == expected
