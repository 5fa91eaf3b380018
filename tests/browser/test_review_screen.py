import pytest
from playwright.sync_api import expect

from annotation.models import Benchmark
from inference.models import DraftRun
from review.models import Review
from review.states import ReviewStatus
from tests.browser.reviewers import Screen
from tests.factories import make_draft, make_draft_run, make_drafted_samples, make_sample


def test_a_phone_reviews_by_touch(open_page, benchmark, annotator):
    make_drafted_samples(benchmark, 2)
    page = open_page(annotator, width=360, height=720, touch=True)
    screen = Screen(page, benchmark).open()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    expect(page.get_by_role("heading", name="Why does the man look angry?")).to_be_in_viewport()

    screen.row(1).get_by_role("button", name="Accept").tap()
    screen.row(2).get_by_role("button", name="Reject").tap()
    page.get_by_role("menuitem", name="wrong person").tap()
    screen.row(3).get_by_role("button", name="Move up").tap()
    expect(screen.part("viewer")).to_be_in_viewport()
    page.get_by_role("button", name="Accept the rest and submit").tap()

    screen.expect_state("submitted")
    label = Review.objects.get(status=ReviewStatus.SUBMITTED).label
    assert list(label.triggers.values_list("text", flat=True)) == ["Clenched fists.", "A difficult situation."]


@pytest.mark.parametrize(("engine", "shown"), [("scripted", True), ("imported", False)])
def test_drafts_of_a_script_say_so(open_page, benchmark, annotator, engine, shown):
    make_draft(make_sample(benchmark), make_draft_run(benchmark, engine=engine))
    screen = Screen(open_page(annotator), benchmark).open()

    expect(screen.part("script-note")).to_be_visible(visible=shown)
    assert DraftRun.objects.count() == 1


def test_hostile_words_are_words(open_page, benchmark, annotator):
    Benchmark.objects.filter(pk=benchmark.pk).update(guidelines="<script>alert(1)</script> **Look** twice.")
    hostile = "</script><img src=x onerror=alert(1)>"
    make_draft(make_sample(benchmark, question=hostile, fine_emotion=hostile), texts=[hostile])
    page = open_page(annotator)
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    screen = Screen(page, benchmark).open()
    screen.press("d", "g")

    expect(screen.part("question")).to_have_text(hostile)
    expect(screen.row(1).locator(".trigger-text")).to_have_text(hostile)
    expect(screen.part("guidelines")).to_contain_text("<script>alert(1)</script> Look twice.")


def test_a_sample_can_be_opened_by_its_address(open_page, benchmark, annotator):
    _first, second = make_drafted_samples(benchmark, 2)
    screen = Screen(open_page(annotator), benchmark)
    screen.address += f"?sample={second.pk}"

    screen.open().expect_sample(second)


def test_the_page_takes_eleven_requests_and_one_more_loads_the_next_picture_ahead(open_page, benchmark, annotator):
    first, second = make_drafted_samples(benchmark, 2)
    page, asked = open_page(annotator), []
    page.on("request", lambda request: asked.append(request.url.removeprefix(page.url.split("/b/")[0])))

    with page.expect_request(f"**/images/{second.image_id}/screen"):
        Screen(page, benchmark).open().expect_sample(first)

    before = set(asked[: asked.index(f"/images/{second.image_id}/screen")])
    assert len(before) == 11, sorted(before)


def test_an_editor_stays_whole_when_its_difference_appears(open_page, benchmark, annotator):
    make_draft(make_sample(benchmark), texts=["A torn letter.", "A broken vase.", "A closed door.", "A dog."])
    screen = Screen(open_page(annotator, height=640), benchmark).open()
    screen.press("4", "e")
    screen.type(" today")

    expect(screen.page.get_by_role("button", name="Keep")).to_be_in_viewport(ratio=1)


def test_nothing_hides_the_field_at_a_large_zoom_of_the_browser(open_page, benchmark, annotator):
    make_drafted_samples(benchmark, 1)
    screen = Screen(open_page(annotator, width=683, height=400), benchmark).open()
    screen.press("3", "e")
    field = screen.page.get_by_label("Text of the trigger")
    expect(field).to_be_focused()

    on_top = """field => {
        const box = field.getBoundingClientRect();
        return [box.top + 3, box.bottom - 3].map((y) => document.elementFromPoint(box.left + 20, y) === field);
    }"""
    assert field.evaluate(on_top) == [True, True]


def test_why_a_row_was_rejected_is_readable_on_a_phone(open_page, benchmark, annotator):
    make_drafted_samples(benchmark, 1)
    screen = Screen(open_page(annotator, width=360, height=720), benchmark).open()
    screen.press("r", "4")
    words = screen.row(1).locator(".trigger-state")

    expect(words).to_have_text("rejected: duplicate of another trigger")
    assert words.evaluate("words => words.scrollWidth <= words.clientWidth")


def test_a_row_is_named_by_its_place_its_words_and_its_decision(open_page, benchmark, annotator):
    make_drafted_samples(benchmark, 1)
    screen = Screen(open_page(annotator), benchmark).open()

    expect(screen.row(1)).to_have_accessible_name("Trigger 1 of 3: Clenched fists. no decision yet")


def test_on_a_phone_the_next_question_is_in_view_after_a_submit(open_page, benchmark, annotator):
    for words in ("Why is she sad?", "Why is he glad?"):
        make_draft(make_sample(benchmark, question=words), texts=[f"Reason {number}." for number in range(8)])
    page = open_page(annotator, width=360, height=720, touch=True)
    screen = Screen(page, benchmark).open()
    screen.row(8).get_by_role("button", name="Reject").tap()
    page.get_by_role("menuitem", name="too generic").tap()
    seen = """words => {
        const box = words.getBoundingClientRect();
        return words.contains(document.elementFromPoint(box.left + 20, box.top + 8));
    }"""
    assert not screen.part("question").evaluate(seen)  # the picture, which stays, is over it
    page.get_by_role("button", name="Accept the rest and submit").tap()

    expect(screen.part("question")).to_have_text("Why is he glad?")
    assert screen.part("question").evaluate(seen)
    screen.expect_state("submitted")


def test_a_wrong_answer_marks_what_rests_on_it_until_that_is_decided(open_page, benchmark, annotator):
    make_drafted_samples(benchmark, 2)
    page = open_page(annotator)
    screen = Screen(page, benchmark).open()
    screen.press("d")
    page.get_by_role("button", name="This answer is wrong").press("Enter")
    expect(screen.row(1).locator(".trigger-state")).to_have_text("rests on a wrong answer: decide")
    expect(page.get_by_role("button", name="This answer is wrong", pressed=True)).to_be_focused()
    screen.press("j", "Enter")
    expect(screen.part("notice")).to_contain_text("rests on an answer that you rejected")

    screen.press("r", "1")
    screen.press("Enter")
    screen.expect_state("submitted")
    review = Review.objects.get(status=ReviewStatus.SUBMITTED)
    assert list(review.rejected_rounds.values_list("round__position", flat=True)) == [1]
    decided = review.decisions.order_by("trigger__position").values_list("action", flat=True)
    assert list(decided) == ["reject", "accept", "accept"]
