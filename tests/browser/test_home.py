"""The first page delivers what this browser still keeps; the review screen proposes a rest."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from review.models import Preferences, Review
from review.states import ReviewStatus
from tests.browser.reviewers import Screen
from tests.factories import make_drafted_samples
from tests.review.picture_screen import make_picture


@pytest.fixture
def samples(benchmark):
    return make_drafted_samples(benchmark, 3)


@pytest.fixture
def screen(open_page, benchmark, annotator, samples):
    return Screen(open_page(annotator), benchmark).open()


def leave_and_come_home(screen, *, later=timedelta(minutes=2)):
    """Close the tab while nothing gets through, and open the first page a while after, by the browser's clock."""
    context = screen.page.context
    screen.page.close()
    context.unroute_all()
    page = context.new_page()
    page.clock.install(time=timezone.now() + later)
    page.goto("/")
    expect(page.locator("html[data-delivered=true]")).to_be_attached()
    return page


def lose(route):
    """The request does not arrive."""
    route.abort()


def lose_the_answer(route):
    """The request arrives, its answer does not."""
    route.fetch()
    route.abort()


def trouble(screen, pattern, how):
    screen.page.context.route(pattern, how)


@pytest.mark.parametrize("how", [lose, lose_the_answer])
def test_a_submit_that_never_arrived_is_delivered_from_the_first_page_once(screen, samples, how):
    trouble(screen, "**/submit/", how)
    screen.press("a", "Enter")
    screen.expect_state("retrying")

    page = leave_and_come_home(screen)

    expect(page.get_by_role("status")).to_contain_text("is there now")
    assert Review.objects.filter(status=ReviewStatus.SUBMITTED).values_list("sample", flat=True).get() == samples[0].pk


@pytest.mark.parametrize("how", [lose, lose_the_answer])
def test_edits_that_never_arrived_are_delivered_too(screen, samples, how):
    trouble(screen, "**/working/", how)
    screen.press("r", "3")
    screen.expect_state("retrying")

    page = leave_and_come_home(screen)

    expect(page.get_by_role("status")).to_contain_text("is there now")
    working = Review.objects.get(sample=samples[0]).working
    assert [row["action"] for row in working["rows"]] == ["reject", "", ""]


def test_a_submit_of_a_whole_picture_is_delivered_too(open_page, benchmark, annotator):
    [image, *_] = make_picture(benchmark)
    screen = Screen(open_page(annotator), benchmark)
    screen.address = f"/b/{benchmark.slug}/pictures/{image.pk}/review/"
    screen.open()
    trouble(screen, "**/submit/", lose)
    screen.press("Control+Enter")
    screen.expect_state("retrying")

    page = leave_and_come_home(screen)

    expect(page.get_by_role("status")).to_contain_text("is there now")
    assert Review.objects.filter(status=ReviewStatus.SUBMITTED, sample__image=image).count() == 2


def test_what_another_tab_is_at_work_on_is_left_to_it(screen):
    trouble(screen, "**/working/", lose)
    screen.press("a")
    screen.expect_state("retrying")
    page = screen.page.context.new_page()
    page.goto("/")

    expect(page.locator("html[data-delivered=true]")).to_be_attached()
    expect(page.get_by_role("status")).to_be_hidden()


def test_a_submit_that_another_machine_s_work_overtook_is_kept_and_told(screen, samples):
    trouble(screen, "**/submit/", lose)
    screen.press("a", "Enter")
    screen.expect_state("retrying")
    Review.objects.filter(sample=samples[0]).update(version=7, working={"rows": [], "flag": "odd"})

    page = leave_and_come_home(screen)

    expect(page.get_by_role("status")).to_contain_text("waits for you on the screen where you wrote it")
    page.get_by_role("link", name="Review").click()
    expect(page.get_by_text("This sample was changed in another window")).to_be_visible()


def test_a_page_with_nothing_to_deliver_says_nothing(open_page, benchmark, annotator):
    page = open_page(annotator)
    page.goto("/")
    expect(page.locator("html[data-delivered=true]")).to_be_attached()
    expect(page.get_by_role("status")).to_be_hidden()


@pytest.fixture
def tired(open_page, benchmark, annotator, samples):
    """A screen with a clock of its own, on which a rest is proposed after two minutes."""
    Preferences.objects.create(user=annotator, rest_minutes=2)
    page = open_page(annotator)
    page.clock.install()
    screen = Screen(page, benchmark).open()
    page.clock.run_for(5_000)
    expect(page.locator("#desk[data-equipped=true]")).to_be_attached()
    return screen


def work(screen, minutes):
    for _ in range(minutes):
        screen.page.clock.fast_forward(60_000)
        screen.press("j")


def test_a_rest_is_proposed_after_active_work_and_put_away(tired):
    work(tired, 1)
    expect(tired.part("rest")).to_be_hidden()
    work(tired, 2)
    expect(tired.part("rest")).to_contain_text("You have worked for 2 minutes.")
    tired.part("rest").get_by_role("button", name="Close").click()
    expect(tired.part("rest")).to_be_hidden()
    tired.press("a")
    assert tired.rows().count("accept") == 1


def test_a_pause_is_a_rest(tired):
    work(tired, 1)
    tired.page.clock.fast_forward(300_000)
    tired.press("j")
    work(tired, 1)
    expect(tired.part("rest")).to_be_hidden()


def test_who_wants_no_proposal_gets_none(open_page, benchmark, annotator, samples):
    Preferences.objects.create(user=annotator, rest_minutes=0)
    screen = Screen(open_page(annotator), benchmark).open()
    expect(screen.part("rest")).to_have_count(0)
