"""Rejecting a round of the draft: what rests on it has to be decided by itself, and it is kept who said so."""

import pytest

from review.models import RejectedRound, Review
from review.states import ReviewStatus
from tests.factories import make_draft, make_sample


@pytest.fixture
def drafted(benchmark):
    """Each of its three triggers rests on the round of the same position."""
    return make_draft(make_sample(benchmark), texts=["Clenched fists.", "A heated argument.", "A bad day."])


def work(drafted, rejected, **actions):
    """Rows for the drafted triggers by position, and the rejected rounds."""
    rows = [
        {"trigger": trigger.pk, **actions.get(f"row{trigger.position}", {})} for trigger in drafted.label.triggers.all()
    ]
    return {"rows": rows, "flag": "", "rejected_rounds": rejected}


def test_a_trigger_on_a_rejected_round_is_not_accepted_with_the_rest(ana, drafted):
    answer = ana.submit(ana.take(), working=work(drafted, [2]))
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "Row 2 has no decision yet: accept, edit or reject it, or accept the rest.",
    )
    assert not RejectedRound.objects.exists()
    assert Review.objects.get().status == ReviewStatus.OPEN


def test_a_trigger_on_a_rejected_round_that_has_no_row_is_not_accepted_either(ana, drafted):
    answer = ana.submit(ana.take(), working={"rows": [], "rejected_rounds": [3]})
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "“A bad day.” has no decision yet: accept, edit or reject it, or accept the rest.",
    )


def test_once_each_of_them_is_decided_the_review_keeps_which_rounds_it_rejects(ana, drafted):
    sheet = ana.take()
    working = work(drafted, [2, 1], row1={"action": "accept"}, row2={"action": "reject", "reason": "hallucinated"})
    assert ana.submit(sheet, working=working).status_code == 200
    review = Review.objects.get(pk=sheet["id"])
    kept = review.rejected_rounds.order_by("round__position").values_list("round__position", flat=True)
    assert list(kept) == [1, 2]
    decided = review.decisions.order_by("trigger__position").values_list("action", "trigger__position")
    assert list(decided) == [("accept", 1), ("reject", 2), ("accept", 3)]


def test_what_was_taken_back_comes_with_its_rejected_rounds(ana, drafted):
    ana.submit(ana.take(), working=work(drafted, [3], row3={"action": "accept"}))
    assert ana.post("undo/").json()["reopened"]["working"]["rejected_rounds"] == [3]


@pytest.mark.parametrize("given", ["2", [0], [True], [1.5], ["2"], [9], [1] * 201, {"2": 1}], ids=str)
def test_anything_but_positions_of_the_draft_is_refused(ana, drafted, given):
    rows = {f"row{position}": {"action": "accept"} for position in (1, 2, 3)}
    answer = ana.submit(ana.take(), working=work(drafted, given, **rows))
    assert answer.status_code == 400
    assert "round" in answer.json()["error"]
    assert Review.objects.get().status == ReviewStatus.OPEN


def test_the_sample_page_tells_who_rejected_which_answer(ana, drafted, client_of, admin, benchmark):
    ana.submit(ana.take(), working=work(drafted, [1], row1={"action": "accept"}))
    page = client_of(admin).get(f"/b/{benchmark.slug}/samples/{drafted.sample_id}/").content.decode()
    assert page.count("Rejected by ana") == 2  # under its trigger, and among all rounds
