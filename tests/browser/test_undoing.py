"""Undo, where the network fails it."""

import pytest
from playwright.sync_api import expect

from review.models import Review
from tests.browser.reviewers import Screen
from tests.factories import make_drafted_samples
from tests.review.screen import Browser


@pytest.fixture
def samples(benchmark):
    return make_drafted_samples(benchmark, 3)


def test_an_undo_whose_answer_got_lost_is_pressed_again_and_takes_nothing_more_back(
    open_page, client_of, benchmark, annotator, samples
):
    def lose_the_answer(route):
        route.fetch()
        route.abort()

    earlier = Browser(client_of(annotator), benchmark)
    assert earlier.submit(earlier.take()).status_code == 200
    screen = Screen(open_page(annotator), benchmark).open()
    screen.submit()
    screen.expect_sample(samples[2])
    screen.page.route("**/review/undo/", lose_the_answer, times=1)
    screen.press("u")
    expect(screen.part("notice")).to_have_text("The server did not answer: press undo again in a moment.")
    screen.press("u")

    screen.expect_sample(samples[1])
    statuses = Review.objects.filter(sample__in=samples[:2]).order_by("id").values_list("status", flat=True)
    assert list(statuses) == ["submitted", "withdrawn", "open"]
