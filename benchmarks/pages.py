"""Times the first paint of the main pages in Chromium, on a benchmark of 1,665 samples; prints milliseconds.

    .venv/bin/python benchmarks/pages.py [--samples 1665] [--rounds 7]

A web server as `make run` starts it, Chromium on the same cores. Each round opens each page in a fresh browser context,
whose cache is empty: all files come over the wire. What an annotator waits for between two samples is timed by
`review_page.py`.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from serving import load, session_of, spread, studio, web_server

AIM = 400  # ms
PAINT = """() => new Promise((resolve) => new PerformanceObserver((list) => {
  const found = list.getEntries().find((entry) => entry.name === "first-contentful-paint");
  if (found) resolve(found.startTime);
}).observe({ type: "paint", buffered: true }))"""
PAGES = {
    "home": "/",
    "overview": "/b/{slug}/",
    "review": "/b/{slug}/review/",
    "own decisions": "/b/{slug}/mine/",
    "samples": "/b/{slug}/samples/",
    "pictures": "/b/{slug}/pictures/",
    "adjudication": "/b/{slug}/adjudication/",
    "gap": "/b/{slug}/gap/",
    "agreement": "/b/{slug}/agreement/",
    "anchoring": "/b/{slug}/anchoring/",
    "progress": "/b/{slug}/progress/",
    "assignments": "/b/{slug}/assignments/",
    "releases": "/b/{slug}/releases/",
    "guidelines": "/b/{slug}/guidelines/",
    "preferences": "/accounts/preferences/",
}


def measure(port: int, session: str, slug: str, rounds: int) -> dict[str, list[float]]:
    """First paints in milliseconds by page; the first round, in which the server reads its modules, is left out."""
    from playwright.sync_api import sync_playwright

    from eibench_site.running.browser import find_chromium

    root, times = f"http://127.0.0.1:{port}", {name: [] for name in PAGES}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        for turn in range(rounds + 1):
            for name, path in PAGES.items():
                context = browser.new_context(viewport={"width": 1280, "height": 800})
                context.add_cookies([{"name": "sessionid", "value": session, "url": root}])
                page = context.new_page()
                page.goto(root + path.format(slug=slug))
                if turn:
                    times[name].append(page.evaluate(PAINT))
                context.close()
        browser.close()
    return times


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=1_665)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    slug = f"pages-{options.samples}"
    with studio():
        from population import fill

        fill(slug, options.samples)
        with web_server() as port:
            found = measure(port, session_of(f"{slug}-admin"), slug, options.rounds)
    print(f"{'first paint':<16}{'least':>8}{'median':>8}   (ms; aim {AIM})")
    for name, taken in found.items():
        least, median, _most = spread(taken)
        print(f"{name:<16}{least:>8.0f}{median:>8.0f}")
    print(load())


if __name__ == "__main__":
    main()
