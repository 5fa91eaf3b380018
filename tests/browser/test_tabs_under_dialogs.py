"""What another tab of the same person does while a dialog is open meets the sample that the dialog was opened over."""

import pytest
from playwright.sync_api import expect

from annotation.models import Benchmark
from review.models import Adjudication
from review.states import AdjudicationStatus
from tests.browser.adjudicators import Desk
from tests.review.adjudicators import EDITED, FISTS, MATCH, RAIN, make_disputed
from tests.waiting import eventually

LISTEN = """(user) => {
    window.heard = [];
    const channel = new BroadcastChannel(`review.${user}:adjudications`);
    channel.addEventListener("message", ({ data }) => window.heard.push(data.kind));
}"""


@pytest.fixture
def disputed(benchmark, annotator, second_annotator):
    """Two samples, disputed alike."""
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=2)
    return [make_disputed(benchmark, annotator, second_annotator) for _ in range(2)]


@pytest.fixture
def desk(open_page, benchmark, adjudicator, disputed):
    """A tab that knows of the other one, and writes down what it hears."""
    return Desk(open_page(adjudicator), benchmark).open()


@pytest.fixture
def other(desk, benchmark, adjudicator):
    other = Desk(desk.page.context.new_page(), benchmark).open()
    expect(desk.part("elsewhere")).to_be_visible()
    desk.page.evaluate(LISTEN, adjudicator.pk)
    return other


def hears(desk, kind):
    """Wait until the tab heard this from the other one."""
    eventually(lambda: kind in desk.page.evaluate("window.heard"))


def decide(desk):
    desk.go_to(RAIN)
    desk.press("r", "1")
    desk.go_to(MATCH)
    desk.press("a")
    desk.expect_state("saved")


def test_a_sample_is_not_passed_on_for_one_that_was_settled_in_another_tab(desk, other, disputed):
    decide(other)
    expect(desk.page.locator(".trigger[data-state=accept]")).to_have_count(2)
    desk.press("s")
    desk.type("I know these people.")
    other.press("Enter")
    other.expect_state("submitted")
    hears(desk, "ended")
    desk.expect_sample(disputed[0])
    desk.press("Tab", "Enter")

    desk.expect_sample(disputed[1])
    expect(desk.part("notice")).to_contain_text("This adjudication is over")
    statuses = Adjudication.objects.order_by("sample").values_list("sample", "status")
    assert list(statuses) == [
        (disputed[0].pk, AdjudicationStatus.SUBMITTED), (disputed[1].pk, AdjudicationStatus.OPEN)
    ]  # fmt: skip


def test_who_closes_the_dialog_over_a_settled_sample_is_told(desk, other, disputed):
    decide(other)
    expect(desk.page.locator(".trigger[data-state=accept]")).to_have_count(2)
    desk.press("s")
    other.press("Enter")
    hears(desk, "ended")
    desk.press("Escape")

    desk.expect_sample(disputed[1])
    expect(desk.part("notice")).to_have_text("You ended that sample in another tab: this is the next one.")


def test_groups_are_merged_as_they_were_when_the_menu_was_opened(desk, other, disputed):
    desk.go_to(RAIN)
    desk.press("m")
    [agreed] = set(other.texts()) - {RAIN, MATCH}
    other.go_to(agreed)
    other.press("x")
    other.expect_state("saved")
    hears(desk, "saved")
    expect(desk.page.locator(".trigger")).to_have_count(3)
    desk.page.get_by_role("dialog").get_by_role("button", name=MATCH).press("Enter")
    desk.part("conflict").get_by_role("button", name="Go on with what is chosen").click()

    desk.expect_state("saved")
    rows = Adjudication.objects.get(sample=disputed[0]).working["rows"]
    assert sorted(len(row["sources"]) for row in rows) == [1, 1, 2]
    assert {row["text"] for row in rows if len(row["sources"]) == 1} == {FISTS, EDITED}
