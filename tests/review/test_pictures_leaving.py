"""A whole picture is skipped, taken back and flagged; its screen goes by the person's own keys."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client

from annotation.models import Event, Label, Origin, Sample
from annotation.states import SampleStatus
from review.models import Preferences, Review
from review.states import ReviewStatus
from tests.factories import make_drafted_samples
from tests.review.picture_screen import PictureScreen, make_picture
from tests.review.screen import Browser
from tests.waiting import eventually

OPEN, SUBMITTED, SKIPPED, WITHDRAWN = (
    ReviewStatus.OPEN,
    ReviewStatus.SUBMITTED,
    ReviewStatus.SKIPPED,
    ReviewStatus.WITHDRAWN,
)
PLAIN = {"rows": []}  # the rest is accepted


@pytest.fixture
def picture(benchmark):
    return make_picture(benchmark)


@pytest.fixture
def ana(client_of, annotator, picture):
    return PictureScreen(client_of(annotator), picture[0])


@pytest.fixture
def ben(client_of, second_annotator, picture):
    return PictureScreen(client_of(second_annotator), picture[0])


def statuses(annotator):
    return list(Review.objects.filter(annotator=annotator).order_by("pk").values_list("status", flat=True))


def test_a_skipped_picture_goes_to_somebody_else(ana, ben, annotator, picture):
    answer = ana.skip(ana.take(), "upsetting", note="Not today.")

    assert (answer.status_code, answer.json()) == (200, {"next": None})
    reasons = Review.objects.filter(annotator=annotator).values_list("status", "reason")
    assert list(reasons) == [(SKIPPED, "upsetting: Not today.")] * 2
    assert ana.client.get(ana.root + "review/").status_code == 302  # nothing of it waits for her any more
    assert len(ben.take()["perspectives"]) == 2


def test_a_skip_leads_to_the_next_picture_and_its_repeat_changes_nothing(ana, annotator, benchmark):
    following = make_picture(benchmark, "father")[0]
    sheet = ana.take()
    first, again = ana.skip(sheet), ana.skip(sheet)
    assert first.json() == again.json() == {"next": f"/b/streets/pictures/{following.pk}/review/"}
    assert Event.objects.filter(verb="picture skipped", by=annotator).count() == 1
    assert Event.objects.filter(verb="skipped", by=annotator).count() == 2


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"reason": "bored"}, 400, "Say why you skip this sample: choose one of the reasons."),
        ({"reviews": []}, 400, "Reload the page: it did not say what is to be skipped."),
        ({"reviews": [10**8]}, 404, "This review is of another picture."),
        ({"reviews": "all"}, 400, "“reviews” is not a list of ids."),
        ({"note": "x" * 2001}, 400, "The note is too long: keep it under 2000 characters."),
    ],
)
def test_a_skip_that_cannot_be_is_refused_and_skips_nothing(ana, annotator, body, status, sentence):
    answer = ana.skip(ana.take(), **body)
    assert (answer.status_code, answer.json()["error"]) == (status, sentence)
    assert statuses(annotator) == [OPEN, OPEN]


def test_nobody_skips_for_somebody_else(ana, ben, annotator):
    assert ben.skip(ana.take()).status_code == 404
    assert statuses(annotator) == [OPEN, OPEN]


def test_a_submitted_picture_is_taken_back_with_what_was_decided(ana, annotator, picture):
    assert ana.setting()["ending"] is None
    ana.submit(ana.take(), [PLAIN, PLAIN])
    ending = Event.objects.get(verb="picture reviewed").pk

    answer, again = ana.undo(ending), ana.undo(ending)

    assert answer.json() == again.json() == {"next": f"/b/streets/pictures/{picture[0].pk}/review/"}
    assert statuses(annotator) == [WITHDRAWN, WITHDRAWN, OPEN, OPEN]
    assert ana.setting()["ending"] is None


def test_a_skipped_picture_is_taken_back(ana, annotator, benchmark):
    other = PictureScreen(ana.client, make_picture(benchmark, "father")[0])
    ana.skip(ana.take())
    assert ana.undo(other.setting()["ending"]).status_code == 200
    assert statuses(annotator)[:2] == [OPEN, OPEN]


def test_an_undo_of_a_skip_that_is_sent_again_leaves_what_was_submitted_since(ana, annotator, benchmark):
    other = PictureScreen(ana.client, make_picture(benchmark, "father")[0])
    ana.skip(ana.take())
    skipped = other.setting()["ending"]
    answer = ana.undo(skipped)
    assert ana.submit(ana.take(), [PLAIN, PLAIN]).status_code == 200
    done = statuses(annotator)

    again = ana.undo(skipped)

    assert (again.status_code, again.json()) == (200, answer.json())
    assert (done[:2], statuses(annotator)) == ([SUBMITTED, SUBMITTED], done)
    assert other.setting()["ending"] == Event.objects.get(verb="picture reviewed").pk


def test_an_undo_of_a_skip_that_is_sent_again_leaves_a_single_submit_of_the_review_screen(
    ana, client_of, annotator, benchmark
):
    other = PictureScreen(ana.client, make_picture(benchmark, "father")[0])
    ana.skip(ana.take())
    skipped = other.setting()["ending"]
    ana.undo(skipped)
    one = Review.objects.filter(annotator=annotator).earliest("pk")
    browser = Browser(client_of(annotator), benchmark)
    assert browser.submit({"id": one.pk, "version": one.version}).status_code == 200

    assert ana.undo(skipped).status_code == 200
    assert statuses(annotator)[:2] == [SUBMITTED, OPEN]


@pytest.mark.django_db(transaction=True)
def test_an_undo_sent_twice_at_once_is_one_with_the_same_answer(ana, annotator, picture):
    ana.submit(ana.take(), [PLAIN, PLAIN])
    ending = Event.objects.get(verb="picture reviewed").pk

    def ask(_number):
        client = Client()
        client.force_login(annotator)
        try:
            answer = PictureScreen(client, picture[0]).undo(ending)
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():  # both requests come as far as this lock before either goes on
            list(Sample.objects.select_for_update().order_by("pk"))
            requests = [pool.submit(ask, number) for number in range(2)]
            eventually(lambda: waiting_for_locks() == 2)
        answers = {request.result() for request in requests}

    assert [status for status, _content in answers] == [200]
    assert statuses(annotator) == [WITHDRAWN, WITHDRAWN, OPEN, OPEN]


def waiting_for_locks() -> int:
    """How many connections wait for a lock."""
    with connection.cursor() as cursor:
        return cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted").fetchone()[0]


def test_what_somebody_did_since_is_not_jumped_over(ana, annotator, client_of, benchmark):
    other = PictureScreen(ana.client, make_picture(benchmark, "father")[0])
    make_drafted_samples(benchmark, 1)
    ana.submit(ana.take(), [PLAIN, PLAIN])
    other.take()
    browser = Browser(client_of(annotator), benchmark)
    browser.submit(browser.take())

    assert other.setting()["ending"] is None  # the review screen takes that one back first
    assert browser.post("undo/", client_id=str(uuid.uuid4())).status_code == 200
    assert other.setting()["ending"] == Event.objects.get(verb="picture reviewed").pk


def test_a_picture_that_is_final_stays_whole(ana, annotator, picture):
    ana.submit(ana.take(), [PLAIN, PLAIN])
    Sample.objects.filter(pk=picture[2].pk).update(status=SampleStatus.EXCLUDED, final_label=None)

    answer = ana.undo(Event.objects.get(verb="picture reviewed").pk)

    sentence = "The sample was excluded since: ask an admin to bring it back first."
    assert (answer.status_code, answer.json()["error"]) == (400, sentence)
    assert statuses(annotator) == [SUBMITTED, SUBMITTED]


def test_nobody_takes_back_for_somebody_else(ana, ben, annotator):
    ana.submit(ana.take(), [PLAIN, PLAIN])
    ending = Event.objects.get(verb="picture reviewed").pk
    answers = [ben.undo(*endings).status_code for endings in ((ending,), (10**8,), ())]
    assert answers == [404, 404, 400]
    assert statuses(annotator) == [SUBMITTED, SUBMITTED]


def test_a_flag_sends_its_question_to_adjudicators(ana, picture):
    answer = ana.submit(ana.take(), [PLAIN | {"flag": "Is she proud at all?"}, PLAIN])
    assert answer.status_code == 200
    for sample in picture[1:]:
        sample.refresh_from_db()
    assert [sample.status for sample in picture[1:]] == [SampleStatus.ADJUDICATION, SampleStatus.ACCEPTED]
    assert Label.objects.filter(origin=Origin.HUMAN).count() == 2


def test_the_screen_goes_by_the_persons_keys(ana, annotator):
    setting = ana.setting()
    assert [setting["keys"].get(key) for key in ("a", "c", "s", "f", "u", "Enter", " ", "j", "ArrowDown")] == [
        "accept", "contradict", "skip", "flag", "undo", "choose", "choose", None, None,
    ]  # fmt: skip
    assert setting["single_keys"] is True

    Preferences.objects.create(user=annotator, single_keys=False, keys={"accept": "c", "contradict": "y", "undo": " "})
    page = ana.client.get(ana.root + "review/")
    setting = page.context["setting"]
    assert [setting["keys"].get(key) for key in ("a", "c", "y", " ")] == [None, "accept", "contradict", "undo"]
    assert setting["single_keys"] is False
    assert (page.context["hints"]["contradict"], page.context["hints"]["undo"]) == ("y", "Space")
