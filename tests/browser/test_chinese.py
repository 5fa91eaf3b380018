"""The studio in Chinese, chosen from the menu: on every page, on a wide screen and a phone, and before signing in."""

import pytest
from playwright.sync_api import expect

from annotation.models import Role
from annotation.releasing.cutting import release
from tests import factories
from tests.browser.reviewers import Screen
from tests.review.deciding import decide

HEADINGS = {
    "/": "基准",
    "/benchmarks/new/": "新建基准",
    "/b/streets/samples/": "样本",
    "/b/streets/drafts/": "草稿",
    "/b/streets/imports/": "导入",
    "/b/streets/releases/": "发布版",
    "/b/streets/gap/": "人机差距",
    "/b/streets/people/": "人员",
    "/b/streets/guidelines/": "标注指南",
    "/b/streets/settings/": "设置",
    "/accounts/tokens/": "API 令牌",
    "/accounts/password/": "修改密码",
    "/api/docs/": "API",
    "/nowhere/": "这里什么也没有",
}
HEADING_UNDER_ITS_OWN_NAME = {"/b/streets/": "最近动态", "/b/streets/review/": "草稿中的原因"}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def adam(benchmark):
    """Runs a benchmark in which something is drafted, reviewed and released."""
    user = factories.make_user("adam", is_staff=True)
    factories.add_member(benchmark, user, Role.ADMIN)
    done, *_waiting = factories.make_drafted_samples(benchmark, 3)
    decide(done, user, ["accept", ("edit", "An open quarrel."), ("reject", "irrelevant")], draft=done.drafts.get())
    release(benchmark, "v1", "all", by=user)
    return user


def switch_to_chinese(page):
    """Choose Chinese from the menu of the page that is open."""
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def language(page) -> str:
    return page.locator("html").get_attribute("lang")


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_chinese_and_keeps_to_the_width(open_page, adam, width):
    page = open_page(adam, width=width)
    page.goto("/")
    switch_to_chinese(page)
    found = {}
    for address in HEADINGS:
        page.goto(address)
        found[address] = (language(page), page.locator("h1").inner_text(), page.evaluate(OVERFLOW))
    for address, heading in HEADING_UNDER_ITS_OWN_NAME.items():
        page.goto(address)
        headings = page.get_by_role("heading", name=heading, exact=True)
        found[address] = (language(page), headings.inner_text(), page.evaluate(OVERFLOW))
    expected = HEADINGS | HEADING_UNDER_ITS_OWN_NAME
    assert found == {address: ("zh-hans", heading, 0) for address, heading in expected.items()}


def test_the_review_screen_s_scripts_speak_chinese(open_page, adam, benchmark):
    page = open_page(adam)
    page.goto("/")
    switch_to_chinese(page)
    screen = Screen(page, benchmark).open()
    screen.press("a")
    expect(screen.row(1).locator("[data-state-word]")).to_have_text("已接受")
    expect(screen.part("state")).to_have_text("已保存")
    screen.press("2", "r")
    expect(page.get_by_role("menuitem", name="与另一触发因素重复")).to_be_visible()


def test_language_is_chosen_before_signing_in(open_page, adam):
    page = open_page()
    page.goto("/accounts/login/")
    switch_to_chinese(page)
    page.get_by_label("用户名").fill("adam")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("请输入一个正确的用户名和密码")
    page.get_by_label("密码").fill(factories.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("基准")
