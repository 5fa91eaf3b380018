"""Changed guidelines are shown once on the review screen, word by word, until one says that they are read."""

import pytest
from playwright.sync_api import expect

from annotation.guiding import read_guidelines, write_guidelines
from annotation.models import GuidelinesReading, GuidelinesVersion
from tests.browser.reviewers import Screen
from tests.factories import make_drafted_samples


@pytest.fixture
def changed(benchmark, admin, annotator):
    """Ana has read the first version; there is a second one."""
    make_drafted_samples(benchmark, 2)
    write_guidelines(benchmark, "Name at most **five** reasons.", by=admin)
    read_guidelines(GuidelinesVersion.objects.get(), by=annotator)
    write_guidelines(benchmark, "Name at most **three** reasons.", by=admin)
    return benchmark


def test_a_change_is_shown_once_and_takes_no_key_meant_for_the_rows(open_page, changed, annotator):
    screen = Screen(open_page(annotator), changed).open()
    guide = screen.part("guide")
    expect(guide.locator("del")).to_have_text("**five**")
    expect(guide.locator("ins")).to_have_text("**three**")
    screen.press("a")
    assert screen.rows() == ["open", "open", "open"]
    with screen.page.expect_response("**/guidelines/2/read/") as told:
        guide.get_by_role("button", name="I have read them").press("Enter")
    assert told.value.status == 204

    expect(guide).to_be_hidden()
    screen.press("a")
    assert screen.rows() == ["accept", "open", "open"]
    expect(screen.open().part("guide")).to_have_count(0)
    assert GuidelinesReading.objects.filter(user=annotator, version__version=2).count() == 1


def test_later_means_the_next_time(open_page, changed, annotator):
    screen = Screen(open_page(annotator), changed).open()
    screen.press("Escape")
    expect(screen.part("guide")).to_be_hidden()
    expect(screen.open().part("guide")).to_be_visible()


def test_who_never_read_any_is_shown_the_whole_text(open_page, changed, second_annotator):
    screen = Screen(open_page(second_annotator), changed).open()
    expect(screen.part("guide").locator("strong")).to_have_text("three")
    expect(screen.part("guide").locator("ins")).to_have_count(0)
