"""Preferences in Chromium: keys are chosen by pressing them, and are what the review screen goes by."""

import pytest
from playwright.sync_api import expect

from review.models import Preferences
from tests.browser.reviewers import Screen
from tests.factories import make_drafted_samples

ADDRESS = "/accounts/preferences/"


def choose(page, label, key):
    """Go to the field of an action and press a key there."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press(key)


def save(page):
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages")).to_contain_text("Your preferences are saved.")


def test_a_chosen_key_acts_and_is_written_wherever_keys_are(open_page, benchmark, annotator):
    make_drafted_samples(benchmark, 1)
    page = open_page(annotator)
    page.goto(ADDRESS)
    choose(page, "accept", "Space")
    choose(page, "undo the last submit", "z")
    save(page)

    screen = Screen(page, benchmark).open()
    screen.press("Space", "a", "Space")
    assert screen.rows() == ["accept", "accept", "open"]
    expect(screen.row(3).get_by_role("button", name="Accept")).to_have_attribute("title", "Accept (Space)")
    expect(page.locator("[data-act=undo]").first.locator("kbd")).to_have_text("z")
    screen.press("?")
    expect(screen.part("legend").locator("dt").nth(1)).to_have_text("Space")


def test_a_key_that_is_wanted_twice_is_shown_at_once_and_refused(open_page, annotator):
    page = open_page(annotator)
    page.goto(ADDRESS)
    choose(page, "accept", "e")
    expect(page.get_by_text("Two actions want the same key")).to_be_visible()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_label("accept", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("“e” is the key of “accept” too")).to_be_visible()
    assert Preferences.objects.count() == 0


def test_single_keys_are_switched_off_for_good(open_page, benchmark, annotator):
    make_drafted_samples(benchmark, 1)
    page = open_page(annotator)
    page.goto(ADDRESS)
    page.get_by_label("Single keys act on the review screen").uncheck()
    save(page)

    screen = Screen(page, benchmark).open()
    screen.press("a", "s", "ArrowDown", "Tab", "Tab")
    assert screen.rows() == ["open", "open", "open"]
    expect(screen.row(2).get_by_role("button", name="Move down")).to_be_focused()
    screen.press("Tab", "Tab", "Enter")
    assert screen.rows() == ["open", "accept", "open"]


def test_the_chosen_colours_are_there_on_another_machine(open_page, annotator):
    page, other = open_page(annotator), open_page(annotator)
    page.goto(ADDRESS)
    page.locator("[data-theme-toggle]").click()
    page.get_by_label("Colours").select_option("light")
    save(page)

    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    other.goto("/")
    expect(other.locator("html")).to_have_attribute("data-theme", "light")


def test_the_browser_tells_its_time_zone(open_page, annotator):
    page = open_page(annotator)
    page.goto("/")
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert cookies["time_zone"] == zone.replace("/", "%2F")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_keeps_to_the_width(open_page, annotator, width, dark):
    page = open_page(annotator, width=width, dark=dark)
    page.goto(ADDRESS)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
