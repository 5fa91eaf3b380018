"""An annotator with a real Chromium whose profile outlives it, typing into the review screen."""

import contextlib
import time
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.chaos.servers import kill, lives
from tests.chaos.watching import wait_until

PATIENCE = 60_000  # milliseconds
PASSWORD = "a long pass phrase"


class Annotator:
    """One person at one browser; `words` are what was typed into the open editor, each with its moment."""

    def __init__(self, playwright: Playwright, profile: Path, address: str, user, withheld: str = "") -> None:
        self.playwright, self.profile, self.address, self.user = playwright, profile, address, user
        self.withheld = withheld
        self.words: list[tuple[float, str]] = []
        self.context: BrowserContext | None = None
        self.page: Page | None = None

    def __enter__(self) -> "Annotator":
        self.come()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def come(self) -> None:
        """Start the browser on its profile and open the review screen, signed in."""
        for left in self.profile.glob("Singleton*"):
            left.unlink()
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=chromium_path(), args=ARGUMENTS, viewport={"width": 1280, "height": 800}
        )
        self.sign_in()
        if self.withheld:
            self.context.add_init_script(f"Object.defineProperty(window, '{self.withheld}', {{ value: undefined }})")
        self.page = self.context.pages[0]
        self.page.set_default_timeout(PATIENCE)
        self.page.goto(self.address)
        expect(self.page.locator("#desk[data-ready=true]")).to_be_attached(timeout=PATIENCE)

    def sign_in(self) -> None:
        """Give the browser a session."""
        client = Client()
        client.force_login(self.user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": urljoin(self.address, "/")}]
        )

    def sign_in_again(self) -> None:
        """As a person does it in the page."""
        self.page.locator("[data-act=sign-in]").click()
        self.page.locator("#again-password").fill(PASSWORD)
        self.page.locator("[data-part=signing-in] button.primary").click()

    def kill(self) -> None:
        """Kill -9 every process of the browser."""
        pids = [pid for pid in map(int, _process_folders()) if self._is_ours(pid)]
        for pid in pids:
            kill(pid)
        wait_until(lambda: not any(map(lives, pids)), "the browser was gone")
        with contextlib.suppress(Error):
            self.context.close()

    def _is_ours(self, pid: int) -> bool:
        try:
            return str(self.profile).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False

    def begin(self, words: str) -> None:
        """Open the editor of the first trigger, unless it is open, and write over what is there."""
        if not self.page.locator("[data-editor]").count():
            self.page.keyboard.press("1")
            self.page.keyboard.press("e")
        self.page.locator("[data-editor] textarea").first.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)
        self.words = [(time.monotonic(), words)]

    def type(self, word: str) -> None:
        """Type one more word."""
        self.page.keyboard.type(f" {word}")
        self.words.append((time.monotonic(), f" {word}"))

    def typed(self, *, before: float = float("inf")) -> str:
        """All that was typed before a moment."""
        return "".join(word for at, word in self.words if at < before)

    def shown(self) -> str:
        """What stands in the editor; empty where none is open."""
        editor = self.page.locator("[data-editor] textarea")
        return editor.first.input_value() if editor.count() else ""

    def wait_for_state(self, *states: str) -> None:
        """Return once the line of state says one of these. Raises NeverHappened."""
        line = self.page.locator("[data-part=state]")
        wait_until(lambda: self._moves() and line.get_attribute("data-state") in states, f"the screen said {states}")

    def _moves(self) -> bool:
        """Let the browser's messages in while we wait."""
        return self.page.evaluate("true")


def _process_folders() -> list[str]:
    return [path.name for path in Path("/proc").iterdir() if path.name.isdigit()]
