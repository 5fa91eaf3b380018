"""A screen that was opened before the guidelines changed hears of it with its next save or sign of life."""

import pytest

from annotation.guiding import write_guidelines
from tests.factories import make_drafted_samples
from tests.review.picture_screen import PictureScreen, make_picture
from tests.review.screen import Browser


def told(answer):
    return answer.status_code, answer.headers.get("X-Guidelines")


@pytest.fixture
def second_version(benchmark, admin):
    """Changes the guidelines for the second time."""

    def write():
        for text in ("Say *what* you see.", "Say *why*."):
            write_guidelines(benchmark, text, by=admin)

    return write


def test_the_review_screen_hears_of_new_guidelines(client_of, annotator, benchmark, second_version):
    make_drafted_samples(benchmark, 1)
    ana = Browser(client_of(annotator), benchmark)
    assert ana.client.get(ana.root).context["setting"]["guidelines"] == 0
    sheet = ana.take()
    assert told(ana.save(sheet["id"], sheet["version"], {"rows": []})) == (200, "0")

    second_version()

    assert told(ana.save(sheet["id"], sheet["version"] + 1, {"rows": []})) == (200, "2")
    assert told(ana.post("heartbeat/", reviews=[sheet["id"]])) == (200, "2")
    assert ana.client.get(ana.root).context["setting"]["guidelines"] == 2


def test_the_screen_of_a_whole_picture_hears_of_them_too(client_of, annotator, benchmark, second_version):
    ana = PictureScreen(client_of(annotator), make_picture(benchmark)[0])
    sheet = ana.take()
    assert ana.setting()["guidelines"] == 0

    second_version()

    working = {"reviews": {str(one["id"]): {"rows": []} for one in sheet["perspectives"]}}
    assert told(ana.save(sheet, working)) == (200, "2")
    beat = ana.client.post(ana.root + "heartbeat/", {"reviews": []}, content_type="application/json")
    assert told(beat) == (200, "2")
    assert ana.setting()["guidelines"] == 2
