"""What a screen that is open hears of: guidelines that changed, and a connection that went."""

from playwright.sync_api import expect

from annotation.guiding import write_guidelines
from tests.browser.reviewers import Screen
from tests.browser.test_whole_pictures import Matrix
from tests.factories import make_drafted_samples
from tests.review.picture_screen import make_picture

NEWS = "The guidelines have changed since you opened this page."
OFFLINE = "There is no connection. The next picture comes once it is back; everything you did is kept on this device."


def hear_of_new_guidelines(screen, benchmark, admin):
    """Change them behind the screen's back, save something on it, and open what it tells of."""
    expect(screen.part("guidelines-new")).to_be_hidden()
    write_guidelines(benchmark, "Say *why*, not what.", by=admin)
    screen.press("a")
    expect(screen.part("guidelines-new")).to_contain_text(NEWS)
    screen.page.get_by_role("button", name="Show them").click()
    expect(screen.part("guidelines").locator(".prose")).to_have_text("Say why, not what.")
    expect(screen.part("guidelines")).to_be_focused()
    expect(screen.part("guidelines-new")).to_be_hidden()


def test_new_guidelines_open_beside_the_picture(open_page, benchmark, admin, annotator):
    make_drafted_samples(benchmark, 1)
    screen = Screen(open_page(annotator), benchmark).open()
    expect(screen.page.locator("#desk[data-equipped=true]")).to_be_attached()
    hear_of_new_guidelines(screen, benchmark, admin)


def test_new_guidelines_open_beside_a_whole_picture(open_page, benchmark, admin, annotator):
    matrix = Matrix(open_page(annotator), make_picture(benchmark)[0]).open()
    expect(matrix.page.locator("#desk[data-equipped=true]")).to_be_attached()
    hear_of_new_guidelines(matrix, benchmark, admin)


def test_without_a_connection_and_a_next_picture_the_screen_says_so_and_goes_on_by_itself(
    open_page, benchmark, annotator
):
    first, second, third = make_drafted_samples(benchmark, 3)
    screen = Screen(open_page(annotator), benchmark).open()
    screen.expect_sample(first)
    expect(screen.page.locator("#desk[data-equipped=true]")).to_be_attached()
    offline = screen.page.get_by_text(OFFLINE)
    expect(offline).to_be_hidden()
    screen.page.context.set_offline(True)

    screen.press("Enter")
    screen.expect_sample(second)
    screen.page.get_by_role("button", name="Accept the rest and submit").click(delay=500)
    expect(offline).to_be_visible()
    screen.page.context.set_offline(False)

    screen.expect_sample(third)
    expect(offline).to_be_hidden()
