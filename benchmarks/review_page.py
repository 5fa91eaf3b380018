"""Times the review screen in Chromium: requests and bytes of the page, its first picture, and submit to next picture.

    .venv/bin/python benchmarks/review_page.py [--items 30]

The same server and data as `review_loop.py`, with pictures of 640 × 480. "Visible" is the first frame that is painted
with the new question and its decoded picture.
"""

import argparse
import io
import os
import random
import statistics
import sys
import tempfile
from pathlib import Path

import review_loop

SIZE = 200
BETWEEN = 800  # ms: a second press right after the first is taken for a slip of the finger

# Presses Enter and waits for the frame that shows another sample; milliseconds.
SUBMIT = """async () => {
  const position = document.querySelector("[data-part=position]");
  const before = position.textContent;
  const began = performance.now();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  const frame = () => new Promise(requestAnimationFrame);
  for (;;) {
    const picture = document.querySelector("[data-stage] img");
    if (position.textContent !== before && picture.complete && picture.naturalWidth) break;
    await frame();
  }
  await document.querySelector("[data-stage] img").decode();
  await frame();
  return performance.now() - began;
}"""
LARGEST_PAINT = """() => new Promise((resolve) =>
  new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true }))"""


def store_pictures() -> None:
    """Renditions of 640 × 480 for the first samples; noise over a gradient weighs as much as a photograph."""
    from PIL import Image

    from annotation.pictures.reading import read_picture
    from annotation.pictures.storing import keep, rendition_name

    dice = random.Random(1)
    for number in range(1, SIZE + 1):
        tile = Image.frombytes("RGB", (160, 120), dice.randbytes(160 * 120 * 3)).resize((640, 480))
        picture = Image.blend(Image.linear_gradient("L").resize((640, 480)).convert("RGB"), tile, 0.25)
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=88)
        keep(rendition_name(f"{number:064x}", "screen"), read_picture(buffer.getvalue()).screen)


def measure(port: int, session: str, items: int) -> None:
    from playwright.sync_api import sync_playwright

    from eibench_site.running.browser import find_chromium

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": session, "url": f"http://127.0.0.1:{port}"}])
        for name in ("first visit, cold server", "second visit"):
            page = context.new_page()
            measure_load(page, port, name)
            if name != "second visit":
                page.close()  # a second window on the same sample would answer each other with conflicts
        times = []
        for _ in range(items):
            times.append(page.evaluate(SUBMIT))
            page.wait_for_selector("[data-part=state][data-state=submitted]")
            page.wait_for_timeout(BETWEEN)
        browser.close()
    spread = statistics.quantiles(times, n=20)
    print(f"submit to next picture visible: median {statistics.median(times):.0f} ms, 95 % under {spread[-1]:.0f} ms")


def measure_load(page, port: int, name: str) -> None:
    finished = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(f"http://127.0.0.1:{port}/b/loop-{SIZE}/review/")
    page.wait_for_selector("[data-ready]")
    paint = page.evaluate(LARGEST_PAINT)
    page.wait_for_load_state("networkidle")
    bodies = {request.url: len(request.response().body()) for request in finished}
    size = sum(bodies.values())
    print(f"{name}: {len(bodies)} requests, {size / 1000:.0f} KB, largest paint (the picture) after {paint:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="review-page-") as folder:
        os.environ["EIBENCH_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "eibench_site.settings"
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
        session = prepare()
        port = review_loop.free_port()
        server = review_loop.serve(port)
        try:
            measure(port, session, options.items)
        finally:
            server.terminate()
            server.wait()
            leave()


def prepare() -> str:
    """The data; returns the session of one annotator."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    store_pictures()
    return review_loop.prepare(SIZE)[0]


def leave() -> None:
    from eibench_site import embedded

    embedded.leave_and_wait(embedded.places())


if __name__ == "__main__":
    main()
