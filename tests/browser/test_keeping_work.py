from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from review import queueing
from review.models import Review
from review.states import ReviewStatus
from tests.browser.conftest import sign_in
from tests.browser.reviewers import Screen
from tests.factories import make_drafted_samples


@pytest.fixture
def samples(benchmark):
    return make_drafted_samples(benchmark, 3)


@pytest.fixture
def screen(open_page, benchmark, annotator, samples):
    return Screen(open_page(annotator), benchmark).open()


def kept_actions(sample):
    return [row["action"] for row in Review.objects.get(sample=sample).working.get("rows", [])]


def test_work_is_saved_and_is_there_after_a_reload(screen, samples):
    screen.press("a", "r", "3")
    screen.expect_state("saving")
    screen.expect_state("saved")
    assert kept_actions(samples[0]) == ["accept", "reject", ""]

    screen.open()

    assert screen.rows() == ["accept", "reject", "open"]


def test_what_is_being_typed_survives_a_reload(screen):
    screen.press("e")
    screen.type(" Half a thou")
    screen.expect_state("saved")

    screen.open()

    expect(screen.page.get_by_label("Text of the trigger")).to_have_value("Clenched fists. Half a thou")


def test_without_a_network_the_screen_says_so_and_saves_later(screen, samples):
    screen.page.context.set_offline(True)
    screen.press("a")
    screen.expect_state("retrying")
    assert kept_actions(samples[0]) == []

    screen.page.context.set_offline(False)

    screen.expect_state("saved")
    assert kept_actions(samples[0]) == ["accept", "", ""]


def test_what_is_written_while_the_sample_before_is_still_being_saved_is_saved_too(screen, samples):
    expect(screen.part("position")).to_have_text("#1")
    screen.page.wait_for_load_state("networkidle")
    held = []
    screen.page.route("**/working/", lambda route: route.continue_() if held else held.append(route))
    with screen.page.expect_request("**/working/"):
        screen.press("a")
    screen.press("Enter")
    screen.expect_sample(samples[1])
    screen.press("a")
    screen.page.evaluate("dispatchEvent(new Event('focus'))")  # a try to save, which has to wait for the other one
    second = Review.objects.get(sample=samples[1])

    with screen.page.expect_response(f"**/{second.pk}/working/"):
        held[0].continue_()

    assert kept_actions(samples[1]) == ["accept", "", ""]


def test_a_submit_without_a_network_arrives_later_and_once(screen, samples):
    expect(screen.part("position")).to_have_text("#1")
    screen.page.wait_for_load_state("networkidle")
    screen.page.context.set_offline(True)
    screen.press("Enter")
    screen.expect_sample(samples[1])  # it was loaded ahead
    screen.expect_state("retrying")

    screen.page.context.set_offline(False)

    screen.expect_state("submitted")
    assert Review.objects.get(sample=samples[0]).status == ReviewStatus.SUBMITTED


def test_a_save_whose_answer_got_lost_is_no_conflict(screen, samples):
    def lose_the_answer(route):
        route.fetch()
        route.abort()

    screen.page.route("**/working/", lose_the_answer, times=1)
    screen.press("a")
    screen.expect_state("retrying")
    screen.press("a")
    screen.expect_state("saved")

    assert kept_actions(samples[0]) == ["accept", "accept", ""]
    expect(screen.part("conflict")).to_be_hidden()


def test_a_submit_whose_answer_got_lost_is_one_submit(screen, samples):
    def lose_the_answer(route):
        route.fetch()
        route.abort()

    screen.page.route("**/submit/", lose_the_answer, times=1)
    screen.press("Enter")
    screen.expect_state("retrying")
    screen.expect_state("submitted")

    screen.expect_sample(samples[1])
    assert Review.objects.filter(status=ReviewStatus.SUBMITTED).count() == 1


def side(conflict, trigger, name):
    """One of the two choices for a trigger in the merge screen."""
    return conflict.get_by_role("group", name=trigger).get_by_role("radio", name=name)


def test_a_change_in_another_window_is_merged_trigger_by_trigger(screen, samples, open_page, benchmark, annotator):
    other = Screen(open_page(annotator), benchmark).open()
    other.press("r", "1", "n")
    other.type("A broken vase.")
    other.press("Enter", "1")
    other.expect_state("saved")
    screen.press("a", "r", "4")
    conflict = screen.part("conflict")
    expect(conflict.get_by_role("group")).to_have_count(3)
    expect(conflict.locator("[data-same]")).to_have_text("Alike in both: 3")
    expect(side(conflict, "Clenched fists.", "Here Clenched fists. (accepted)")).not_to_be_checked()
    expect(
        side(conflict, "Clenched fists.", "In the other window Clenched fists. (rejected: hallucinated)")
    ).to_be_visible()
    expect(side(conflict, "A heated argument.", "Here")).to_be_checked()
    expect(side(conflict, "A broken vase.", "In the other window")).to_be_checked()
    assert kept_actions(samples[0]) == ["reject", "", "", "add"]

    conflict.get_by_role("button", name="Go on with what is chosen").click()
    expect(conflict).to_be_visible()  # both changed the first one: somebody has to choose
    side(conflict, "Clenched fists.", "Here").check()
    conflict.get_by_role("button", name="Go on with what is chosen").click()

    assert screen.rows() == ["accept", "reject", "open", "add"]
    screen.expect_state("saved")
    assert kept_actions(samples[0]) == ["accept", "reject", "", "add"]


