from playwright.sync_api import expect

from annotation.models import Benchmark
from review.models import Review
from tests.browser.reviewers import Screen
from tests.factories import make_drafted_samples


def test_the_draft_comes_after_ones_own_list(open_page, benchmark, annotator):
    Benchmark.objects.filter(pk=benchmark.pk).update(blind_share=1)
    samples = make_drafted_samples(benchmark, 2)
    screen = Screen(open_page(annotator), benchmark).open()
    expect(screen.page.get_by_text("Write what you see first; the draft comes after.")).to_be_visible()
    expect(screen.page.get_by_role("button", name="Accept the rest and submit")).to_be_hidden()
    assert screen.rows() == []

    screen.press("n")
    screen.type("A raised fist.")
    screen.press("Enter")
    assert screen.rows() == ["add"]
    screen.press("Enter")

    expect(screen.page.get_by_role("heading", name="Reasons in the draft")).to_be_visible()
    assert screen.rows() == ["add", "open", "open", "open"]
    expect(screen.row(1)).to_contain_text("your own")
    screen.press("2", "r", "4")
    screen.submit()
    review = Review.objects.get(sample=samples[0])
    assert review.blind_label.text == "1. A raised fist."
    assert review.label.text == "1. A raised fist.\n2. A heated argument.\n3. A difficult situation."


def test_a_list_that_was_never_sent_is_there_after_a_reload_and_still_blind(open_page, benchmark, annotator):
    Benchmark.objects.filter(pk=benchmark.pk).update(blind_share=1)
    make_drafted_samples(benchmark, 1)
    screen = Screen(open_page(annotator), benchmark).open()
    expect(screen.page.locator("#desk[data-equipped=true]")).to_be_attached()
    screen.page.context.set_offline(True)
    screen.press("n")
    screen.type("A raised fist.")
    screen.press("Enter", "Enter")
    expect(screen.part("notice")).to_contain_text("The server cannot be reached")
    screen.page.context.set_offline(False)

    screen.open()
    expect(screen.page.get_by_text("Write what you see first; the draft comes after.")).to_be_visible()
    screen.press("Enter")

    expect(screen.page.get_by_role("heading", name="Reasons in the draft")).to_be_visible()
    expect(screen.row(1)).to_contain_text("A raised fist.")
    assert screen.rows() == ["add", "open", "open", "open"]
