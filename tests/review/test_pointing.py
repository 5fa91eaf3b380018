"""Evidence pointers: where in the picture a trigger is seen, from the screen to the release."""

import json

import pytest

from annotation.models import Label, ReleaseSplit
from annotation.releasing.cutting import release
from review.exporting import export_files
from review.models import Review
from review.states import ReviewStatus
from tests.factories import make_drafted_samples

OUTSIDE = "Row 1 does not point at a place in the picture."


def rows_of(sheet, **first):
    """A row a drafted trigger, all accepted; the first one with these values."""
    rows = [{"trigger": trigger["id"], "action": "accept"} for trigger in sheet["triggers"]]
    rows[0] |= first
    return rows


def submitted_triggers(answer):
    fields = ("text", "explicit", "evidence")
    return list(Label.objects.get(pk=answer.json()["submitted"]["label"]).triggers.values_list(*fields))


def test_what_was_pointed_at_is_kept_and_released(ana, benchmark, admin):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    rows = rows_of(sheet, evidence=[0.25, 0.123456, 0.5, 0.2])
    rows[1] |= {"evidence": [0.9, 1, 0, 0], "explicit": True}
    rows[2] |= {"explicit": False}

    answer = ana.submit(sheet, rows)

    assert submitted_triggers(answer) == [
        ("Clenched fists.", True, [0.25, 0.1235, 0.5, 0.2]),
        ("A heated argument.", True, [0.9, 1.0, 0.0, 0.0]),
        ("A difficult situation.", False, None),
    ]
    cut = release(benchmark, "v1", ReleaseSplit.ALL, by=admin)
    (lines,) = [b"".join(file.pieces()) for file in export_files(cut, "jsonl")]
    triggers = json.loads(lines)["triggers"]
    assert [(one["explicit"], one["evidence"]) for one in triggers] == [
        (True, [0.25, 0.1235, 0.5, 0.2]),
        (True, [0.9, 1.0, 0.0, 0.0]),
        (False, None),
    ]


def test_a_box_that_reaches_over_the_edge_ends_at_it(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()

    answer = ana.submit(sheet, rows_of(sheet, evidence=[0.75, 0.5, 0.3, 1]))

    assert submitted_triggers(answer)[0] == ("Clenched fists.", True, [0.75, 0.5, 0.25, 0.5])


def test_a_rejected_trigger_needs_no_place(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()

    answer = ana.submit(sheet, rows_of(sheet, action="reject", reason="other", evidence=[0.1, 0.1, 0, 0]))

    assert submitted_triggers(answer) == [("A heated argument.", None, None), ("A difficult situation.", None, None)]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"evidence": [0.1, 0.2, 0.3]}, OUTSIDE),
        ({"evidence": [0.1, 0.2, 0.3, "0.4"]}, OUTSIDE),
        ({"evidence": [-0.1, 0.2, 0.3, 0.4]}, OUTSIDE),
        ({"evidence": [0.1, 0.2, 0.3, 1.4]}, OUTSIDE),
        ({"evidence": [True, 0.2, 0.3, 0.4]}, OUTSIDE),
        ({"evidence": {"x": 0.1}}, OUTSIDE),
        (
            {"evidence": [0.1, 0.2, 0, 0], "explicit": False},
            "Row 1 points at the picture and is said not to be visible: choose one of the two.",
        ),
    ],
)
def test_what_is_no_place_is_refused_with_the_remedy(ana, benchmark, values, sentence):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()

    answer = ana.submit(sheet, rows_of(sheet, **values))

    assert (answer.status_code, answer.json()) == (400, {"error": sentence, "code": "refused", "row": 1})
    assert Review.objects.get().status == ReviewStatus.OPEN
