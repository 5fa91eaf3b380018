"""The adjudication screen as a test works it: by keyboard, waiting for what can be seen."""

from playwright.sync_api import expect

from tests.browser.reviewers import Screen


class Desk(Screen):
    """One adjudicator's screen."""

    def __init__(self, page, benchmark):
        super().__init__(page, benchmark)
        self.address = f"/b/{benchmark.slug}/adjudication/settle/"

    def go_to(self, text):
        """Move down, key by key, to the group of these words."""
        place = self.page.locator(".trigger-text").all_inner_texts().index(text)
        self.press(*["k"] * 9, *["j"] * place)
        expect(self.row(place + 1)).to_be_focused()
        return self.row(place + 1)

    def texts(self):
        return sorted(self.page.locator(".trigger-text").all_inner_texts())
