import re

import pytest
from playwright.sync_api import expect

from annotation.models import Sample
from annotation.states import SampleStatus
from review.models import Review
from review.states import ReviewStatus
from tests.browser.reviewers import Screen
from tests.factories import make_drafted_samples


@pytest.fixture
def samples(benchmark):
    return make_drafted_samples(benchmark, 6)


@pytest.fixture
def screen(open_page, benchmark, annotator, samples):
    return Screen(open_page(annotator), benchmark).open()


def decisions(sample):
    """What was decided about the sample, in the order of its final label, the rejected ones last."""
    found = Review.objects.get(sample=sample, status=ReviewStatus.SUBMITTED).decisions
    ordered = found.order_by("result__position").values_list("action", "reason", "result__position", "result__text")
    return list(ordered)


KEPT = ("accept", "", 1, "Clenched fists.")
DECIDED = [
    [KEPT, ("accept", "", 2, "A heated argument."), ("accept", "", 3, "A difficult situation.")],
    [KEPT, ("edit", "", 2, "A heated argument in the street."), ("reject", "too_generic", None, None)],
    [
        ("add", "seen_but_missed", 1, "A torn letter."),
        ("accept", "", 2, "Clenched fists."),
        ("accept", "", 3, "A heated argument."),
        ("accept", "", 4, "A difficult situation."),
    ],
    [
        ("accept", "", 1, "A heated argument."),
        ("accept", "", 2, "A difficult situation."),
        ("reject", "irrelevant", None, None),
    ],
    [KEPT, ("accept", "", 2, "A difficult situation."), ("reject", "other", None, None)],
]


def accept_row_by_row(screen):
    screen.press("a", "a", "a")
    assert screen.rows() == ["accept", "accept", "accept"]
    screen.submit()


def edit_one_and_reject_one(screen):
    screen.press("2", "e", "End", "Backspace")
    screen.type(" in the street.")
    screen.press("Enter", "r", "5")
    expect(screen.row(2).locator("ins")).to_have_text("argument in the street.")
    expect(screen.row(2).locator("del")).to_have_text("argument.")
    screen.submit()


