"""Settling what reviewers disagree on, over HTTP and the real database."""

import threading
import uuid

import pytest
from django.db import connection

from annotation.models import Event, Job, JobKind, Label, Origin
from annotation.releasing.cutting import release
from annotation.states import SampleStatus
from review.adjudicating import Settlement, submit
from review.adjudication_keys import settling_bindings, settling_hints
from review.adjudication_queue import claim
from review.laying_out import layout
from review.models import Adjudication, Choice
from tests.factories import make_drafted_samples
from tests.review.adjudicators import EDITED, FISTS, MATCH, RAIN, dropped, kept, make_disputed, settled_rows
from tests.review.screen import Browser

pytestmark = pytest.mark.usefixtures("reviewed_twice")


def test_the_sheet_shows_who_said_what_without_saying_who_they_are(cora, disputed):
    sheet = cora.take()
    by_text = {trigger["text"]: trigger for trigger in sheet["triggers"]}
    ana, ben = by_text[FISTS]["reviewer"], by_text[EDITED]["reviewer"]
    assert {ana, ben} == {0, 1}
    assert [reviewer["name"] for reviewer in sheet["reviewers"]] == ["A", "B"]
    assert (by_text[EDITED]["action"], by_text[EDITED]["draft"]) == ("edit", FISTS)
    assert by_text[MATCH]["action"] == "add"
    [rejection] = sheet["rejections"]
    assert (rejection["reviewer"], rejection["text"]) == (ben, RAIN)
    assert rejection["reason"] == "hallucinated: not in the picture"
    assert [sorted(group["sources"]) for group in sheet["groups"] if group["is_agreed"]] == [
        sorted([by_text[FISTS]["id"], by_text[EDITED]["id"]])
    ]
    assert not sheet["is_compared"]
    assert "ana" not in str(sheet)
    assert "ben" not in str(sheet)


def test_a_submit_writes_choices_sources_and_label_and_accepts_the_sample(cora, disputed, adjudicator):
    sheet = cora.take()
    answer = cora.submit(sheet, settled_rows(sheet))
    assert answer.status_code == 200
    disputed.refresh_from_db()
    label = disputed.final_label
    assert (disputed.status, label.origin, label.created_by) == (
        SampleStatus.ACCEPTED,
        Origin.ADJUDICATED,
        adjudicator,
    )
    assert label.text == f"1. {EDITED}\n2. {MATCH}\n3. Great heat."
    assert list(label.triggers.values_list("text", "factor", "derived_from__text")) == [
        (EDITED, "", EDITED),
        (MATCH, "", MATCH),
        ("Great heat.", "environment", None),
    ]
    told = [
        (choice.action, choice.reason, sorted(source.trigger.text for source in choice.sources.all()))
        for choice in Choice.objects.order_by("id")
    ]
    assert told == [
        ("merge", "", [FISTS, EDITED]),
        ("drop", "hallucinated", [RAIN]),
        ("keep", "", [MATCH]),
        ("add", "seen_but_missed", []),
    ]
    event = Event.objects.get(verb="adjudicated")
    assert (event.by, event.subject_id, event.detail) == (
        adjudicator,
        disputed.pk,
        {"adjudication": sheet["id"], "label": label.pk},
    )
    assert Job.objects.get(kind=JobKind.MATCH).payload == {"samples": [disputed.pk]}


