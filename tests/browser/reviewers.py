"""The review screen as a test works it: by keyboard, waiting for what can be seen."""

from playwright.sync_api import expect


class Screen:
    """One annotator's review screen."""

    def __init__(self, page, benchmark):
        self.page = page
        self.address = f"/b/{benchmark.slug}/review/"

    def open(self):
        """Load the page and wait until its scripts are at work."""
        self.page.goto(self.address)
        expect(self.page.locator("#desk[data-ready=true]")).to_be_attached()
        return self

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def part(self, name):
        return self.page.locator(f"[data-part={name}]")

    def row(self, number):
        return self.page.locator(".trigger").nth(number - 1)

    def rows(self):
        """The number and the state of each row."""
        states = self.page.locator(".trigger").evaluate_all("rows => rows.map(row => row.dataset.state)")
        return list(states)

    def expect_state(self, state):
        """Wait until the line of state says so."""
        expect(self.part("state")).to_have_attribute("data-state", state)

    def expect_sample(self, sample):
        """Wait until this sample is on the screen, its picture too."""
        expect(self.part("position")).to_have_text(f"#{sample.position}")
        expect(self.page.locator("[data-stage] img")).to_have_attribute("src", f"/images/{sample.image_id}/screen")

    def submit(self):
        """Accept the rest and submit, and wait until the server has it."""
        self.press("Enter")
        self.expect_state("submitted")
