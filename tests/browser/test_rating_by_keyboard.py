"""Rating labels in Chromium: 0 to 5 rate and show the next, u takes the last back; then figures and match tables."""

import pytest
from playwright.sync_api import expect

from annotation.models import Benchmark, Role
from review.models import Rating
from tests import factories
from tests.review.comparing import compare
from tests.review.deciding import decide
from tests.review.rating import make_round


@pytest.fixture
def found():
    """A round of three samples for Rita, who measures."""
    benchmark = factories.make_benchmark("streets")
    user = factories.make_user("rita")
    factories.add_member(benchmark, user, Role.ADMIN)
    return make_round(benchmark, ["angry", "sad", "sad"], [user])


def scores() -> list[int]:
    return list(Rating.objects.order_by("item__position").values_list("score", flat=True))


def rated(page, count):
    expect(page.locator(".lede")).to_have_text(f"{count} of 3 rated by you")


def test_keys_rate_and_take_back_and_the_figures_open_at_the_end(open_page, found):
    page = open_page(found.raters.get())
    page.goto(f"/b/streets/ratings/{found.pk}/rate/")
    rated(page, 0)
    assert page.evaluate("document.activeElement.tagName") == "BODY"  # no score lies under a stray Enter
    for count, key in enumerate("50", start=1):
        page.keyboard.press(key)
        rated(page, count)
    page.keyboard.press("u")
    rated(page, 1)
    page.keyboard.press("6")  # is no score
    for count, key in enumerate("34", start=2):
        page.keyboard.press(key)
        rated(page, count)
    assert scores() == [5, 3, 4]
    page.get_by_role("link", name="See the figures").click()
    expect(page.get_by_role("heading", name="first", exact=True)).to_be_visible()
    expect(page.locator(".stat", has_text="Mean as in the paper").locator(".stat-value")).to_have_text("4.25")


def test_a_held_key_rates_one_sample(open_page, found):
    page = open_page(found.raters.get())
    page.goto(f"/b/streets/ratings/{found.pk}/rate/")
    page.keyboard.down("4")
    rated(page, 1)
    page.keyboard.down("4")  # repeats, as a held key does
    page.keyboard.up("4")
    page.keyboard.press("2")
    rated(page, 2)
    assert scores() == [4, 2]


@pytest.fixture
def rosa():
    """Measures a benchmark in which Ana and Ben have reviewed a sample."""
    benchmark = factories.make_benchmark("streets")
    Benchmark.objects.update(overlap=2)
    users = [factories.make_user(name) for name in ("ana", "ben", "rosa")]
    for user, role in zip(users, (Role.ANNOTATOR, Role.ANNOTATOR, Role.RESEARCHER), strict=True):
        factories.add_member(benchmark, user, role)
    draft = factories.make_draft(factories.make_sample(benchmark), texts=["Clenched fists.", "Rain outside."])
    decide(draft.sample, users[0], ["accept", "accept"], draft=draft, final=False)
    decide(draft.sample, users[1], ["accept", ("reject", "irrelevant")], draft=draft, final=False)
    compare(draft.sample)
    return users[2]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_agreement_leads_to_the_match_table_of_a_pair(open_page, rosa, width, dark):
    page = open_page(rosa, width=width, dark=dark)
    page.goto("/b/streets/gap/")
    page.get_by_role("link", name="Agreement", exact=True).click()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0
    page.locator(".agreement-table a", has_text="0.67").first.click()
    rows = page.locator(".agreement-lists tbody tr")
    expect(rows).to_have_count(2)
    assert sorted(rows.nth(1).locator("td").all_inner_texts()) == ["Rain outside.", "nothing like it", "–"]
    assert page.evaluate(overflow) == 0
