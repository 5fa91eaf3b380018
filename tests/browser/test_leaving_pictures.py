"""A whole picture is skipped, flagged and taken back by the person's own keys."""

import re

import pytest
from playwright.sync_api import expect

from annotation.states import SampleStatus
from review.models import Preferences, Review
from review.states import ReviewStatus
from tests.browser.test_whole_pictures import CONTRADICTS, OPEN, SERVES, Matrix
from tests.review.picture_screen import make_picture


@pytest.fixture
def pictures(benchmark):
    return make_picture(benchmark), make_picture(benchmark, "father")


def statuses(image):
    return set(Review.objects.filter(sample__image=image).values_list("status", flat=True))


def test_own_keys_act(open_page, annotator, pictures):
    Preferences.objects.create(user=annotator, keys={"accept": "y", "contradict": "a"})
    matrix = Matrix(open_page(annotator), pictures[0][0]).open()
    matrix.press("y", "ArrowDown", "ArrowRight", "a")
    matrix.expect_cell(0, 0, SERVES)
    matrix.expect_cell(1, 0, CONTRADICTS)
    expect(matrix.page.locator("[data-part=legend] kbd", has_text=re.compile("^y$"))).to_have_count(1)


def test_single_keys_that_are_off_do_nothing(open_page, annotator, pictures):
    Preferences.objects.create(user=annotator, single_keys=False)
    matrix = Matrix(open_page(annotator), pictures[0][0]).open()
    matrix.press("a", "s", "ArrowRight", "Enter")
    expect(matrix.part("choose")).to_be_visible()
    expect(matrix.part("skip")).to_be_hidden()
    matrix.expect_cell(0, 0, OPEN)


def test_a_picture_is_skipped_and_taken_back(open_page, annotator, pictures):
    (first, *_first), (second, *_second) = pictures
    matrix = Matrix(open_page(annotator), first).open()
    matrix.press("s")
    expect(matrix.part("skip")).to_be_visible()
    matrix.press("3")  # the picture is unusable

    expect(matrix.page).to_have_url(re.compile(rf"/pictures/{second.pk}/review/$"))
    assert statuses(first) == {ReviewStatus.SKIPPED}
    expect(matrix.page.locator("#desk[data-ready=true]")).to_be_attached()
    matrix.cell(0).focus()
    matrix.press("u")

    expect(matrix.page).to_have_url(re.compile(rf"/pictures/{first.pk}/review/$"))
    assert statuses(first) == {ReviewStatus.OPEN}


def test_a_submitted_picture_is_taken_back_and_then_there_is_nothing_more(open_page, annotator, pictures):
    (first, *_first), (second, *_second) = pictures
    matrix = Matrix(open_page(annotator), first).open()
    matrix.press("Control+Enter")
    expect(matrix.page).to_have_url(re.compile(rf"/pictures/{second.pk}/review/$"))
    expect(matrix.page.locator("#desk[data-ready=true]")).to_be_attached()
    matrix.page.get_by_role("button", name="Undo").click()

    expect(matrix.page).to_have_url(re.compile(rf"/pictures/{first.pk}/review/$"))
    expect(matrix.page.locator("#desk[data-ready=true]")).to_be_attached()
    assert statuses(first) == {ReviewStatus.WITHDRAWN, ReviewStatus.OPEN}
    matrix.cell(0).focus()
    matrix.press("u")
    expect(matrix.part("notice")).to_have_text("No picture that you ended as a whole is the last thing you did here.")


def test_one_question_is_flagged(open_page, annotator, pictures):
    image, why_sad, why_proud = pictures[0]
    matrix = Matrix(open_page(annotator), image).open()
    matrix.press("ArrowRight", "ArrowRight", "f")
    expect(matrix.part("flag").locator("h2")).to_have_text("Flag “Why is she proud?”")
    matrix.type("Is she?")
    matrix.press("Enter")

    expect(matrix.page.locator("[data-flagged]:visible")).to_have_count(1)
    matrix.expect_state("saved")
    matrix.press("Control+Enter")
    expect(matrix.page).not_to_have_url(re.compile(rf"/pictures/{image.pk}/"))
    for sample in (why_sad, why_proud):
        sample.refresh_from_db()
    assert (why_sad.status, why_proud.status) == (SampleStatus.ACCEPTED, SampleStatus.ADJUDICATION)
