"""A picture with all its questions, worked by keyboard, by touch, with the network gone and in two windows at once."""

import re

import pytest
from playwright.sync_api import expect

from annotation.models import Label, Origin, PersonBox
from review.models import Contradiction, Review
from review.states import ReviewStatus
from tests.browser.reviewers import Screen
from tests.factories import mark_person
from tests.review.picture_screen import SHARED, make_picture

SERVES, OPEN, REJECTED, CONTRADICTS, NOTHING = "accept", "open", "reject", "contradicts", "none"


@pytest.fixture
def picture(benchmark):
    return make_picture(benchmark)


class Matrix(Screen):
    """The screen of a whole picture: cells by the number of line and question, from 0."""

    def __init__(self, page, image):
        super().__init__(page, image.benchmark)
        self.address = f"/b/{image.benchmark.slug}/pictures/{image.pk}/review/"

    def open(self):
        super().open()
        self.cell(0).focus()
        return self

    def cell(self, line, column=-1):
        return self.page.locator(f"[data-line='{line}'] > [data-column='{column}']")

    def choose(self, number):
        expect(self.part("choose")).to_be_visible()
        self.press(number)

    def states(self):
        """The state of each cell, line by line."""
        lines = self.page.locator("[data-line]").evaluate_all(
            "lines => lines.map(line => [...line.querySelectorAll('td')].map(cell => cell.dataset.state))"
        )
        return list(lines)

    def expect_cell(self, line, column, state):
        expect(self.cell(line, column)).to_have_attribute("data-state", state)


def labels():
    written = Label.objects.filter(origin=Origin.HUMAN).order_by("pk")
    return {label.sample.question: [trigger.text for trigger in label.triggers.all()] for label in written}


def test_keys_alone_review_a_whole_picture(open_page, annotator, picture):
    matrix = Matrix(open_page(annotator), picture[0]).open()
    assert matrix.states() == [[OPEN, NOTHING], [OPEN, OPEN], [NOTHING, OPEN]]

    matrix.press("a", "ArrowRight", "ArrowRight", "a")  # the tears serve both questions
    matrix.expect_cell(0, 1, "add")
    matrix.press("ArrowDown", "ArrowLeft", "c")  # the child contradicts the sadness
    matrix.expect_cell(1, 0, CONTRADICTS)
    matrix.press("ArrowLeft", "e")
    matrix.press("Control+a")
    matrix.type("A child in her arms, asleep.")
    matrix.press("Enter")
    expect(matrix.cell(1)).to_have_text("A child in her arms, asleep.")
    matrix.press("ArrowDown", "r")
    matrix.choose("5")  # too generic
    matrix.expect_cell(2, 1, REJECTED)
    matrix.press("ArrowRight", "n")
    matrix.type("A bent head.")
    matrix.press("Enter")
    matrix.choose("2")  # seen, but missed
    matrix.expect_state("saved")
    matrix.press("Control+Enter")

    expect(matrix.page).to_have_url(re.compile(r"/pictures/$"))
    assert labels() == {
        "Why is she sad?": ["Tears on her cheeks.", "A bent head."],
        "Why is she proud?": ["A child in her arms, asleep.", "Tears on her cheeks."],
    }
    told = Contradiction.objects.values_list("trigger__text", "sample__question")
    assert list(told) == [("A child in her arms, asleep.", "Why is she sad?")]
    assert set(Review.objects.values_list("status", flat=True)) == {ReviewStatus.SUBMITTED}


def test_what_serves_nothing_is_not_submitted_as_a_contradiction(open_page, annotator, picture):
    matrix = Matrix(open_page(annotator), picture[0]).open()

    matrix.press("ArrowRight", "c", "Control+Enter")

    expect(matrix.part("notice")).to_have_text(
        "“Tears on her cheeks.” contradicts a question and serves none: say which one it explains, or clear it."
    )
    matrix.press("c")
    matrix.expect_cell(0, 0, OPEN)
    assert labels() == {}


def test_half_written_words_are_there_after_the_page_is_loaded_anew(open_page, annotator, picture):
    matrix = Matrix(open_page(annotator), picture[0]).open()
    matrix.press("a", "n")
    matrix.type("A bent he")
    matrix.expect_state("saved")

    matrix.page.reload()

    expect(matrix.page.locator(".matrix textarea")).to_have_value("A bent he")
    matrix.expect_cell(0, 0, SERVES)


