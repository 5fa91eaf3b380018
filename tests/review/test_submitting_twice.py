"""A submit that is sent again and again, at once: one submit, and the same answer each time."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from annotation.models import Event, Label
from review.models import Review
from review.states import ReviewStatus
from tests.factories import make_drafted_samples
from tests.review.picture_screen import PictureScreen, make_picture
from tests.review.screen import Browser

TIMES = 20


def answers_at_once(user, send):
    """The distinct answers, (status, content), when so many clients of one user send the same at one moment."""
    together = threading.Barrier(TIMES)

    def answer(_number):
        client = Client()
        client.force_login(user)
        together.wait()
        try:
            found = send(client)
            return found.status_code, found.content
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return set(pool.map(answer, range(TIMES)))


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one_submit_with_twenty_equal_answers(client_of, benchmark, annotator):
    make_drafted_samples(benchmark, 8)
    sheet = Browser(client_of(annotator), benchmark).take()
    body = {"client_id": str(uuid.uuid4()), "version": sheet["version"], "working": {"rows": []}, "accept_rest": True}

    answers = answers_at_once(
        annotator,
        lambda client: client.post(
            f"/b/{benchmark.slug}/review/{sheet['id']}/submit/",
            {**body, "next": True, "besides": []},
            content_type="application/json",
        ),
    )

    assert [status for status, _content in answers] == [200]
    assert Review.objects.filter(status=ReviewStatus.SUBMITTED).count() == 1
    assert Review.objects.filter(status=ReviewStatus.OPEN).count() == 1
    assert Label.objects.filter(origin="human").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_whole_picture_sent_by_many_at_once_is_submitted_once(client_of, benchmark, annotator):
    image = make_picture(benchmark)[0]
    sheet = PictureScreen(client_of(annotator), image).take()
    client_id = str(uuid.uuid4())

    answers = answers_at_once(
        annotator,
        lambda client: PictureScreen(client, image).submit(sheet, [{"rows": []}, {"rows": []}], client_id=client_id),
    )

    assert [status for status, _content in answers] == [200]
    assert Review.objects.filter(status=ReviewStatus.SUBMITTED).count() == 2
    assert Label.objects.filter(origin="human").count() == 2
    assert Event.objects.filter(verb="picture reviewed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_undo_sent_by_many_at_once_takes_one_submit_back(client_of, benchmark, annotator):
    make_drafted_samples(benchmark, 3)
    browser = Browser(client_of(annotator), benchmark)
    for _sample in range(3):
        assert browser.submit(browser.take()).status_code == 200
    client_id = str(uuid.uuid4())

    answers = answers_at_once(annotator, lambda client: Browser(client, benchmark).post("undo/", client_id=client_id))

    assert [status for status, _content in answers] == [200]
    assert sorted(Review.objects.values_list("status", flat=True)) == ["open", "submitted", "submitted", "withdrawn"]