def add_one_and_move_it_to_the_top(screen):
    screen.press("n")
    screen.type("A torn letter.")
    screen.press("Enter", "2", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowUp")
    expect(screen.row(1)).to_contain_text("A torn letter.")
    screen.submit()


def decide_clear_and_decide_again(screen):
    screen.press("r", "1", "k", "Backspace", "r", "ArrowDown", "Enter")
    screen.submit()


def submit_by_mistake_and_take_it_back(screen, sample, following):
    screen.press("j", "Enter")
    screen.expect_sample(following)
    screen.expect_state("submitted")
    screen.press("u")
    screen.expect_sample(sample)
    screen.press("j", "r", "6")
    screen.submit()


def test_five_samples_are_reviewed_by_keyboard_alone(screen, samples):
    *four, fifth, sixth = samples
    for sample, review in zip(
        four,
        (accept_row_by_row, edit_one_and_reject_one, add_one_and_move_it_to_the_top, decide_clear_and_decide_again),
        strict=True,
    ):
        screen.expect_sample(sample)
        review(screen)
    screen.expect_sample(fifth)
    submit_by_mistake_and_take_it_back(screen, fifth, sixth)

    expect(screen.part("progress")).to_have_text("5 today · 1 left")
    assert [decisions(sample) for sample in samples[:5]] == DECIDED
    accepted = Sample.objects.filter(status=SampleStatus.ACCEPTED).order_by("position")
    assert [sample.pk for sample in accepted] == [sample.pk for sample in samples[:5]]
    assert Review.objects.filter(status=ReviewStatus.WITHDRAWN).count() == 1


def test_keys_do_nothing_inside_text_fields(screen, samples):
    screen.press("e", "Control+a")
    screen.type("a r1 n u? s f g d [0] -+")
    screen.press("Enter")

    expect(screen.row(1)).to_have_attribute("data-state", "edit")
    expect(screen.row(1).locator("ins")).to_have_text("a r1 n u? s f g d [0] -+")
    assert screen.rows() == ["edit", "open", "open"]
    screen.expect_sample(samples[0])


def test_escape_leaves_the_draft_as_it_was(screen):
    screen.press("e")
    screen.type(" and more")
    screen.press("Escape")

    assert screen.rows() == ["open", "open", "open"]
    expect(screen.row(1).locator(".trigger-text")).to_have_text("Clenched fists.")


def test_the_rounds_behind_a_trigger_are_one_key_away(screen):
    screen.press("2", "d")
    expect(screen.row(2).locator(".round-question")).to_have_text(["What facial expression does the person have?"])
    expect(screen.row(2).locator(".round-answer")).to_have_text(["I see this: A heated argument."])

    screen.press("d")
    expect(screen.page.locator(".rounds")).to_have_count(0)


def test_the_legend_lists_the_keys(screen):
    screen.press("?")
    legend = screen.part("legend")
    expect(legend).to_be_visible()
    expect(legend).to_contain_text("accept the rest and submit")

    screen.press("Enter", "Escape")  # what is open takes the keys
    expect(legend).to_be_hidden()
    assert Review.objects.filter(status=ReviewStatus.SUBMITTED).count() == 0


def test_a_key_pressed_twice_submits_one_sample(screen, samples):
    expect(screen.page.locator("[data-stage] img")).to_have_js_property("complete", True)
    screen.page.evaluate("""() => {
        for (const _ of [1, 2]) {
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        }
    }""")
    screen.expect_state("submitted")

    screen.expect_sample(samples[1])
    assert Review.objects.filter(status=ReviewStatus.SUBMITTED).count() == 1


def test_skipping_passes_the_sample_on_with_a_reason(screen, samples):
    screen.press("s", "2")

    screen.expect_sample(samples[1])
    screen.expect_state("skipped")
    review = Review.objects.get(sample=samples[0])
    assert (review.status, review.reason) == (ReviewStatus.SKIPPED, "wrong_emotion")


def test_a_flag_sends_the_sample_to_adjudication(screen, samples):
    screen.press("f")
    screen.type("Which of the two men?")
    screen.press("Enter")
    expect(screen.part("flagged")).to_be_visible()
    screen.submit()

    samples[0].refresh_from_db()
    assert samples[0].status == SampleStatus.ADJUDICATION
    assert Review.objects.get(sample=samples[0]).flag_reason == "Which of the two men?"


def test_an_empty_label_is_refused_before_it_is_sent(screen, samples):
    for _ in range(3):
        screen.press("r", "6")
    screen.press("Enter")

    expect(screen.part("notice")).to_have_text(
        "The label would be empty: keep or add at least one trigger, or skip the sample."
    )
    screen.expect_sample(samples[0])


def test_the_picture_zooms_turns_and_brightens(screen):
    picture = screen.page.locator("[data-stage] img")
    screen.press("+", "]", "b")
    expect(picture).to_have_attribute("style", re.compile(r"rotate\(90deg\).*brightness\(1\.15\)"))
    expect(screen.page.locator("[data-zoom-percent]")).to_have_text("125 %")

    screen.press("0")
    expect(screen.page.locator("[data-zoom-percent]")).to_have_text("100 %")
    expect(picture).to_have_attribute("style", re.compile(r"rotate\(0deg\)"))


def test_when_nothing_is_left_the_screen_says_what_to_do(open_page, benchmark, annotator):
    (sample,) = make_drafted_samples(benchmark, 1)
    screen = Screen(open_page(annotator), benchmark).open()
    screen.press("Enter")

    expect(screen.part("empty")).to_be_visible()
    expect(screen.part("empty").get_by_role("link", name="All samples")).to_be_visible()
    screen.press("u")
    screen.expect_state("undone")
    screen.expect_sample(sample)
    assert Review.objects.filter(status=ReviewStatus.WITHDRAWN).count() == 1
