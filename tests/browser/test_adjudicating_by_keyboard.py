"""Settling disputed samples in Chromium by keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from annotation.models import Benchmark, Image, Origin, Sample
from annotation.states import SampleStatus
from review.models import Adjudication, Choice, Comment
from review.preferring import prefer
from review.states import AdjudicationStatus
from tests.browser.adjudicators import Desk
from tests.review.adjudicators import EDITED, FISTS, MATCH, RAIN, make_disputed


@pytest.fixture
def disputed(benchmark, annotator, second_annotator):
    """Two samples, disputed alike."""
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=2)
    return [make_disputed(benchmark, annotator, second_annotator) for _ in range(2)]


@pytest.fixture
def left_handed(adjudicator):
    """Cora keeps with q, drops with m, and has given w away."""
    prefer(adjudicator, keys={"accept": "q", "reject": "m", "undo": "w"})


@pytest.fixture
def desk(open_page, benchmark, adjudicator, disputed):
    return Desk(open_page(adjudicator), benchmark).open()


def choices(sample):
    """What was chosen about the sample: action, reason, the text that came of it, and the texts it was made of."""
    found = Choice.objects.filter(adjudication__sample=sample, adjudication__status="submitted").order_by("id")
    return {
        (
            row.action,
            row.reason,
            row.result.text if row.result else "",
            *sorted(s.trigger.text for s in row.sources.all()),
        )
        for row in found
    }


def drop_one_keep_one_and_add_one(desk):
    desk.go_to(RAIN)
    desk.press("r", "1")
    desk.go_to(MATCH)
    desk.press("a")
    desk.press("n")
    desk.type("Great heat.")
    desk.press("Enter", "1")
    desk.expect_state("saved")
    desk.press("Enter")


def take_apart_put_together_and_edit(desk):
    words = desk.page.locator(".trigger-text").all_inner_texts()
    [agreed] = [text for text in words if text in (FISTS, EDITED)]
    desk.go_to(agreed)
    desk.press("x")  # apart
    assert desk.texts() == sorted([FISTS, EDITED, RAIN, MATCH])
    desk.go_to(FISTS)
    desk.press("m")  # together again, by the number of the other group
    desk.page.get_by_role("dialog").get_by_role("button", name=EDITED).press("Enter")
    assert desk.texts() == sorted([FISTS, RAIN, MATCH])
    desk.press("w")  # under the other wording
    assert desk.texts() == sorted([EDITED, RAIN, MATCH])
    desk.go_to(MATCH)
    desk.press("r", "6")
    desk.go_to(RAIN)
    desk.press("e", "Control+a")
    desk.type("Rain in the street.")
    desk.press("Enter", "Enter")


def test_two_samples_are_settled_by_keyboard_alone(desk, disputed):
    first, second = disputed
    desk.expect_sample(first)
    assert sorted(desk.rows()) == ["accept", "open", "open"]  # what both drew from the same draft is agreed on
    drop_one_keep_one_and_add_one(desk)
    desk.expect_sample(second)
    desk.expect_state("submitted")
    take_apart_put_together_and_edit(desk)

    expect(desk.part("empty")).to_be_visible()
    fists = {FISTS, EDITED}
    [kept] = [row for row in choices(first) if fists <= set(row[3:])]
    assert kept[0] == "merge"
    assert choices(first) - {kept} == {
        ("drop", "hallucinated", "", RAIN),
        ("keep", "", MATCH, MATCH),
        ("add", "common_sense", "Great heat."),
    }
    assert choices(second) == {
        ("merge", "", EDITED, *sorted(fists)),
        ("drop", "other", "", MATCH),
        ("edit", "", "Rain in the street.", RAIN),
    }
    settled = Sample.objects.filter(status=SampleStatus.ACCEPTED, final_label__origin=Origin.ADJUDICATED)
    assert settled.count() == 2


def test_an_undecided_group_is_pointed_at_before_anything_is_sent(desk, disputed):
    desk.press("Enter")
    place = desk.rows().index("open") + 1
    expect(desk.part("notice")).to_have_text(f"Group {place} has no decision yet: keep or drop it.")
    expect(desk.row(place)).to_be_focused()
    assert not Choice.objects.exists()


def test_a_new_group_without_a_word_goes_when_the_label_is_submitted(desk, disputed):
    desk.press("n")
    field = desk.page.get_by_label("Text of the trigger")
    expect(field).to_be_focused()
    desk.page.get_by_role("button", name="Submit the final label").click()

    expect(desk.part("notice")).to_contain_text("has no decision yet")
    expect(field).to_have_count(0)
    assert len(desk.rows()) == 3
    desk.expect_state("saved")


def test_who_said_what_stands_under_each_group(desk, disputed):
    rain = desk.go_to(RAIN)
    expect(rain.locator(".said-text")).to_have_text([RAIN])
    expect(rain.locator(".said-rejected")).to_have_text([f"rejected “{RAIN}”: hallucinated: not in the picture"])
    match = desk.go_to(MATCH)
    expect(match.locator(".said .soft", has_text="says nothing of it")).to_have_count(1)


def test_where_a_reviewer_pointed_is_drawn_over_the_picture_with_their_letter(
    open_page, benchmark, annotator, second_annotator, adjudicator
):
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=2)
    make_disputed(benchmark, annotator, second_annotator, place=[0.25, 0.5, 0.2, 0.1])
    desk = Desk(open_page(adjudicator), benchmark).open()
    match = desk.go_to(MATCH)
    letter = match.locator(".said", has=desk.page.locator(".said-text")).locator(".said-name").inner_text()
    mark = desk.page.locator(".mark")

    expect(mark).to_have_text(letter)
    assert mark.evaluate("({ style }) => [style.left, style.top, style.width, style.height]") == [
        "25%", "50%", "20%", "10%"
    ]  # fmt: skip
    desk.go_to(RAIN)
    expect(mark).to_have_count(0)


def test_work_is_there_after_a_reload_and_a_submit_comes_back(desk, disputed):
    desk.go_to(RAIN)
    desk.press("r", "1")
    desk.expect_state("saved")
    desk.open()
    desk.go_to(RAIN)
    assert sorted(desk.rows()) == ["accept", "open", "reject"]
    desk.go_to(MATCH)
    desk.press("a", "Enter")
    desk.expect_sample(disputed[1])
    desk.press("u")
    desk.expect_sample(disputed[0])
    desk.expect_state("undone")
    assert sorted(desk.rows()) == ["accept", "accept", "reject"]


def test_an_undo_of_what_came_back_by_another_way_is_counted(desk, disputed):
    desk.go_to(RAIN)
    desk.press("r", "1")
    desk.go_to(MATCH)
    desk.press("a")
    desk.submit()
    desk.page.route("**/undo/", lambda route: (route.fetch(), route.abort()), times=1)  # its answer is lost
    desk.press("u")
    expect(desk.part("notice")).to_be_visible()
    Adjudication.objects.filter(sample=disputed[1]).update(
        status=AdjudicationStatus.RETURNED, reason="Passed on elsewhere.", lease_until=None, ended_at=timezone.now()
    )
    desk.press("a")
    expect(desk.part("notice")).to_contain_text("This adjudication is over")
    desk.press("Enter")
    desk.expect_sample(disputed[0])
    expect(desk.part("progress")).to_contain_text("1 settled")
    desk.press("u")

    expect(desk.part("progress")).to_contain_text("0 settled")
    desk.expect_sample(disputed[0])


def test_a_sample_is_passed_on_with_a_reason(desk, disputed):
    desk.press("s")
    desk.type("I know these people.")
    desk.press("Tab", "Enter")
    desk.expect_sample(disputed[1])
    desk.expect_state("passed_on")
    passed = Adjudication.objects.get(sample=disputed[0])
    assert (passed.status, passed.reason) == ("returned", "I know these people.")


def test_the_keys_are_those_that_a_person_chose(left_handed, desk):
    desk.go_to(MATCH)
    desk.press("q")
    desk.go_to(RAIN)
    desk.press("a", "r", "m", "1")
    assert sorted(desk.rows()) == ["accept", "accept", "reject"]
    merge = desk.row(1).get_by_role("button", name="Merge")
    expect(merge).to_have_attribute("aria-keyshortcuts", "M")
    expect(desk.page.get_by_role("button", name="Undo").first).to_have_attribute("aria-keyshortcuts", "w")


def test_a_sensitive_picture_is_shown_by_key(open_page, benchmark, adjudicator, disputed):
    Image.objects.update(sensitive=True)
    desk = Desk(open_page(adjudicator), benchmark).open()
    veiled = desk.page.locator("[data-stage][data-veiled]")
    expect(veiled).to_have_count(1)
    desk.press("i")
    expect(veiled).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
def test_pages_with_something_to_settle_are_accessible(
    open_page, benchmark, annotator, second_annotator, adjudicator, dark
):
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=2)
    sample = make_disputed(benchmark, annotator, second_annotator, flag="He is calm.")
    Comment.objects.create(sample=sample, text="Is this so?", by=annotator)
    desk = Desk(open_page(adjudicator, dark=dark), benchmark).open()
    expect(desk.part("remarks").get_by_role("listitem")).to_have_count(3)
    desk.go_to(RAIN)
    desk.press("r", "1")
    assert violations(desk.page) == []
    desk.press("m")
    assert violations(desk.page) == []
    for page in ("adjudication/", "flags/", "comments/", f"samples/{sample.pk}/"):
        desk.page.goto(f"/b/streets/{page}")
        assert violations(desk.page) == [], page


def violations(page) -> list[str]:
    """What axe says of the page as it is now."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def test_nothing_on_the_screen_jumps_while_it_loads(open_page, benchmark, adjudicator, disputed):
    page = open_page(adjudicator)
    page.add_init_script("""
        window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
          .observe({ type: "layout-shift", buffered: true });
    """)
    desk = Desk(page, benchmark).open()
    expect(desk.part("remarks")).to_be_visible()  # which comes with the groups
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.shifts") == []