def test_one_side_can_be_taken_whole(screen, samples, open_page, benchmark, annotator):
    other = Screen(open_page(annotator), benchmark).open()
    other.press("r", "1", "f")
    other.type("Two people.")
    other.press("Enter")
    other.expect_state("saved")
    screen.press("a")
    conflict = screen.part("conflict")
    expect(conflict.get_by_role("group", name="Flag")).to_be_visible()
    conflict.get_by_role("button", name="All as in the other window").click()
    conflict.get_by_role("button", name="Go on with what is chosen").click()

    screen.expect_state("saved")
    assert screen.rows() == ["reject", "open", "open"]
    assert Review.objects.get(sample=samples[0]).working["flag"] == "Two people."


def test_who_is_signed_out_signs_in_again_in_place(screen, samples):
    screen.press("e")
    screen.type(" Shaking")
    screen.page.context.clear_cookies()
    screen.type(" a little.")
    screen.expect_state("signed_out")
    screen.page.evaluate("window.isTheSamePage = true")

    screen.part("sign-in").get_by_role("button", name="Sign in again here").click()
    dialog = screen.page.get_by_role("dialog", name="Sign in again")
    expect(dialog.get_by_label("Username")).to_have_value("ana")
    dialog.get_by_label("Password").fill("not this one")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_have_text("This is not the password of ana.")
    dialog.get_by_label("Password").fill("a long pass phrase")
    dialog.get_by_role("button", name="Sign in").click()

    screen.expect_state("saved")
    expect(screen.part("sign-in")).to_be_hidden()
    assert Review.objects.get(sample=samples[0]).working["rows"][0]["typing"] == "Clenched fists. Shaking a little."
    assert screen.page.evaluate("window.isTheSamePage")


def test_a_page_never_works_under_the_name_of_who_signed_in_after_it(screen, samples, second_annotator):
    sign_in(screen.page.context, second_annotator, screen.page.url)
    screen.press("a")

    screen.expect_state("signed_out")
    assert kept_actions(samples[0]) == []


def test_a_submit_of_a_closed_tab_arrives_at_the_next_visit_and_once(screen, samples):
    screen.page.wait_for_load_state("networkidle")
    screen.page.context.set_offline(True)
    screen.press("r", "1")
    screen.press("Enter")
    screen.expect_state("retrying")
    screen.page.close()
    context = screen.page.context
    context.set_offline(False)

    screen.page = context.new_page()
    screen.open()
    screen.expect_state("submitted")

    screen.expect_sample(samples[1])
    [review] = Review.objects.filter(status=ReviewStatus.SUBMITTED)
    assert [decision.action for decision in review.decisions.order_by("trigger")] == ["reject", "accept", "accept"]


def test_edits_of_a_closed_tab_come_back_even_after_the_sample_went_back_to_the_queue(screen, samples):
    screen.page.context.set_offline(True)
    screen.press("2", "r", "5")
    screen.expect_state("retrying")
    context = screen.page.context
    screen.page.close()
    context.set_offline(False)
    Review.objects.update(status=ReviewStatus.RETURNED, lease_until=None, ended_at=timezone.now())

    screen.page = context.new_page()
    screen.open()

    screen.expect_state("saved")
    assert screen.rows() == ["open", "reject", "open"]
    assert kept_actions(samples[0]) == ["", "reject", ""]


def test_two_tabs_on_one_sample_know_of_each_other_and_show_the_same(screen, samples, benchmark):
    expect(screen.part("elsewhere")).to_be_hidden()
    other = Screen(screen.page.context.new_page(), benchmark).open()
    expect(screen.part("elsewhere")).to_be_visible()
    expect(other.part("elsewhere")).to_be_visible()

    screen.press("a", "r", "2")
    screen.expect_state("saved")
    expect(other.row(2)).to_have_attribute("data-state", "reject")
    other.press("3", "a")
    other.expect_state("saved")
    expect(screen.row(3)).to_have_attribute("data-state", "accept")
    expect(screen.part("conflict")).to_be_hidden()

    screen.submit()
    other.expect_sample(samples[1])
    expect(other.part("notice")).to_have_text("You ended that sample in another tab: this is the next one.")
    assert Review.objects.filter(status=ReviewStatus.SUBMITTED).count() == 1


