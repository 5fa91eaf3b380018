"""Real Chromium, driven by Playwright's synchronous API against Django's live server."""

import os
import shutil
import threading
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from tests.waiting import eventually

PATIENCE = 30_000  # milliseconds, on a machine that is busy with other things
CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Where Chromium is: EIBENCH_CHROMIUM, else the first of the usual names on the PATH."""
    named = os.environ.get("EIBENCH_CHROMIUM")
    return named or next((path for name in CANDIDATES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items):
    """Every test of this folder drives Chromium and needs committed rows; it is skipped where there is no Chromium."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if chromium_path() is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for all browser tests."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


def sign_in(context, user, address):
    """Give the browser the session of somebody who signed in."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": urljoin(address, "/")}])


def nobody_is_served() -> bool:
    """Whether the server has ended all that closed pages had asked for: the rows are thrown away after this.

    The live server has a thread for each connection, which ends with the page that opened it.
    """
    return not any("process_request_thread" in thread.name for thread in threading.enumerate())


@pytest.fixture
def open_page(chromium, live_server):
    """Opens a page signed in as the user; script errors and refused content fail the test at its end."""
    contexts, complaints = [], []

    def opened(user=None, *, width=1280, height=800, dark=False, touch=False):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user:
            sign_in(context, user, live_server.url)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    eventually(nobody_is_served)
    assert complaints == []
