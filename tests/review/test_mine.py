"""One's own decisions: shown as they were shown, and any of them taken back until the sample is final."""

import uuid

import pytest

from annotation.models import Benchmark, Sample
from annotation.releasing.cutting import release
from annotation.states import SampleStatus
from review.models import Adjudication, PlantedTrigger, Review
from review.states import ReviewStatus
from tests.factories import make_draft, make_drafted_samples, make_image, make_sample
from tests.review.screen import Browser


def rows_of(browser, benchmark):
    """What her page shows."""
    return browser.client.get(f"/b/{benchmark.slug}/mine/").context["rows"]


def take_back(browser, benchmark, review):
    """Press Undo beside one of the reviews."""
    return browser.client.post(f"/b/{benchmark.slug}/mine/{review}/undo/")


def told(browser, benchmark):
    """What the page says why a submit stays, row by row."""
    return [str(row.why_not) for row in rows_of(browser, benchmark)]


def test_it_shows_what_was_shown_and_what_was_done_with_it(ana, benchmark):
    (sample,) = make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    first, second, third = (trigger["id"] for trigger in sheet["triggers"])
    edited = {"trigger": second, "action": "edit", "text": "A row.", "note": "milder"}
    rejected = {"trigger": third, "action": "reject", "reason": "too_generic"}
    added = {"trigger": None, "action": "add", "text": "Rain.", "reason": "common_sense"}
    working = {"rows": [edited, added, rejected], "flag": "odd", "rejected_rounds": [3]}
    ana.submit(sheet, working=working)

    (row,) = rows_of(ana, benchmark)

    assert [(one.shown, one.action, one.text, one.reason, one.note, one.rounds) for one in row.seen] == [
        ("Clenched fists.", "accept", "", "", "", (1,)),
        ("A heated argument.", "edit", "A row.", "", "milder", (2,)),
        ("A difficult situation.", "reject", "", "too_generic", "", (3,)),
    ]
    assert [(one.text, one.reason) for one in row.added] == [("Rain.", "common_sense")]
    assert (row.review.flag_reason, row.can_undo) == ("odd", True)
    assert [round.position for round in row.review.draft.rounds.all() if round.pk in row.rejected_rounds] == [3]


@pytest.mark.parametrize(
    ("answer", "text"),
    [({"action": "accept"}, ""), ({"action": "reject", "reason": "other", "note": "no"}, ""),
     ({"action": "edit", "text": "A barking dog."}, "A barking dog.")],
)  # fmt: skip
def test_a_planted_trigger_is_told_like_the_others(ana, benchmark, answer, text):
    Benchmark.objects.update(planted_share=1)
    make_draft(make_sample(benchmark), texts=["Clenched fists.", "A quarrel."])
    elsewhere = make_sample(benchmark, image=make_image(benchmark, path="sad.jpg"), emotion="sad")
    make_draft(elsewhere, texts=["A lost dog."])
    sheet = ana.take()
    # A drafted trigger is answered alike, so that the two lines should differ by their words alone.
    rows = [
        {"trigger": trigger["id"]} | answer | ({"text": f"{text} {number}"} if text else {})
        for number, trigger in enumerate(sheet["triggers"]) if trigger["text"] != "Clenched fists."
    ]  # fmt: skip
    ana.submit(sheet, rows)
    assert PlantedTrigger.objects.get().action == answer["action"]

    (row,) = rows_of(ana, benchmark)

    assert [one.shown for one in row.seen] == [trigger["text"] for trigger in sheet["triggers"]]
    assert row.added == []
    lines = {one.shown: (one.action, one.reason, one.note, one.factor) for one in row.seen}
    assert lines["A lost dog."] == lines["A quarrel."]
    assert all(one.text.startswith(text) and bool(one.text) == bool(text) for one in row.seen if one.action == "edit")


def test_a_draft_that_was_never_seen_stays_hidden(ana, benchmark):
    Benchmark.objects.update(blind_share=1)
    make_drafted_samples(benchmark, 1)
    ana.post(f"{ana.take()['id']}/skip/", reason="upsetting", note="a wound", besides=[])

    (row,) = rows_of(ana, benchmark)
    page = ana.client.get(f"/b/{benchmark.slug}/mine/").content.decode()

    assert (row.hidden, row.seen, row.skip_words) == (True, [], "I would rather not look at this · a wound")
    assert page.count("Clenched fists.") == 0


