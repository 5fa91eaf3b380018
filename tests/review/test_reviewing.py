"""The JSON that the review screen speaks, over HTTP and the real database."""

import json
import uuid

import pytest
from django.db import connection

from annotation.models import Event, Label, Origin, Role
from annotation.states import SampleStatus
from review.models import Review
from review.states import ReviewStatus
from tests.factories import (
    add_member,
    make_benchmark,
    make_draft,
    make_drafted_samples,
    make_sample,
    make_user,
)
from tests.review.screen import Browser


def triggers_of(label):
    fields = ("position", "text", "factor", "category", "explicit", "derived_from_id")
    return list(Label.objects.get(pk=label).triggers.values_list(*fields))


def decisions_of(review):
    return list(
        Review.objects.get(pk=review)
        .decisions.order_by("id")
        .values_list("action", "trigger_id", "reason", "result__text")
    )


def test_the_sheet_has_everything_the_screen_shows(ana, benchmark):
    sample = make_sample(benchmark, fine_emotion="furious")
    draft = make_draft(sample, texts=["Clenched fists."])
    trigger = draft.label.triggers.get()

    sheet = ana.take()

    review = Review.objects.get()
    assert sheet == {
        "id": review.pk,
        "version": 1,
        "working": {},
        "seconds": 0,
        "blind": False,
        "sample": {
            "id": sample.pk, "position": 1, "question": "Why does the man look angry?", "emotion": "angry",
            "fine_emotion": "furious", "split": "basic", "person": None,
        },
        "picture": {
            "id": sample.image_id, "width": 64, "height": 48, "path": sample.image.path, "questions": 1,
            "sensitive": False,
        },
        "draft": {"id": draft.pk, "engine": "scripted", "model": "demo", "run": draft.run_id},
        "triggers": [
            {"id": trigger.pk, "text": "Clenched fists.", "factor": "", "explicit": None, "category": "", "rounds": [1]}
        ],
        "rounds": [
            {
                "position": 1, "phase": "general", "subject": "expression",
                "question": "What facial expression does the person have?", "answer": "I see this: Clenched fists.",
            }
        ],
    }  # fmt: skip