def test_other_words_than_anybodys_are_an_edit(cora, disputed):
    sheet = cora.take()
    cora.submit(sheet, [kept(sheet, "Fists.", FISTS, EDITED), *settled_rows(sheet)[1:]])
    assert Choice.objects.order_by("id").first().action == "edit"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: rows.pop(1), f"“{RAIN}” is in no row: reload the page, what you did is kept."),
        (lambda rows: rows[1].update(decision=""), "Row 2 has no decision yet: keep or drop it."),
        (lambda rows: rows[1].update(reason=""), "Row 2: say why it is dropped: choose one of the reasons."),
        (lambda rows: rows[3].update(reason="other"), "Row 4: say why it was added: common sense, or seen but missed."),
        (lambda rows: rows[0].update(text=" "), "Row 1 is empty: write its text, or drop it."),
        (lambda rows: rows[3].update(text=MATCH.upper()), "Rows 3 and 4 say the same: merge them."),
        (lambda rows: rows[2].update(sources=rows[0]["sources"]),
         "Row 3 names a trigger that is not here, or that another row has."),
        (lambda rows: rows[2].update(sources=[True]),
         "Row 3 names a trigger that is not here, or that another row has."),
        (lambda rows: rows[0].update(category="Weather"), "Row 1: choose a category from the list, or none."),
        (lambda rows: rows[0].update(factor="weather"), "Row 1: choose a factor from the list, or none."),
        (lambda rows: rows[0].update(explicit="yes"), "Row 1 is explicit, implicit, or neither."),
        (lambda rows: rows[0].update(text="x" * 1001), "Row 1 is 1001 characters long: keep it under 1000."),
        (lambda rows: rows.__setitem__(0, "row"),
         "The rows did not arrive as a list. Reload the page: what you wrote is kept."),
    ],
)  # fmt: skip
def test_rows_that_will_not_do_are_refused_with_the_remedy_and_nothing_changes(cora, disputed, change, sentence):
    sheet = cora.take()
    rows = settled_rows(sheet)
    change(rows)
    answer = cora.submit(sheet, rows)
    assert (answer.status_code, answer.json()["error"]) == (400, sentence)
    disputed.refresh_from_db()
    assert (disputed.status, Choice.objects.count()) == (SampleStatus.ADJUDICATION, 0)
    assert not Label.objects.filter(origin=Origin.ADJUDICATED).exists()


def test_dropping_everything_is_refused(cora, disputed):
    sheet = cora.take()
    answer = cora.submit(sheet, [dropped(sheet, "other", FISTS, EDITED, RAIN, MATCH)])
    sentence = "The label would be empty: keep or add at least one trigger, or pass the sample on."
    assert (answer.status_code, answer.json()["error"]) == (400, sentence)


def test_a_repeated_submit_is_one_submit(cora, disputed):
    sheet = cora.take()
    fields = {"client_id": str(uuid.uuid4())}
    answers = [cora.submit(sheet, settled_rows(sheet), **fields).json()["submitted"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Label.objects.filter(origin=Origin.ADJUDICATED).count() == 1


def test_a_client_id_of_another_sample_is_refused(cora, disputed, benchmark, annotator, second_annotator):
    other = make_disputed(benchmark, annotator, second_annotator)
    first = cora.take()
    second = cora.take(first["id"])
    assert {first["sample"]["id"], second["sample"]["id"]} == {disputed.pk, other.pk}
    client = str(uuid.uuid4())
    cora.submit(first, settled_rows(first), client_id=client)
    answer = cora.submit(second, settled_rows(second), client_id=client)
    assert (answer.status_code, answer.json()["code"]) == (400, "mixed_up")


def test_a_save_carries_its_version(cora, disputed):
    sheet = cora.take()
    working = {"rows": [{"sources": [], "decision": ""}]}
    saved = cora.save(sheet["id"], sheet["version"], working)
    assert (saved.status_code, saved.json(), saved["ETag"]) == (200, {"version": 2}, '"2"')
    stale = cora.save(sheet["id"], sheet["version"], {"rows": []})
    assert (stale.status_code, stale.json()["server"]) == (412, {"version": 2, "working": working})
    where = f"{cora.root}{sheet['id']}/working/"
    assert cora.client.put(where, {"working": {}}, content_type="application/json").status_code == 428
    assert cora.submit(sheet, settled_rows(sheet)).status_code == 412
    assert cora.take()["working"] == working


@pytest.mark.django_db(transaction=True)  # submit and undo are transactions of their own
def test_a_submit_can_be_taken_back_and_nothing_is_erased(cora, disputed):
    sheet = cora.take()
    rows = settled_rows(sheet)
    cora.submit(sheet, rows)
    client_id = str(uuid.uuid4())
    again = cora.post("undo/", client_id=client_id).json()["reopened"]
    repeated = cora.post("undo/", client_id=client_id).json()["reopened"]
    assert (repeated["id"], repeated["working"]) == (again["id"], again["working"])
    disputed.refresh_from_db()
    assert (disputed.status, disputed.final_label) == (SampleStatus.ADJUDICATION, None)
    assert again["working"] == {"rows": rows}
    statuses = Adjudication.objects.order_by("id").values_list("status", flat=True)
    assert list(statuses) == ["withdrawn", "open"]
    assert Choice.objects.filter(adjudication=sheet["id"]).count() == 4
    assert cora.submit(again, rows).status_code == 200
    assert cora.post("undo/", client_id=client_id).status_code == 409
    assert Event.objects.filter(verb="adjudication withdrawn").count() == 1


def test_a_released_label_is_not_taken_back(cora, disputed, benchmark, admin):
    sheet = cora.take()
    assert cora.post("undo/").json()["error"] == "There is no submit of yours to take back."
    cora.submit(sheet, settled_rows(sheet))
    release(benchmark, "v1", "all", by=admin)
    answer = cora.post("undo/")
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "The label was released since, and releases never change.",
    )


def test_nobody_takes_work_back_from_under_an_adjudicator(cora, disputed, client_of, benchmark, second_annotator):
    sheet = cora.take()
    answer = Browser(client_of(second_annotator), benchmark).post("undo/")
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "An adjudicator is at this sample now: tell them in a comment what you would change.",
    )
    assert cora.submit(sheet, settled_rows(sheet)).status_code == 200


