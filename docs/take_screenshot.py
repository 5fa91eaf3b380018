"""Take README's picture of the review screen from a running studio with the demo: `make screenshot`."""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
SIZE = {"width": 1280, "height": 860}


def take(address: str, chromium: str) -> Path:
    """Sign in as the demo's annotator, accept one trigger, reject another, and save the screen."""
    target = HERE / "review.png"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(base_url=address, viewport=SIZE, color_scheme="light")
        page.goto("/accounts/login/")
        page.fill("#id_username", "annotator")
        page.fill("#id_password", "demo")
        page.press("#id_password", "Enter")
        page.wait_for_url(f"{address}/")
        page.goto("/b/demo/review/")
        page.wait_for_load_state("networkidle")
        page.keyboard.press("a")
        page.keyboard.press("r")
        page.keyboard.press("1")
        page.get_by_text("Saved", exact=True).wait_for()
        page.screenshot(path=target)
        browser.close()
    return target


if __name__ == "__main__":
    port = os.environ.get("PORT", "8000")
    print(take(f"http://127.0.0.1:{port}", sys.argv[1]))
