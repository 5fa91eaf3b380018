"""Sensitive pictures in Chromium: blurred from the first paint until asked for, and passed on by one key."""

import pytest
from playwright.sync_api import expect

from annotation.models import Image
from review.models import Review
from review.states import ReviewStatus
from tests.browser.conftest import sign_in
from tests.browser.reviewers import Screen
from tests.factories import make_drafted_samples

IS_BLURRED = "picture => getComputedStyle(picture).filter.includes('blur')"


@pytest.fixture
def samples(benchmark):
    """Two samples with sensitive pictures, then one without."""
    made = make_drafted_samples(benchmark, 3)
    Image.objects.filter(pk__in=[sample.image_id for sample in made[:2]]).update(sensitive=True)
    return made


@pytest.fixture
def screen(open_page, benchmark, annotator, samples):
    return Screen(open_page(annotator), benchmark).open()


def is_blurred(screen):
    return screen.page.locator("[data-stage] img").evaluate(IS_BLURRED)


def test_a_sensitive_picture_is_blurred_until_it_is_clicked_and_the_next_one_again(screen, samples):
    assert is_blurred(screen)
    screen.press("b")
    assert is_blurred(screen)  # in another light too
    screen.page.get_by_role("button", name="Show the picture").click()
    assert not is_blurred(screen)
    screen.press("a")
    screen.submit()

    screen.expect_sample(samples[1])
    assert is_blurred(screen)
    screen.press("i")
    assert not is_blurred(screen)
    screen.press("a")
    screen.submit()

    screen.expect_sample(samples[2])
    assert not is_blurred(screen)
    expect(screen.page.get_by_role("button", name="Show the picture")).to_be_hidden()


def test_it_is_blurred_before_any_script_runs(chromium, live_server, benchmark, annotator, samples):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    sign_in(context, annotator, live_server.url)
    page = context.new_page()
    page.goto(f"/b/{benchmark.slug}/review/")
    stage = page.locator("[data-stage][data-veiled] img")
    expect(stage).to_be_attached()
    expect(stage).to_have_css("filter", "blur(40px)")
    context.close()


def test_one_key_passes_it_on_without_a_reason_and_undo_brings_it_back(screen, samples):
    screen.press("x")
    screen.expect_sample(samples[1])
    screen.expect_state("skipped")
    review = Review.objects.get(sample=samples[0])
    assert (review.status, review.reason) == (ReviewStatus.SKIPPED, "upsetting")

    screen.press("u")
    screen.expect_state("undone")
    screen.expect_sample(samples[0])
    assert is_blurred(screen)


def test_the_sample_s_page_shows_it_once_asked(open_page, benchmark, admin, samples):
    page = open_page(admin)
    page.goto(f"/b/{benchmark.slug}/samples/{samples[0].pk}/")
    picture = page.get_by_alt_text("The picture of this sample")
    assert picture.evaluate(IS_BLURRED)
    page.get_by_role("button", name="Show this sensitive picture").press("Enter")
    assert not picture.evaluate(IS_BLURRED)
    page.get_by_role("button", name="Not sensitive").click()
    expect(page.get_by_role("button", name="Mark as sensitive")).to_be_visible()
    assert not picture.evaluate(IS_BLURRED)