def test_two_reviewers_in_other_words_need_an_adjudicator_and_are_compared(
    client_of, benchmark, annotator, second_annotator
):
    [sample] = make_drafted_samples(benchmark, 1)
    ana, ben = (Browser(client_of(person), benchmark) for person in (annotator, second_annotator))
    ana.submit(ana.take())
    assert not Job.objects.filter(kind=JobKind.MATCH).exists()
    sheet = ben.take()
    row = {"trigger": sheet["triggers"][0]["id"], "action": "edit", "text": EDITED}
    ben.submit(sheet, [row])
    sample.refresh_from_db()
    assert sample.status == SampleStatus.ADJUDICATION
    assert Job.objects.get(kind=JobKind.MATCH).payload == {"samples": [sample.pk]}


def test_the_same_texts_are_settled_without_an_adjudicator(client_of, benchmark, annotator, second_annotator):
    [sample] = make_drafted_samples(benchmark, 1)
    for person in (annotator, second_annotator):
        browser = Browser(client_of(person), benchmark)
        browser.submit(browser.take())
    sample.refresh_from_db()
    assert (sample.status, sample.final_label.origin) == (SampleStatus.ACCEPTED, Origin.HUMAN)


@pytest.mark.django_db(transaction=True)
def test_a_submit_sent_many_times_at_once_is_one_submit(disputed, adjudicator):
    sheet = layout(claim(disputed.benchmark, by=adjudicator))
    settlement = Settlement(uuid.uuid4(), sheet["version"], {"rows": settled_rows(sheet)})
    answers, start = [], threading.Barrier(6)

    def send():
        start.wait()
        answers.append(submit(disputed.benchmark, sheet["id"], settlement, by=adjudicator))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [label] = Label.objects.filter(origin=Origin.ADJUDICATED)
    assert answers == [{"adjudication": sheet["id"], "sample": disputed.pk, "label": label.pk}] * 6


def test_the_screens_own_deeds_take_keys_that_nobody_gave_away():
    taken = {"accept": "m", "edit": "M", "undo": "x"}
    keys = {deed: key for key, deed in settling_bindings(taken).items()}
    assert (keys["keep"], keys["merge"], keys["split"], keys["wording"]) == ("m", "t", "X", "w")
    assert {"a", "p", "f", "d", "v"} & set(settling_bindings(taken)) == set()
    hints = settling_hints(taken)
    assert (hints["keep"], hints["merge"], hints["submit"], hints["turn_left"]) == ("m", "t", "Enter", "[")


def test_the_samples_page_keeps_every_choice_with_who_said_what(cora, disputed, client_of, annotator, admin):
    sheet = cora.take()
    cora.submit(sheet, settled_rows(sheet))
    page = f"/b/streets/samples/{disputed.pk}/"
    [adjudication] = client_of(admin).get(page).context["adjudications"]
    told = [
        (choice.action, sorted(one.trigger.label.created_by.username for one in choice.sources.all()))
        for choice in adjudication.choices.all()
    ]
    assert told == [("merge", ["ana", "ben"]), ("drop", ["ana"]), ("keep", ["ben"]), ("add", [])]
    text = client_of(admin).get(page).content.decode()
    assert text.count("Adjudication by cora") == 1
    assert list(client_of(annotator).get(page).context["adjudications"]) == []
