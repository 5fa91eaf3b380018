"""What an adjudicator decided is kept: over kills, lost lines and lost answers, beside other windows, and sent once."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from annotation.models import Benchmark, Label, Origin
from review.models import Adjudication
from review.states import AdjudicationStatus
from tests.browser.adjudicators import Desk
from tests.browser.conftest import nobody_is_served, sign_in
from tests.chaos.browsing.annotator import Annotator
from tests.review.adjudicators import MATCH, RAIN, make_disputed
from tests.waiting import eventually

JOURNAL = """async () => {
    const promised = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
    const database = await promised(indexedDB.open("eibench-review"));
    const kept = await promised(database.transaction("works").objectStore("works").getAll());
    database.close();
    return kept.flatMap(({ working }) => working.rows.map((row) => row.typing ?? row.decision)).sort();
}"""


@pytest.fixture
def disputed(benchmark, annotator, second_annotator):
    """Three samples, disputed alike."""
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=2)
    return [make_disputed(benchmark, annotator, second_annotator) for _ in range(3)]


@pytest.fixture
def desk(open_page, benchmark, adjudicator, disputed):
    desk = Desk(open_page(adjudicator), benchmark).open()
    desk.page.wait_for_load_state("networkidle")  # the next picture is there
    return desk


@pytest.fixture
def killable(chromium, live_server, benchmark, adjudicator, disputed, tmp_path):
    """An adjudicator whose browser keeps its profile when it is killed."""
    address = f"{live_server.url}/b/{benchmark.slug}/adjudication/settle/"
    playwright = SimpleNamespace(chromium=chromium.browser_type)
    with Annotator(playwright, tmp_path / "profile", address, adjudicator) as person:
        yield person
    eventually(nobody_is_served)


def decide(desk):
    """Drop the rain and keep the match: with what both reviewers drew from one draft, that is all."""
    desk.go_to(RAIN)
    desk.press("r", "1")
    desk.go_to(MATCH)
    desk.press("a")


def kept_decision(sample, text):
    """What the server keeps about the group of these words; None where it keeps nothing."""
    rows = Adjudication.objects.get(sample=sample).working.get("rows", [])
    return next((row["decision"] for row in rows if row["text"] == text), None)


def settled_samples():
    """The samples that were settled; each has one label of an adjudicator."""
    samples = Adjudication.objects.filter(status=AdjudicationStatus.SUBMITTED).values_list("sample", flat=True)
    labelled = Label.objects.filter(origin=Origin.ADJUDICATED).values_list("sample", flat=True)
    assert sorted(samples) == sorted(labelled)
    return sorted(samples)


def lose(route):
    """The request does not arrive."""
    route.abort()


def lose_the_answer(route):
    """The request arrives, its answer does not."""
    route.fetch()
    route.abort()


def leave_and_come_home(desk, *, later=timedelta(minutes=2), losing=""):
    """Close the tab while nothing gets through, and open the first page a while after, by the browser's clock.

    `losing`: the file whose first request is lost.
    """
    context = desk.page.context
    desk.page.close()
    context.unroute_all()
    if losing:
        context.route(losing, lose, times=1)
    page = context.new_page()
    page.clock.install(time=timezone.now() + later)
    page.goto("/")
    expect(page.locator("html[data-delivered=true]")).to_be_attached()
    return page


def test_a_killed_browser_has_every_decision_and_half_a_word_again(killable, benchmark, disputed):
    desk = Desk(killable.page, benchmark)
    rounds = (
        (RAIN, ["r", "1"], "", ["", "drop", "keep"]),
        (MATCH, ["a"], "", ["drop", "keep", "keep"]),
        (MATCH, ["e", "Control+a"], "half a word", ["drop", "half a word", "keep"]),
    )
    for group, keys, words, expected in rounds:
        desk.page.route("**/working/", lose)
        desk.go_to(group)
        desk.press(*keys)
        desk.type(words)
        eventually(lambda expected=expected: desk.page.evaluate(JOURNAL) == expected)
        killable.kill()
        killable.come()
        desk.page = killable.page
        desk.expect_state("saved")
        eventually(lambda: desk.page.evaluate(JOURNAL) == [])

        rows = Adjudication.objects.get(sample=disputed[0]).working["rows"]
        assert sorted(row.get("typing", row["decision"]) for row in rows) == expected
    expect(desk.page.get_by_label("Text of the trigger")).to_have_value("half a word")


@pytest.mark.parametrize("how", [lose, lose_the_answer])
def test_a_submit_of_a_killed_browser_arrives_at_the_next_visit_once(killable, benchmark, disputed, how):
    desk = Desk(killable.page, benchmark)
    desk.page.route("**/submit/", how)
    decide(desk)
    desk.press("Enter")
    desk.expect_state("retrying")
    killable.kill()
    killable.come()

    desk.page = killable.page
    desk.expect_sample(disputed[1])
    desk.expect_state("submitted")
    assert settled_samples() == [disputed[0].pk]


def test_without_a_network_everything_waits_and_arrives_once(desk, disputed):
    desk.page.context.set_offline(True)
    decide(desk)
    desk.expect_state("retrying")
    assert kept_decision(disputed[0], RAIN) is None
    desk.press("Enter")
    desk.expect_sample(disputed[1])  # it was loaded ahead
    desk.go_to(RAIN)
    desk.press("r", "2")
    assert settled_samples() == []

    desk.page.context.set_offline(False)

    eventually(lambda: settled_samples() == [disputed[0].pk])
    eventually(lambda: kept_decision(disputed[1], RAIN) == "drop")
    expect(desk.part("conflict")).to_be_hidden()


def test_a_submit_whose_answer_got_lost_is_one_settlement(desk, disputed):
    desk.page.route("**/submit/", lose_the_answer, times=1)
    decide(desk)
    desk.press("Enter")
    desk.expect_state("submitted")

    desk.expect_sample(disputed[1])
    assert settled_samples() == [disputed[0].pk]


def test_a_save_whose_answer_got_lost_is_no_conflict(desk, disputed):
    desk.page.route("**/working/", lose_the_answer, times=1)
    desk.go_to(RAIN)
    desk.press("r", "1")
    desk.expect_state("retrying")
    desk.go_to(MATCH)
    desk.press("a")
    desk.expect_state("saved")

    assert [kept_decision(disputed[0], text) for text in (RAIN, MATCH)] == ["drop", "keep"]
    expect(desk.part("conflict")).to_be_hidden()


def test_a_sample_passed_on_whose_answer_got_lost_is_passed_on_once(desk, disputed):
    desk.page.route("**/pass/", lose_the_answer, times=1)
    desk.press("s")
    desk.type("I know these people.")
    desk.press("Tab", "Enter")
    desk.expect_state("passed_on")

    desk.expect_sample(disputed[1])
    [passed] = Adjudication.objects.filter(status=AdjudicationStatus.RETURNED)
    assert (passed.sample, passed.reason) == (disputed[0], "I know these people.")


def test_what_could_not_be_saved_goes_with_a_sample_that_is_passed_on(desk, disputed):
    desk.page.route("**/working/", lose)
    decide(desk)
    desk.expect_state("retrying")
    desk.press("s")
    desk.type("I know these people.")
    desk.press("Tab", "Enter")
    desk.expect_state("passed_on")

    assert [kept_decision(disputed[0], text) for text in (RAIN, MATCH)] == ["drop", "keep"]
    eventually(lambda: desk.page.evaluate(JOURNAL) == [])


@pytest.mark.parametrize("how", [lose, lose_the_answer])
def test_the_first_page_delivers_what_a_closed_tab_left_once(desk, disputed, how):
    desk.page.context.route("**/submit/", how)
    desk.page.context.route("**/working/", how)
    decide(desk)
    desk.press("Enter")
    desk.expect_sample(disputed[1])
    desk.go_to(RAIN)
    desk.press("r", "2")
    desk.expect_state("retrying")

    page = leave_and_come_home(desk)

    expect(page.get_by_role("status")).to_contain_text("is there now")
    assert settled_samples() == [disputed[0].pk]
    assert kept_decision(disputed[1], RAIN) == "drop"


def test_the_first_page_delivers_over_a_connection_that_loses_a_file(desk, disputed):
    desk.page.context.route("**/submit/", lose)
    decide(desk)
    desk.press("Enter")
    desk.expect_state("retrying")

    page = leave_and_come_home(desk, losing="**/adjudication/groups.js")

    expect(page.get_by_role("status")).to_contain_text("is there now")
    assert settled_samples() == [disputed[0].pk]


def test_what_an_earlier_visit_left_asks_for_no_file_that_a_bad_connection_could_lose(desk, disputed):
    desk.page.context.route("**/submit/", lose)
    desk.page.context.route(re.compile(r"/js/keeping/(?!keeping\.js)"), lose)
    decide(desk)
    desk.press("Enter")
    desk.expect_state("retrying")
    desk.open()

    desk.expect_sample(disputed[1])
    desk.page.context.unroute_all()
    eventually(lambda: settled_samples() == [disputed[0].pk])


def test_half_a_word_is_there_after_a_reload(desk):
    desk.go_to(RAIN)
    desk.press("e")
    desk.press("End")
    desk.type(" Half a thou")
    desk.expect_state("saved")
    desk.open()
    field = desk.page.get_by_label("Text of the trigger")
    expect(field).to_have_value(f"{RAIN} Half a thou")

    field.press("Escape")
    expect(field).to_be_hidden()
    assert RAIN in desk.page.locator(".trigger-text").all_inner_texts()


def side(conflict, group, name):
    """One of the two choices for a group in the merge screen."""
    return conflict.get_by_role("group", name=group).get_by_role("radio", name=name)


def test_a_change_in_another_window_is_merged_group_by_group(desk, disputed, open_page, benchmark, adjudicator):
    other = Desk(open_page(adjudicator), benchmark).open()
    other.go_to(RAIN)
    other.press("r", "6", "n")
    other.type("Great heat.")
    other.press("Enter", "1")
    other.expect_state("saved")
    decide(desk)

    conflict = desk.part("conflict")
    expect(conflict.get_by_role("group")).to_have_count(3)
    expect(conflict.locator("[data-same]")).to_have_text("Alike in both: 1")
    expect(side(conflict, RAIN, f"Here {RAIN} (dropped: hallucinated")).not_to_be_checked()
    expect(side(conflict, RAIN, f"In the other window {RAIN} (dropped: other)")).to_be_visible()
    expect(side(conflict, MATCH, "Here")).to_be_checked()
    expect(side(conflict, "Great heat.", "In the other window")).to_be_checked()
    conflict.get_by_role("button", name="Go on with what is chosen").click()
    expect(conflict).to_be_visible()  # both changed the rain: somebody has to choose
    side(conflict, RAIN, "Here").check()
    conflict.get_by_role("button", name="Go on with what is chosen").click()

    desk.expect_state("saved")
    rows = Adjudication.objects.get(sample=disputed[0]).working["rows"]
    assert sorted((row["decision"], row["reason"]) for row in rows) == [
        ("add", "common_sense"),
        ("drop", "hallucinated"),
        ("keep", ""),
        ("keep", ""),
    ]


def test_groups_that_one_window_took_apart_are_one_choice(desk, disputed, open_page, benchmark, adjudicator):
    other = Desk(open_page(adjudicator), benchmark).open()
    [agreed] = set(other.texts()) - {RAIN, MATCH}
    other.go_to(agreed)
    other.press("x")
    other.expect_state("saved")
    desk.go_to(agreed)
    desk.press("w")
    conflict = desk.part("conflict")
    expect(conflict.get_by_role("group")).to_have_count(1)

    conflict.get_by_role("button", name="All as in the other window").click()
    conflict.get_by_role("button", name="Go on with what is chosen").click()

    desk.expect_state("saved")
    assert len(Adjudication.objects.get(sample=disputed[0]).working["rows"]) == 4


def test_two_tabs_know_of_each_other_and_show_the_same(desk, disputed, benchmark):
    expect(desk.part("elsewhere")).to_be_hidden()
    other = Desk(desk.page.context.new_page(), benchmark).open()
    expect(desk.part("elsewhere")).to_be_visible()
    expect(other.part("elsewhere")).to_be_visible()

    decide(desk)
    desk.expect_state("saved")
    expect(other.page.locator(".trigger[data-state=reject]")).to_have_count(1)
    expect(other.page.locator(".trigger[data-state=accept]")).to_have_count(2)
    expect(desk.part("conflict")).to_be_hidden()

    desk.press("Enter")
    desk.expect_state("submitted")
    other.expect_sample(disputed[1])
    expect(other.part("notice")).to_have_text("You ended that sample in another tab: this is the next one.")
    assert settled_samples() == [disputed[0].pk]


def test_a_sample_that_is_over_is_said_to_be_over_and_enter_goes_on(desk, disputed):
    Adjudication.objects.filter(sample=disputed[0]).update(
        status=AdjudicationStatus.RETURNED, reason="Passed on elsewhere.", lease_until=None, ended_at=timezone.now()
    )
    desk.go_to(RAIN)
    desk.press("r", "1")
    expect(desk.part("notice")).to_contain_text("This adjudication is over")
    desk.press("Enter")

    desk.expect_sample(disputed[1])
    expect(desk.part("notice")).to_be_hidden()


def test_who_is_signed_out_signs_in_again_in_place(desk):
    desk.page.evaluate("window.isTheSamePage = true")
    desk.page.context.clear_cookies()
    desk.press("a")
    desk.expect_state("signed_out")

    desk.part("sign-in").get_by_role("button", name="Sign in again here").click()
    dialog = desk.page.get_by_role("dialog", name="Sign in again")
    dialog.get_by_label("Password").fill("a long pass phrase")
    dialog.get_by_role("button", name="Sign in").click()

    desk.expect_state("saved")
    expect(desk.part("sign-in")).to_be_hidden()
    assert Adjudication.objects.filter(working__rows__0__decision="keep").count() == 1
    assert desk.page.evaluate("window.isTheSamePage")


def test_a_page_never_works_under_the_name_of_who_signed_in_after_it(desk, disputed, annotator):
    sign_in(desk.page.context, annotator, desk.page.url)
    desk.go_to(RAIN)
    desk.press("r", "1")

    desk.expect_state("signed_out")
    assert kept_decision(disputed[0], RAIN) is None


def test_the_screen_takes_eleven_requests_and_one_more_loads_the_next_picture_ahead(
    open_page, benchmark, adjudicator, disputed
):
    page, asked = open_page(adjudicator), []
    page.on("request", lambda request: asked.append(request.url.removeprefix(page.url.split("/b/")[0])))
    ahead = f"/images/{disputed[1].image_id}/screen"

    with page.expect_request(f"**{ahead}"):
        Desk(page, benchmark).open().expect_sample(disputed[0])

    before = set(asked[: asked.index(ahead)])
    assert len(before) == 11, sorted(before)
