"""Swipes on a touch screen: they accept, reject, submit and skip, and lose nothing that somebody wrote."""

import time

import pytest
from playwright.sync_api import expect

from review.models import Review
from review.states import ReviewStatus
from tests.browser.reviewers import Screen
from tests.factories import make_drafted_samples


class Finger:
    """A finger on the screen, as Chromium's protocol moves it."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def touch(self, kind, at, *points):
        touched = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched, "timestamp": at})

    def swipe(self, locator, across, down=0):
        """From the middle of the element, in steps, by so many pixels; it rests before it lifts: no fling."""
        box = locator.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + 12
        began = time.time() - 2
        self.touch("touchStart", began, (x, y))
        for step in range(1, 7):
            self.touch("touchMove", began + step / 10, (x + across * step / 6, y + down * step / 6))
        self.touch("touchMove", began + 1.5, (x + across, y + down))
        self.touch("touchEnd", began + 1.9)


@pytest.fixture
def samples(benchmark):
    return make_drafted_samples(benchmark, 3)


@pytest.fixture
def screen(open_page, benchmark, annotator, samples):
    page = open_page(annotator, width=390, height=844, touch=True)
    screen = Screen(page, benchmark).open()
    expect(page.locator("#desk[data-equipped=true]")).to_be_attached()
    return screen


@pytest.fixture
def finger(screen):
    return Finger(screen.page)


def expect_rows(screen, *states):
    for number, state in enumerate(states, 1):
        expect(screen.row(number)).to_have_attribute("data-state", state)


def test_a_row_is_accepted_and_rejected_by_swipes_and_the_same_way_again_takes_it_back(screen, finger):
    finger.swipe(screen.row(1), 120)
    expect_rows(screen, "accept", "open", "open")
    finger.swipe(screen.row(1), 120)
    expect_rows(screen, "open", "open", "open")
    finger.swipe(screen.row(2), -120)
    screen.page.get_by_role("menuitem", name="wrong person").tap()
    expect_rows(screen, "open", "reject", "open")
    finger.swipe(screen.row(2), -120)
    expect_rows(screen, "open", "open", "open")


def test_a_short_or_a_steep_move_does_nothing(screen, finger):
    finger.swipe(screen.row(1), 40)
    finger.swipe(screen.row(1), 60, down=-90)
    finger.swipe(screen.row(1), 120)
    expect_rows(screen, "accept", "open", "open")
    assert screen.row(1).evaluate("row => row.style.transform") == ""


def test_a_swipe_does_not_lose_what_was_written(screen, finger):
    screen.row(1).get_by_role("button", name="Edit").tap()
    screen.type(" In the rain.")
    screen.page.get_by_role("button", name="Keep").tap()
    finger.swipe(screen.row(1), 120)
    finger.swipe(screen.row(1), -120)
    finger.swipe(screen.row(2), 120)
    expect_rows(screen, "edit", "accept", "open")
    expect(screen.row(1).locator("ins")).to_have_text("In the rain.")


def test_the_question_swiped_to_the_right_submits_and_one_tap_takes_it_back(screen, finger, samples):
    finger.swipe(screen.part("question"), 120)
    screen.expect_sample(samples[1])
    screen.expect_state("submitted")
    assert Review.objects.filter(status=ReviewStatus.SUBMITTED).values_list("sample", flat=True).get() == samples[0].pk
    screen.page.get_by_role("button", name="Undo").first.tap()
    screen.expect_sample(samples[0])


def test_the_question_swiped_to_the_left_asks_why_one_skips(screen, finger, samples):
    finger.swipe(screen.part("question"), -120)
    expect(screen.part("skip")).to_be_visible()
    screen.part("skip").get_by_role("button", name="Cancel").tap()
    screen.expect_sample(samples[0])
    assert Review.objects.filter(status=ReviewStatus.SKIPPED).count() == 0


def test_who_has_no_touch_screen_loads_nothing_for_it(open_page, benchmark, annotator, samples):
    page, asked = open_page(annotator), []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    Screen(page, benchmark).open()
    expect(page.locator("#desk[data-equipped=true]")).to_be_attached()
    assert ("resting.js" in asked, "swiping.js" in asked) == (True, False)