def test_a_finger_chooses_for_a_cell(open_page, annotator, picture):
    matrix = Matrix(open_page(annotator, width=360, height=720, touch=True), picture[0]).open()

    matrix.cell(1, 0).tap()
    matrix.page.get_by_role("button", name="It contradicts the question").tap()
    matrix.expect_cell(1, 0, CONTRADICTS)
    matrix.page.get_by_role("button", name="Accept the rest and submit").tap()

    expect(matrix.page).to_have_url(re.compile(r"/pictures/$"))
    assert labels()["Why is she sad?"] == ["Tears on her cheeks."]
    assert Contradiction.objects.get().trigger.text == SHARED


def test_what_is_submitted_without_a_network_arrives_once_it_is_back(open_page, annotator, picture):
    matrix = Matrix(open_page(annotator), picture[0]).open()
    matrix.page.context.set_offline(True)

    matrix.press("a", "Control+Enter")
    matrix.expect_state("retrying")
    assert labels() == {}
    matrix.page.context.set_offline(False)

    expect(matrix.page).to_have_url(re.compile(r"/pictures/$"))
    assert len(labels()) == 2


def test_two_windows_are_merged_trigger_by_trigger(open_page, annotator, picture, benchmark):
    matrix = Matrix(open_page(annotator), picture[0]).open()
    other = Matrix(open_page(annotator), picture[0]).open()  # another browser of the same person
    matrix.press("a")
    matrix.expect_state("saved")

    other.press("ArrowDown", "r")
    other.choose("1")
    other.expect_state("conflict")
    other.page.get_by_role("button", name="Go on with what is chosen").click()
    other.expect_state("saved")

    assert other.states() == [[SERVES, NOTHING], [REJECTED, REJECTED], [NOTHING, OPEN]]


def test_the_session_ends_and_one_signs_in_again_in_place(open_page, annotator, picture):
    matrix = Matrix(open_page(annotator), picture[0]).open()
    matrix.page.context.clear_cookies()

    matrix.press("a")
    matrix.expect_state("signed_out")
    matrix.page.get_by_role("button", name="Sign in again here").click()
    matrix.page.get_by_label("Password").fill("a long pass phrase")
    matrix.press("Enter")

    matrix.expect_state("saved")
    matrix.expect_cell(0, 0, SERVES)


def test_a_trigger_is_pointed_at_for_every_question_it_serves(open_page, annotator, picture):
    mark_person(picture[0])
    matrix = Matrix(open_page(annotator), picture[0]).open()
    expect(matrix.page.locator(".mark.person")).to_have_count(1)

    matrix.press("ArrowDown", "p")
    expect(matrix.part("pointing")).to_be_visible()
    matrix.press("Shift+ArrowRight", "Shift+ArrowDown", "Enter")
    expect(matrix.page.locator(".mark.evidence")).to_have_count(1)
    matrix.cell(1).focus()
    matrix.press("Control+Enter")

    expect(matrix.page).to_have_url(re.compile(r"/pictures/$"))
    shown = Label.objects.filter(origin=Origin.HUMAN, triggers__text=SHARED)
    assert list(shown.values_list("triggers__evidence", "triggers__explicit")) == [([0.5, 0.5, 0.02, 0.02], True)] * 2


def test_a_person_is_marked_by_drawing_a_box(open_page, annotator, picture):
    page = open_page(annotator)
    page.goto(f"/b/{picture[0].benchmark.slug}/pictures/{picture[0].pk}/")
    expect(page.locator("#picture[data-ready=true]")).to_be_attached()

    page.get_by_text("Mark a person").click()
    page.get_by_role("button", name="Draw the box on the picture").click()
    for key in ("ArrowLeft", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type("the woman on the left")
    page.keyboard.press("Enter")

    expect(page.locator(".mark.person b")).to_have_text("the woman on the left")
    assert PersonBox.objects.get().box == [0.48, 0.5, 0.02, 0.04]


def test_the_page_asks_for_few_things(open_page, annotator, picture):
    page, asked = open_page(annotator), []
    page.on("request", lambda request: asked.append(request.url))

    Matrix(page, picture[0]).open()

    assert len(set(asked)) <= 12
