"""Pointing at evidence with a mouse, a finger and keys, on a picture as it is, zoomed and turned."""

import pytest
from playwright.sync_api import expect

from annotation.models import Sample
from review.models import Review
from review.states import ReviewStatus
from tests.browser.reviewers import Screen
from tests.factories import make_drafted_samples, mark_person


@pytest.fixture
def sample(benchmark):
    return make_drafted_samples(benchmark, 2)[0]


def box_of(screen):
    """Where the fitted picture (4:3) lies in the page: left, top, width, height in pixels."""
    stage = screen.page.locator("[data-stage]").bounding_box()
    width = min(stage["width"], stage["height"] * 4 / 3)
    height = width * 3 / 4
    left, top = stage["x"] + (stage["width"] - width) / 2, stage["y"] + (stage["height"] - height) / 2
    return left, top, width, height


def at(screen, x, y):
    """The pixel of a place in the picture."""
    left, top, width, height = box_of(screen)
    return left + x * width, top + y * height


def drag(screen, start, end):
    screen.page.mouse.move(*at(screen, *start))
    screen.page.mouse.down()
    screen.page.mouse.move(*at(screen, *end), steps=3)
    screen.page.mouse.up()


def asked(screen):
    expect(screen.part("pointing")).to_be_visible()
    return screen


def submitted():
    """What each trigger of the label says about where it is seen, to a hundredth of the picture."""
    label = Review.objects.get(status=ReviewStatus.SUBMITTED).label
    rows = label.triggers.values_list("explicit", "evidence")
    return [(explicit, place and [round(share, 2) for share in place]) for explicit, place in rows]


def test_a_mouse_points_and_draws_boxes(open_page, benchmark, annotator, sample):
    screen = Screen(open_page(annotator), benchmark).open()

    screen.press("p")
    asked(screen).page.mouse.click(*at(screen, 0.25, 0.5))
    mark = screen.page.locator(".mark")
    expect(mark).to_have_attribute("data-shape", "point")
    screen.press("j")
    expect(mark).to_have_count(0)
    screen.row(2).get_by_role("button", name="Point at it").click()
    drag(asked(screen), (0.5, 0.25), (0.75, 0.75))
    expect(mark).to_have_attribute("data-shape", "box")
    screen.press("j", "p")
    asked(screen).press("Escape")
    expect(screen.part("pointing")).to_be_hidden()
    screen.press("v")
    expect(screen.row(3)).to_contain_text("implied")
    screen.submit()

    assert submitted() == [(True, [0.25, 0.5, 0, 0]), (True, [0.5, 0.25, 0.25, 0.5]), (False, None)]


def test_what_was_pointed_at_can_be_taken_away(open_page, benchmark, annotator, sample):
    screen = Screen(open_page(annotator), benchmark).open()
    screen.press("p")
    asked(screen).page.mouse.click(*at(screen, 0.25, 0.5))

    screen.press("p")
    asked(screen).page.get_by_role("button", name="Remove").click()
    expect(screen.page.locator(".mark")).to_have_count(0)
    screen.submit()

    assert submitted()[0] == (None, None)


def test_a_zoomed_and_turned_picture_is_pointed_at_where_it_is_seen(open_page, benchmark, annotator, sample):
    screen = Screen(open_page(annotator), benchmark).open()
    stage = screen.page.locator("[data-stage]").bounding_box()
    middle, centre = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    screen.press("]", "+", "+", "p")  # turned to the right: what was up is on the right
    scale = 1.25**2 * min(stage["width"] / stage["height"], stage["height"] / stage["width"])
    width = box_of(screen)[2]

    asked(screen).page.mouse.click(middle, centre + 0.25 * width * scale)
    mark = screen.page.locator(".mark").bounding_box()
    assert abs(mark["x"] + mark["width"] / 2 - middle) < 2
    assert abs(mark["y"] + mark["height"] / 2 - centre - 0.25 * width * scale) < 2
    screen.submit()

    assert submitted()[0] == (True, [0.75, 0.5, 0, 0])


def test_keys_alone_draw_a_box(open_page, benchmark, annotator, sample):
    screen = Screen(open_page(annotator), benchmark).open()

    screen.press("p")
    asked(screen).press("ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Enter")
    expect(screen.page.locator(".mark")).to_have_attribute("data-shape", "box")
    screen.submit()

    assert submitted()[0] == (True, [0.48, 0.48, 0.02, 0.04])


def test_a_finger_points(open_page, benchmark, annotator, sample):
    screen = Screen(open_page(annotator, width=360, height=720, touch=True), benchmark).open()

    screen.row(1).get_by_role("button", name="Point at it").tap()
    asked(screen).page.touchscreen.tap(*at(screen, 0.5, 0.7))
    expect(screen.page.locator(".mark")).to_have_attribute("data-shape", "point")
    assert screen.page.evaluate("document.documentElement.scrollWidth") == 360
    screen.page.get_by_role("button", name="Accept the rest and submit").tap()
    screen.expect_state("submitted")

    assert submitted()[0] == (True, [0.5, 0.7, 0, 0])


def test_the_person_of_the_question_is_shown_and_hidden(open_page, benchmark, annotator, sample):
    Sample.objects.filter(pk=sample.pk).update(person=mark_person(sample.image, box=(0.5, 0.25, 0.25, 0.5)))
    screen = Screen(open_page(annotator), benchmark).open()

    mark = screen.page.locator(".mark.person")
    expect(mark).to_have_text("the woman on the left")
    left, top, width, height = box_of(screen)
    found = mark.bounding_box()
    assert abs(found["x"] - left - width / 2) < 2
    assert abs(found["height"] - height / 2) < 2
    screen.part("person").click()
    expect(mark).to_have_count(0)
