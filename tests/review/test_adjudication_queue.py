"""Who gets which sample to settle, in which order, and for how long."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from annotation.models import Event, Origin, Sample, Trigger
from annotation.states import SampleStatus
from inference.judges.encoders import MINILM
from inference.models import TriggerSimilarity
from review.adjudication_queue import claim
from review.models import Adjudication, Review
from review.states import AdjudicationStatus
from tests.factories import make_drafted_samples
from tests.review.adjudicators import EDITED, FISTS, MATCH, RAIN, Judge, dropped, make_disputed
from tests.review.deciding import decide
from tests.review.screen import Browser

pytestmark = pytest.mark.usefixtures("reviewed_twice")


@pytest.fixture
def adam(client_of, benchmark, admin):
    return Judge(client_of(admin), benchmark)


def let_lapse(sheet):
    Adjudication.objects.filter(pk=sheet["id"]).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_only_one_adjudicator_has_a_sample(cora, adam, disputed):
    sheet = cora.take()
    assert adam.take() is None
    let_lapse(sheet)
    taken = adam.take()
    assert taken["sample"]["id"] == disputed.pk
    late = cora.save(sheet["id"], sheet["version"], {"rows": []})
    assert (late.status_code, late.json()["code"]) == (409, "taken")


def test_work_that_lapsed_goes_on_where_nobody_took_the_sample(cora, adam, disputed):
    sheet = cora.take()
    cora.save(sheet["id"], 1, {"rows": [], "mark": 1})
    let_lapse(sheet)
    assert adam.post("heartbeat/", adjudications=[]).json()["progress"] == {"done": 0, "remaining": 1}
    assert Adjudication.objects.get().status == AdjudicationStatus.RETURNED
    assert cora.save(sheet["id"], 2, {"rows": [], "mark": 2}).json() == {"version": 3}
    assert cora.take()["working"] == {"rows": [], "mark": 2}


def test_a_heartbeat_keeps_the_lease_and_tells_what_is_lost(cora, adam, disputed):
    sheet = cora.take()
    Adjudication.objects.update(lease_until=timezone.now() + timedelta(seconds=5))
    beat = cora.post("heartbeat/", adjudications=[sheet["id"], 10**9]).json()
    assert beat == {"lost": [10**9], "progress": {"done": 0, "remaining": 1}}
    assert Adjudication.objects.get().lease_until > timezone.now() + timedelta(seconds=60)


def test_a_screen_that_was_left_on_holds_nothing_for_good(cora, adam, disputed):
    sheet = cora.take()
    until = Adjudication.objects.get().lease_until
    cora.post("heartbeat/", adjudications=[sheet["id"]], idle=3600)
    assert Adjudication.objects.get().lease_until == until
    let_lapse(sheet)
    cora.post("heartbeat/", adjudications=[sheet["id"]], idle=3600)
    assert adam.take()["sample"]["id"] == disputed.pk
    assert cora.post("heartbeat/", adjudications=[sheet["id"]], idle=0).json()["lost"] == [sheet["id"]]


def test_who_reviewed_a_sample_does_not_get_it(client_of, benchmark, annotator, adjudicator):
    make_disputed(benchmark, annotator, adjudicator)
    judge = Judge(client_of(adjudicator), benchmark)
    assert judge.take() is None
    page = judge.client.get(f"{judge.root}settle/?sample={Sample.objects.get().pk}")
    assert [str(message) for message in page.context["messages"]] == [
        "You cannot settle that sample: it is settled, you reviewed it, or somebody has it."
    ]


def test_flagged_samples_come_first_then_the_most_disputed(cora, benchmark, annotator, second_annotator):
    agreed = make_drafted_samples(benchmark, 1)[0]
    for person in (annotator, second_annotator):
        decide(agreed, person, [], added=[("A dog.", "seen_but_missed")], final=False)
    Sample.objects.filter(pk=agreed.pk).update(status=SampleStatus.ADJUDICATION)
    disputed = make_disputed(benchmark, annotator, second_annotator)
    flagged = make_disputed(benchmark, annotator, second_annotator, flag="The man is not angry.")
    page = cora.client.get(cora.root)
    assert [(row["sample"], row["flags"], row["disagreement"]) for row in page.context["rows"]] == [
        (flagged, ["The man is not angry."], 1.0),
        (disputed, [], 1.0),
        (agreed, [], 0.0),
    ]
    first = cora.take()
    assert [reviewer["flag"] for reviewer in first["reviewers"] if reviewer["flag"]] == ["The man is not angry."]
    second = cora.take(first["id"])
    third = cora.take(first["id"], second["id"])
    assert [sheet["sample"]["id"] for sheet in (first, second, third)] == [flagged.pk, disputed.pk, agreed.pk]


def test_what_somebody_passes_on_goes_to_another_and_keeps_its_work(cora, adam, disputed):
    sheet = cora.take()
    assert cora.post(f"{sheet['id']}/pass/", reason=" ").json()["error"] == (
        "Say in a few words why you pass this sample on."
    )
    cora.save(sheet["id"], 1, {"rows": []})
    answer = cora.post(f"{sheet['id']}/pass/", reason="I know these people.")
    assert answer.json() == {"next": None, "progress": {"done": 0, "remaining": 1}}
    assert Adjudication.objects.get().reason == "I know these people."
    assert cora.take() is None
    assert adam.take()["sample"]["id"] == disputed.pk


def test_passing_on_twice_is_passing_on_once(cora, disputed):
    sheet = cora.take()
    first, again = (cora.post(f"{sheet['id']}/pass/", reason="I know these people.") for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert Event.objects.filter(verb="adjudication returned").count() == 1
    other = cora.post(f"{sheet['id']}/pass/", reason="Another reason.")
    assert (other.status_code, Adjudication.objects.get().reason) == (409, "I know these people.")


def test_unsaved_work_is_kept_when_it_is_passed_on(cora, disputed):
    sheet = cora.take()
    work = {"working": {"rows": [dropped(sheet, "hallucinated", RAIN)]}, "seconds": 30}
    cora.save(sheet["id"], sheet["version"], {"rows": []})
    late = cora.post(f"{sheet['id']}/pass/", reason="unsure", version=sheet["version"], **work)
    assert (late.status_code, late.json()["server"]["working"]) == (412, {"rows": []})
    [kept] = Adjudication.objects.all()
    assert (kept.status, kept.working) == ("open", {"rows": []})
    unfit = cora.post(f"{sheet['id']}/pass/", reason="unsure", version=kept.version, working=["rows"])
    assert (unfit.status_code, Adjudication.objects.get().status) == (400, "open")

    for _again in range(2):
        answer = cora.post(f"{sheet['id']}/pass/", reason="unsure", version=kept.version, **work)
        assert answer.status_code == 200
    passed = Adjudication.objects.get()
    assert (passed.status, passed.reason, passed.working, passed.seconds) == ("returned", "unsure", work["working"], 30)


def test_triggers_that_the_encoder_finds_alike_are_proposed_as_one_group(cora, disputed):
    ids = {trigger.text: trigger.pk for trigger in Trigger.objects.filter(label__origin=Origin.HUMAN)}
    for one, other, score in (
        (FISTS, EDITED, 0.3), (FISTS, MATCH, 0.1), (RAIN, EDITED, 0.2), (RAIN, MATCH, 0.9)
    ):  # fmt: skip
        left, right = sorted([ids[one], ids[other]])
        TriggerSimilarity.objects.create(left_id=left, right_id=right, encoder=MINILM, score=score)
    [row] = cora.client.get(cora.root).context["rows"]
    assert row["disagreement"] == 0.5  # the fists are said in words that mean something else
    sheet = cora.take()
    assert sheet["is_compared"]
    groups = {(frozenset(group["sources"]), group["is_agreed"]) for group in sheet["groups"]}
    assert groups == {(frozenset([ids[FISTS], ids[EDITED]]), True), (frozenset([ids[RAIN], ids[MATCH]]), True)}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_one_gets_the_sample(disputed, adjudicator, admin):
    found, start = [], threading.Barrier(2)

    def take(person):
        start.wait()
        found.append(claim(disputed.benchmark, by=person))
        connection.close()

    threads = [threading.Thread(target=take, args=(person,)) for person in (adjudicator, admin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one is None for one in found) == [False, True]
    assert Review.objects.count() == 2


def test_who_saw_what_others_wrote_does_not_review_the_sample(cora, disputed, client_of, benchmark, second_annotator):
    sheet = cora.take()
    cora.post(f"{sheet['id']}/pass/", reason="unsure")
    Browser(client_of(second_annotator), benchmark).post("undo/")
    disputed.refresh_from_db()
    assert (disputed.status, disputed.free_places) == (SampleStatus.IN_REVIEW, 0)
    Review.objects.filter(annotator=second_annotator, status="open").update(
        status="returned", lease_until=None, ended_at=timezone.now()
    )
    [other] = make_drafted_samples(benchmark, 1)
    reviewing = Browser(cora.client, benchmark)
    sheet = reviewing.take()
    assert sheet["sample"]["id"] == other.pk
    assert reviewing.take(sheet["id"]) is None


def test_a_skip_is_not_taken_back_by_who_saw_what_others_wrote(cora, benchmark, disputed, adjudicator):
    Review.objects.create(
        sample=disputed, annotator=adjudicator, status="skipped", reason="other", slot=1, ended_at=timezone.now()
    )
    cora.take()
    Sample.objects.filter(pk=disputed.pk).update(wanted=3)
    answer = Browser(cora.client, benchmark).post("undo/")
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "You looked at what others wrote about that sample: it is for somebody else now.",
    )