def test_decisions_keep_the_order_of_the_rows_whatever_plan_the_database_makes(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_nestloop = off")  # what is left sorts rows

    reject = {"action": "reject", "reason": "hallucinated"}
    ana.submit(sheet, [{"trigger": sheet["triggers"][0]["id"], **reject}], accept_rest=True)

    actions = Review.objects.get().decisions.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["reject", "accept", "accept"]


@pytest.mark.parametrize("count", [1, 3, 6])
def test_next_and_submit_ask_the_database_as_often_for_six_triggers_as_for_one(
    ana, benchmark, django_assert_num_queries, count
):
    make_draft(make_sample(benchmark), texts=[f"Trigger {number}." for number in range(count)])

    with django_assert_num_queries(11):
        sheet = ana.take()
    with django_assert_num_queries(7):
        ana.submit(sheet)


def test_an_address_may_name_a_sample(client_of, benchmark, annotator, second_annotator):
    _first, second = make_drafted_samples(benchmark, 2)
    address = f"/b/{benchmark.slug}/review/?sample={second.pk}"

    mine = client_of(annotator).get(address)
    others = client_of(second_annotator).get(address)

    assert mine.context["sheet"]["sample"]["id"] == second.pk
    assert others.context["sheet"] is None
    assert [str(message) for message in others.context["messages"]] == [
        "That sample does not wait for you: this is the next one that does."
    ]


def test_submitting_writes_decisions_label_status_and_history_together(ana, benchmark, annotator):
    (sample,) = make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    fists, quarrel, situation = (trigger["id"] for trigger in sheet["triggers"])
    rows = [
        {"trigger": quarrel, "action": "edit", "text": "A heated quarrel."},
        {"trigger": fists, "action": "reject", "reason": "hallucinated"},
        {"trigger": None, "action": "add", "text": "Rain.", "reason": "seen_but_missed", "category": "Atmosphere"},
    ]

    answer = ana.submit(sheet, rows, seconds=31.5)

    sample.refresh_from_db()
    review = Review.objects.get()
    label = review.label
    assert answer.json() == {
        "submitted": {"review": review.pk, "sample": sample.pk, "label": label.pk},
        "next": None,
    }
    assert (label.origin, label.created_by, label.version) == (Origin.HUMAN, annotator, 2)
    assert label.text == "1. A heated quarrel.\n2. Rain.\n3. A difficult situation."
    assert triggers_of(label.pk) == [
        (1, "A heated quarrel.", "", "", None, quarrel),
        (2, "Rain.", "", "Atmosphere", None, None),
        (3, "A difficult situation.", "", "", None, situation),
    ]
    assert decisions_of(review.pk) == [
        ("edit", quarrel, "", "A heated quarrel."),
        ("reject", fists, "hallucinated", None),
        ("add", None, "seen_but_missed", "Rain."),
        ("accept", situation, "", "A difficult situation."),
    ]
    assert (review.status, review.seconds, review.lease_until) == (ReviewStatus.SUBMITTED, 31.5, None)
    assert (sample.status, sample.final_label) == (SampleStatus.ACCEPTED, label)
    event = Event.objects.get(verb="submitted")
    assert (event.by, event.subject_id, event.detail) == (
        annotator,
        review.pk,
        {"sample": sample.pk, "label": label.pk, "status": "accepted"},
    )


def test_the_answer_to_a_submit_brings_the_next_sample(ana, benchmark):
    _first, second, third = make_drafted_samples(benchmark, 3)
    sheet, ahead = ana.take(), None
    ahead = ana.take(sheet["id"])

    answer = ana.submit(sheet, next=True, besides=[ahead["id"]]).json()

    assert (ahead["sample"]["id"], answer["next"]["sample"]["id"]) == (second.pk, third.pk)


def test_a_repeated_submit_is_one_submit(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet, client_id = ana.take(), str(uuid.uuid4())

    answers = [ana.submit(sheet, client_id=client_id).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert Label.objects.filter(origin=Origin.HUMAN).count() == 1
    assert Event.objects.filter(verb="submitted").count() == 1


def test_a_client_id_belongs_to_one_review(ana, benchmark):
    make_drafted_samples(benchmark, 2)
    client_id = str(uuid.uuid4())
    ana.submit(ana.take(), client_id=client_id)

    answer = ana.submit(ana.take(), client_id=client_id)

    assert (answer.status_code, answer.json()["code"]) == (400, "mixed_up")
    assert Label.objects.filter(origin=Origin.HUMAN).count() == 1


def test_a_refused_submit_changes_nothing(ana, benchmark):
    (sample,) = make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    rows = [{"trigger": trigger["id"], "action": "reject", "reason": "other"} for trigger in sheet["triggers"]]

    answer = ana.submit(sheet, rows)

    sample.refresh_from_db()
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "error": "The label would be empty: keep or add at least one trigger, or skip the sample.",
            "code": "refused",
            "row": None,
        },
    )
    assert (sample.status, Review.objects.get().status) == (SampleStatus.DRAFTED, ReviewStatus.OPEN)
    assert Label.objects.filter(origin=Origin.HUMAN).count() == 0


def test_without_accepting_the_rest_every_trigger_needs_a_decision(ana, benchmark):
    make_drafted_samples(benchmark, 1)

    answer = ana.submit(ana.take(), accept_rest=False)

    assert answer.json()["error"] == (
        "“Clenched fists.” has no decision yet: accept, edit or reject it, or accept the rest."
    )


def test_a_flagged_sample_goes_to_adjudication_with_its_reason(ana, benchmark):
    (sample,) = make_drafted_samples(benchmark, 1)

    ana.submit(ana.take(), working={"rows": [], "flag": " two men, which one? "})

    sample.refresh_from_db()
    review = Review.objects.get()
    assert (sample.status, sample.final_label) == (SampleStatus.ADJUDICATION, None)
    assert (review.flagged, review.flag_reason) == (True, "two men, which one?")


@pytest.mark.parametrize(
    ("second_text", "status"), [("Fists.", SampleStatus.ACCEPTED), ("Fists", SampleStatus.ADJUDICATION)]
)
def test_two_people_settle_a_sample_when_they_agree_exactly(client_of, second_text, status):
    benchmark = make_benchmark("double", overlap=2)
    sample = make_sample(benchmark)
    draft = make_draft(sample, texts=["Clenched fists."])
    trigger = draft.label.triggers.get().pk
    standings = []
    for name, text in (("ana", "Fists."), ("ben", second_text)):
        user = make_user(name)
        add_member(benchmark, user, Role.ANNOTATOR)
        browser = Browser(client_of(user), benchmark)
        browser.submit(browser.take(), [{"trigger": trigger, "action": "edit", "text": text}])
        sample.refresh_from_db()
        standings.append(sample.status)

    assert standings == [SampleStatus.IN_REVIEW, status]
    assert (sample.final_label is not None) == (status == SampleStatus.ACCEPTED)


def test_saving_keeps_the_work_and_counts_versions(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    working = {"rows": [{"trigger": sheet["triggers"][0]["id"], "action": "accept"}], "flag": "ünïcode 中文"}

    answer = ana.save(sheet["id"], 1, working)

    assert (answer.status_code, answer.json(), answer.headers["ETag"]) == (200, {"version": 2}, '"2"')
    again = ana.take()
    assert (again["version"], again["working"], again["seconds"]) == (2, working, 12.5)


def test_a_save_from_an_old_version_is_a_conflict_that_shows_what_is_kept(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    ana.save(sheet["id"], 1, {"rows": [], "flag": "theirs"})

    answer = ana.save(sheet["id"], 1, {"rows": [], "flag": "mine"})
    submitted = ana.submit(sheet)

    kept = {"version": 2, "working": {"rows": [], "flag": "theirs"}}
    assert (answer.status_code, answer.json()["server"]) == (412, kept)
    assert (submitted.status_code, submitted.json()["server"]) == (412, kept)


def test_a_save_must_name_its_version(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    address = f"{ana.root}{sheet['id']}/working/"

    missing = ana.client.put(address, {"working": {}}, content_type="application/json")
    odd = ana.save(sheet["id"], "latest", {})

    assert (missing.status_code, odd.status_code) == (428, 400)


def test_a_review_of_somebody_else_is_not_there(ana, ben, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()

    answers = [ben.save(sheet["id"], 1, {}), ben.submit(sheet), ben.post(f"{sheet['id']}/skip/", reason="unsure")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Review.objects.get().status == ReviewStatus.OPEN


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '"x"',
        '{"working": {"rows": NaN}}',
        '{"working": {"rows": 1e999}}',
        '{"working": {"flag": "\\u0000"}}',
        '{"working": {"flag": "\\ud800"}}',
        "[" * 100_000,
        '{"working": []}',
        '{"working": {}, "seconds": "long"}',
        '{"working": {}, "seconds": true}',
        json.dumps({"working": {"flag": "x" * 200_001}}),
    ],
)
def test_bodies_that_cannot_be_kept_are_refused_with_a_sentence(ana, benchmark, body):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    headers = {"If-Match": '"1"'}

    address = f"{ana.root}{sheet['id']}/working/"
    answer = ana.client.put(address, body, content_type="application/json", headers=headers)

    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
    assert Review.objects.get().version == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": 7},
        {"client_id": "x"},
        {"version": "1"},
        {"version": None},
        {"version": 2**40},
        {"working": None},
        {"working": {"rows": {}}},
        {"working": {"rows": [], "flag": 3}},
        {"seconds": None},
        {"besides": "all"},
    ],
)
def test_a_submit_of_the_wrong_shape_is_refused(ana, benchmark, wrong):
    make_drafted_samples(benchmark, 1)

    answer = ana.submit(ana.take(), **wrong)

    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
    assert Review.objects.get().status == ReviewStatus.OPEN


def test_who_is_signed_out_is_told_so_in_json(client, benchmark):
    answer = Browser(client, benchmark).post("next/", besides=[])

    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_only_those_who_review_get_samples(client_of, benchmark, researcher, outsider):
    make_drafted_samples(benchmark, 1)

    answers = [Browser(client_of(user), benchmark).post("next/", besides=[]) for user in (researcher, outsider)]

    assert [answer.status_code for answer in answers] == [403, 404]
    assert Review.objects.count() == 0