def test_two_annotators_never_get_the_same_sample(screen, samples, open_page, benchmark, second_annotator):
    screen.expect_sample(samples[0])
    other = Screen(open_page(second_annotator), benchmark).open()
    other.expect_sample(samples[2])  # the second one is loaded ahead for the first annotator
    screen.submit()
    screen.expect_sample(samples[1])

    held = Review.objects.filter(status=ReviewStatus.OPEN).values_list("sample__position", "annotator__username")
    assert sorted(held) == [(2, "ana"), (3, "ben")]


def test_a_sample_that_went_to_someone_else_is_said_to_be_gone(screen, samples, open_page, benchmark, second_annotator):
    Review.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    queueing.return_lapsed()  # as the sweeps do
    Screen(open_page(second_annotator), benchmark).open().expect_sample(samples[0])

    screen.press("a")

    expect(screen.part("notice")).to_contain_text("this sample went to someone else")


def test_a_submit_refused_because_it_is_over_does_not_invite_to_submit_the_next_one(
    screen, samples, open_page, benchmark, annotator
):
    screen.page.wait_for_load_state("networkidle")
    Screen(open_page(annotator), benchmark).open().submit()
    screen.press("Enter")

    screen.expect_state("refused")
    screen.expect_sample(samples[1])
    expect(screen.part("notice")).to_have_text("This review is over: it was submitted.")
    expect(screen.part("progress")).to_have_text("0 today · 3 left")


def test_a_key_meant_for_the_rows_settles_no_conflict(screen, samples, open_page, benchmark, annotator):
    other = Screen(open_page(annotator), benchmark).open()
    other.press("r", "1")
    other.expect_state("saved")
    screen.press("a")
    expect(screen.part("conflict")).to_be_visible()
    screen.press("Enter", "a", "Space")

    expect(screen.part("conflict")).to_be_visible()
    assert kept_actions(samples[0]) == ["reject", "", ""]


def test_going_back_shows_the_sample_that_waits_now(screen, samples):
    screen.open()  # from here on no cookie changes, so that the browser may keep the page
    screen.submit()
    screen.expect_sample(samples[1])
    screen.page.get_by_role("link", name="Samples", exact=True).click()
    expect(screen.page.get_by_role("heading", name="Samples")).to_be_visible()
    screen.page.go_back()

    expect(screen.page.locator("#desk[data-ready=true]")).to_be_attached()
    screen.expect_sample(samples[1])


def test_too_long_a_text_is_said_to_be_too_long_and_not_cut(screen, samples):
    screen.press("e", "Control+a")
    screen.page.keyboard.insert_text("Words. " * 200)
    screen.press("Enter")
    field = screen.page.get_by_label("Text of the trigger")
    expect(screen.part("notice")).to_have_text("Keep it under 1,000 characters.")
    expect(field).to_have_value("Words. " * 200)
    expect(field).to_be_focused()

    screen.press("Enter", "Control+a")
    screen.type("Shorter words.")
    screen.press("Enter")
    assert screen.rows() == ["edit", "open", "open"]
    expect(screen.part("notice")).to_be_hidden()


def test_a_note_typed_for_one_sample_is_not_given_to_the_next(screen, samples):
    note = screen.page.get_by_label("Note (optional)")
    screen.press("s")
    note.fill("Too dark.")
    screen.press("Escape", "s")
    expect(note).to_have_value("Too dark.")
    screen.press("Escape")
    screen.submit()
    screen.expect_sample(samples[1])
    screen.press("s")

    expect(note).to_have_value("")


@pytest.mark.parametrize(
    "missing",
    [
        "delete Crypto.prototype.randomUUID",  # over plain HTTP from another machine
        "for (const name of ['localStorage', 'indexedDB'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('', 'SecurityError') } })",
    ],
)
def test_a_browser_that_withholds_something_reviews_all_the_same(open_page, benchmark, annotator, samples, missing):
    page = open_page(annotator)
    page.add_init_script(missing)
    screen = Screen(page, benchmark).open()
    screen.press("a")
    screen.submit()

    screen.expect_sample(samples[1])
    assert Review.objects.get(sample=samples[0]).status == ReviewStatus.SUBMITTED


def test_kinds_chosen_in_an_open_editor_are_kept_like_its_words(screen, samples):
    screen.press("e")
    screen.page.get_by_label("Factor").select_option("environment")
    screen.row(1).get_by_role("button", name="Move down").click()
    screen.expect_state("saving")
    screen.expect_state("saved")
    screen.open()
    expect(screen.page.get_by_label("Factor")).to_have_value("environment")
    screen.press("Escape", "e")
    expect(screen.page.get_by_label("Factor")).to_have_value("")  # as drafted

    screen.page.get_by_label("Factor").select_option("social")
    screen.type(" Twice.")
    screen.press("Enter")
    screen.submit()
    assert Review.objects.get(sample=samples[0]).decisions.get(action="edit").result.factor == "social"