def test_any_submit_is_taken_back_not_only_the_last(ana, benchmark):
    first, second, third = make_drafted_samples(benchmark, 3)
    sheets = []
    for _ in range(3):
        sheets.append(ana.take())
        ana.submit(sheets[-1])

    answer = take_back(ana, benchmark, sheets[0]["id"])

    assert answer["Location"] == f"/b/{benchmark.slug}/review/?sample={first.pk}"
    again = ana.client.get(answer["Location"]).context["sheet"]
    assert (again["sample"]["id"], again["triggers"]) == (first.pk, sheets[0]["triggers"])
    statuses = dict(Sample.objects.values_list("pk", "status"))
    assert statuses == {
        first.pk: SampleStatus.DRAFTED, second.pk: SampleStatus.ACCEPTED, third.pk: SampleStatus.ACCEPTED
    }  # fmt: skip
    assert ana.submit(again).status_code == 200
    assert [row.review.status for row in rows_of(ana, benchmark)] == [
        ReviewStatus.SUBMITTED, ReviewStatus.SUBMITTED, ReviewStatus.SUBMITTED, ReviewStatus.WITHDRAWN
    ]  # fmt: skip
    assert [row.can_undo for row in rows_of(ana, benchmark)] == [True, True, True, False]


def test_a_submit_is_taken_back_once(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    ana.submit(sheet)

    answers = [take_back(ana, benchmark, sheet["id"])["Location"] for _ in range(2)]

    assert answers[1] == f"/b/{benchmark.slug}/mine/"
    assert Review.objects.count() == 2


def test_a_skip_is_taken_back_while_the_place_is_free(ana, benchmark):
    make_drafted_samples(benchmark, 2)
    skipped = ana.take()
    ana.post(f"{skipped['id']}/skip/", reason="unsure", besides=[])
    ana.submit(ana.take())

    assert take_back(ana, benchmark, skipped["id"]).status_code == 302

    assert Review.objects.get(pk=skipped["id"]).status == ReviewStatus.OPEN


def test_what_is_in_a_release_stays(ana, benchmark, admin):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    ana.submit(sheet)
    release(benchmark, "v1", "all", by=admin)

    sentence = "The label was released since, and releases never change."
    assert told(ana, benchmark) == [sentence]
    take_back(ana, benchmark, sheet["id"])
    assert Review.objects.get().status == ReviewStatus.SUBMITTED
    assert ana.post("undo/").json()["error"] == sentence


def test_what_an_adjudicator_has_stays(ana, benchmark, adjudicator, second_annotator, client_of):
    Benchmark.objects.update(overlap=2)
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    ana.submit(sheet)
    ben = Browser(client_of(second_annotator), benchmark)
    ben.submit(ben.take(), [{"trigger": None, "action": "add", "text": "Rain.", "reason": "common_sense"}])
    sample = Sample.objects.get()
    cora = client_of(adjudicator)
    root = f"/b/{benchmark.slug}/adjudication/"
    taken = cora.post(f"{root}next/", {}, content_type="application/json").json()["next"]

    assert (sample.status, Adjudication.objects.get().pk) == (SampleStatus.ADJUDICATION, taken["id"])
    assert told(ana, benchmark) == [
        "An adjudicator is at this sample now: tell them in a comment what you would change."
    ]
    cora.post(f"{root}{taken['id']}/pass/", {"reason": "unsure"}, content_type="application/json")
    assert told(ana, benchmark) == [""]


def test_nobody_takes_anothers_submit_back(ana, benchmark, second_annotator, client_of):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    ana.submit(sheet, client_id=str(uuid.uuid4()))
    ben = Browser(client_of(second_annotator), benchmark)

    assert take_back(ben, benchmark, sheet["id"]).status_code == 404
    assert rows_of(ben, benchmark) == []


def test_the_page_costs_the_same_for_one_row_and_three(ana, benchmark, django_assert_num_queries):
    make_drafted_samples(benchmark, 3)
    ana.submit(ana.take())
    rows_of(ana, benchmark)
    with django_assert_num_queries(11):
        rows_of(ana, benchmark)
    ana.submit(ana.take())
    ana.submit(ana.take())
    with django_assert_num_queries(11):
        rows_of(ana, benchmark)
