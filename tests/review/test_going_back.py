"""Skipping, undoing and leaving: what becomes of the sample and of the work, over HTTP and the real database."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from annotation.models import Benchmark, Event, Origin, Role, Sample
from annotation.states import SampleStatus
from review.models import Review
from review.states import ReviewStatus
from tests.factories import (
    add_member,
    make_benchmark,
    make_drafted_samples,
    make_label,
    make_user,
)
from tests.review.screen import Browser


def let_lapse(sheet):
    Review.objects.filter(pk=sheet["id"]).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_skipping_passes_the_sample_on(ana, ben, benchmark, annotator):
    first, second = make_drafted_samples(benchmark, 2)
    sheet = ana.take()

    answer = ana.post(f"{sheet['id']}/skip/", reason="unsure", note=" too dark ", besides=[])

    review = Review.objects.get(pk=sheet["id"])
    assert answer.json()["next"]["sample"]["id"] == second.pk
    assert (review.status, review.reason) == (ReviewStatus.SKIPPED, "unsure: too dark")
    assert ben.take()["sample"]["id"] == first.pk
    assert Event.objects.get(verb="skipped").by == annotator


def test_skipping_wants_a_reason(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()

    answer = ana.post(f"{sheet['id']}/skip/", reason="bored")

    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "Say why you skip this sample: choose one of the reasons.",
    )


def test_undo_brings_the_last_submit_back_with_its_work(ana, benchmark, annotator):
    (sample,) = make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    working = {"rows": [{"trigger": sheet["triggers"][1]["id"], "action": "edit", "text": "A row."}], "flag": ""}
    ana.submit(sheet, working=working)

    reopened = ana.post("undo/").json()["reopened"]

    sample.refresh_from_db()
    before = Review.objects.get(pk=sheet["id"])
    assert (before.status, before.label.triggers.count(), before.decisions.count()) == (ReviewStatus.WITHDRAWN, 3, 3)
    assert (sample.status, sample.final_label) == (SampleStatus.DRAFTED, None)
    assert (reopened["sample"]["id"], reopened["working"]) == (sample.pk, working)
    assert Event.objects.get(verb="withdrawn").by == annotator
    assert ana.submit(reopened).status_code == 200
    sample.refresh_from_db()
    assert (sample.status, sample.labels.count()) == (SampleStatus.ACCEPTED, 3)


def test_undo_leaves_an_adjudicated_sample_alone(ana, benchmark, adjudicator):
    (sample,) = make_drafted_samples(benchmark, 1)
    ana.submit(ana.take())
    settled = make_label(sample, origin=Origin.ADJUDICATED, by=adjudicator)
    Sample.objects.filter(pk=sample.pk).update(final_label=settled)

    answer = ana.post("undo/")

    assert (answer.status_code, answer.json()["code"]) == (400, "settled")
    assert Review.objects.get().status == ReviewStatus.SUBMITTED


def test_a_skip_is_undone_with_what_was_written(ana, ben, benchmark, annotator):
    first, second = make_drafted_samples(benchmark, 2)
    sheet = ana.take()
    ana.save(sheet["id"], 1, {"rows": [], "flag": "half done"})
    ana.post(f"{sheet['id']}/skip/", reason="unsure", note="too dark", besides=[])

    client_id = str(uuid.uuid4())
    answer = ana.post("undo/", client_id=client_id).json()

    assert (answer["undid"], answer["reopened"]["id"]) == ("skip", sheet["id"])
    assert answer["reopened"]["working"] == {"rows": [], "flag": "half done"}
    assert Review.objects.get(pk=sheet["id"]).reason == ""
    told = Event.objects.get(verb="skip withdrawn")
    detail = {"sample": first.pk, "reason": "unsure: too dark", "client_id": client_id}
    assert (told.by, told.detail) == (annotator, detail)
    assert ana.post("undo/", client_id=client_id).json() == answer  # pressed again, since no answer came
    assert ana.submit(answer["reopened"] | {"version": 2}).status_code == 200


def test_a_skip_whose_sample_others_took_stays_and_the_submit_before_it_is_undone(ana, ben, benchmark):
    first, second = make_drafted_samples(benchmark, 2)
    ana.submit(ana.take())
    ana.post(f"{ana.take()['id']}/skip/", reason="unsure", besides=[])
    assert ben.take()["sample"]["id"] == second.pk

    answer = ana.post("undo/").json()

    assert (answer["undid"], answer["reopened"]["sample"]["id"]) == ("submit", first.pk)


def test_what_every_annotator_skipped_goes_to_the_adjudicators_and_comes_back_with_an_undo(
    ana, ben, benchmark, adjudicator, admin
):
    (sample,) = make_drafted_samples(benchmark, 1)
    standings = []
    for browser in (ana, ben):
        browser.post(f"{browser.take()['id']}/skip/", reason="unsure", besides=[])
        sample.refresh_from_db()
        standings.append(sample.status)

    assert standings == [SampleStatus.DRAFTED, SampleStatus.ADJUDICATION]
    assert Event.objects.get(verb="left to adjudicators").by is None
    assert ben.post("undo/").json()["undid"] == "skip"
    sample.refresh_from_db()
    assert sample.status == SampleStatus.DRAFTED


def test_a_sample_is_not_left_waiting_for_a_second_person_when_all_others_skipped_it(client_of):
    benchmark = make_benchmark("double", overlap=2)
    (sample,) = make_drafted_samples(benchmark, 1)
    ana, ben = (Browser(client_of(user), benchmark) for user in (make_user("ana"), make_user("ben")))
    for user in ("ana", "ben"):
        add_member(benchmark, User.objects.get(username=user), Role.ANNOTATOR)
    sheet = ana.take()
    ben.post(f"{ben.take()['id']}/skip/", reason="unsure", besides=[])
    sample.refresh_from_db()
    assert sample.status == SampleStatus.DRAFTED  # Ana still has it

    ana.submit(sheet)

    sample.refresh_from_db()
    assert (sample.status, sample.labels.filter(origin="human").count()) == (SampleStatus.ADJUDICATION, 1)


def test_an_undo_that_is_asked_for_again_takes_nothing_more_back(ana, benchmark):
    make_drafted_samples(benchmark, 2)
    for _sample in range(2):
        ana.submit(ana.take())
    client_id = str(uuid.uuid4())

    answers = [ana.post("undo/", client_id=client_id) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert sorted(Review.objects.values_list("status", flat=True)) == ["open", "submitted", "withdrawn"]

    ana.submit(answers[0].json()["reopened"])
    late = ana.post("undo/", client_id=client_id)
    assert (late.status_code, late.json()["code"]) == (409, "over")
    assert ana.post("undo/").json()["undid"] == "submit"  # under another name it is another undo


def test_an_undo_names_itself(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    ana.submit(ana.take())

    answer = ana.post("undo/", client_id=None)

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    assert Review.objects.get().status == ReviewStatus.SUBMITTED


def test_there_is_nothing_to_undo_before_the_first_submit(ana):
    assert ana.post("undo/").json()["error"] == "There is no submit of yours to take back."


def test_lapsed_work_is_taken_up_again_by_saving_or_submitting(ana, ben, benchmark):
    (sample,) = make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    let_lapse(sheet)
    assert ben.post("heartbeat/", reviews=[]).status_code == 200
    assert Review.objects.get().status == ReviewStatus.RETURNED

    saved = ana.save(sheet["id"], 1, {"rows": [], "flag": ""})

    assert saved.json() == {"version": 2}
    let_lapse(sheet)
    ben.post("heartbeat/", reviews=[])
    assert ana.submit(sheet | {"version": 2}).status_code == 200
    sample.refresh_from_db()
    assert sample.status == SampleStatus.ACCEPTED


def test_lapsed_work_whose_sample_went_to_someone_else_is_refused_and_kept(ana, ben, benchmark):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    ana.save(sheet["id"], 1, {"rows": [], "flag": "mine"})
    let_lapse(sheet)
    ben.take()

    answers = [ana.save(sheet["id"], 2, {}), ana.submit(sheet | {"version": 2})]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "taken"), (409, "taken")]
    assert Review.objects.get(pk=sheet["id"]).working == {"rows": [], "flag": "mine"}


def test_a_sample_that_two_people_began_stays_with_both_when_the_overlap_is_lowered(client_of):
    benchmark = make_benchmark("double", overlap=2)
    begun, untouched = make_drafted_samples(benchmark, 2)
    browsers = []
    for name in ("ana", "ben"):
        user = make_user(name)
        add_member(benchmark, user, Role.ANNOTATOR)
        browsers.append(Browser(client_of(user), benchmark))
    sheets = [browser.take() for browser in browsers]
    browsers[1].submit(sheets[1])
    Benchmark.objects.update(overlap=1)

    reopened = browsers[1].post("undo/").json()["reopened"]

    assert [browsers[1].submit(reopened).status_code, browsers[0].submit(sheets[0]).status_code] == [200, 200]
    begun.refresh_from_db()
    untouched.refresh_from_db()
    assert (begun.status, begun.wanted, untouched.wanted) == (SampleStatus.ACCEPTED, 2, 1)


def test_a_lease_runs_from_the_last_input(ana, benchmark, settings):
    make_drafted_samples(benchmark, 1)
    sheet = ana.take()
    let_lapse(sheet)
    asked = timezone.now()

    assert ana.post("heartbeat/", reviews=[sheet["id"]], idle=240).json()["lost"] == []

    review = Review.objects.get()
    expected = asked + timedelta(seconds=settings.REVIEW_LEASE_SECONDS - 240)
    assert abs(review.lease_until - expected) < timedelta(seconds=20)
    assert review.active_at <= asked
    assert ana.post("heartbeat/", reviews=[sheet["id"]], idle="long").status_code == 400


def test_the_heartbeat_tells_what_is_lost_and_how_far_one_is(ana, ben, benchmark):
    make_drafted_samples(benchmark, 2)
    ana.submit(ana.take())
    sheet = ana.take()

    assert ana.post("heartbeat/", reviews=[sheet["id"], 10**6]).json() == {
        "lost": [10**6],
        "progress": {"done_today": 1, "remaining": 1},
    }
    assert ben.post("heartbeat/", reviews=[sheet["id"]]).json()["lost"] == [sheet["id"]]
