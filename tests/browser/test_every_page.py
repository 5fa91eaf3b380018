"""Every page of the route list in Chromium, as each role sees it.

axe finds nothing in either theme, few files are asked for, nothing jumps, and no page is wider than a phone or a wall.
"""

from dataclasses import dataclass, field

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.db import transaction
from django.urls import reverse

from annotation.models import Benchmark
from tests.architecture.routes import HAVE, PUBLIC, ROUTES
from tests.architecture.test_rights import LISTED, address, answer, make_world

MOST_REQUESTS = 12
MOST_BYTES = 300_000
LEAST_JUMP = 0.0002  # a word at the upper edge that is a pixel off in the first frame; 4 pixels of one row are 0.0004
PHONE, DESK, WALL = ({"width": width, "height": height} for width, height in ((360, 740), (1280, 800), (2560, 1440)))
GUIDELINES = "# What counts\n\nName what *causes* the feeling:\n\n- an event\n- a person"

# The files that the page asked for, with their bytes before compression (a file that is asked for twice comes from the
# cache then), and how far anything jumped while it loaded.
LOADED = """() => new Promise((resolve) => {
  const entries = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
  const sizes = Object.entries(Object.fromEntries(entries.map((entry) => [entry.name, entry.encodedBodySize])));
  const jumps = [];
  const named = (source) => source.node?.outerHTML?.slice(0, 120) ?? source.node?.textContent ?? "gone";
  const add = (entries) => entries.forEach(({ value, sources }) => jumps.push([value, sources.map(named)]));
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => {
    add(observer.takeRecords());
    resolve({ sizes, jumps });
  }));
})"""
TWO_FRAMES = "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
VIOLATIONS = "(options) => axe.run(options).then((found) => found.violations)"
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
RULES = {"resultTypes": ["violations"]}


@dataclass
class Visitor:
    """One tab that goes through the pages, and what was wrong with each."""

    page: object
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def visit(self, name: str, where: str) -> None:
        """Look at one page in all ways."""
        self.page.goto(where, wait_until="load")
        found = self.page.evaluate(LOADED)
        self.page.evaluate(AXE_SCRIPT)
        told = [*self.of_loading(**found), *self.of_axe("light", RULES)]
        self.page.emulate_media(color_scheme="dark")
        told += self.of_axe("dark", CONTRAST)
        self.page.emulate_media(color_scheme="light")
        told += self.of_width("a phone", PHONE) + self.of_width("a wall", WALL)
        self.page.set_viewport_size(DESK)
        self.page.evaluate(TWO_FRAMES)  # or the next page would begin narrow, and jump
        if told:
            self.wrong[f"{name} {where}"] = told

    def of_loading(self, sizes: list, jumps: list) -> list[str]:
        """What the budgets say of the page."""
        weight = sum(size for _name, size in sizes)
        told = [f"{len(sizes)} requests: {[name for name, _size in sizes]}"] if len(sizes) > MOST_REQUESTS else []
        told += [f"{weight} bytes: {sizes}"] if weight > MOST_BYTES else []
        seen = [jump for jump in jumps if jump[0] >= LEAST_JUMP]
        return [*told, f"jumps: {seen}"] if seen else told

    def of_width(self, name: str, size: dict) -> list[str]:
        """How far the page reaches beyond a screen."""
        self.page.set_viewport_size(size)
        over = self.page.evaluate(SIDEWAYS)
        return [f"{over} px wider than {name}"] if over else []

    def of_axe(self, theme: str, options: dict) -> list[str]:
        """What axe says of the page; its script is there already."""
        violations = self.page.evaluate(VIOLATIONS, options)
        return [
            f"{theme}: {found['id']} ({found['help']}): "
            + "; ".join(f"{node['html'][:160]} {node['failureSummary'][:300]}" for node in found["nodes"][:3])
            for found in violations
        ]


def pages(world, role: str) -> list[tuple[str, str]]:
    """The route's name and the address of every whole HTML page that the role may open."""
    found = []
    for name in LISTED:
        route = ROUTES[name]
        if route.stranger != 302 or role not in HAVE[route.methods.get("GET", PUBLIC)] or "GET" not in route.methods:
            continue
        where = address(name, world, role)
        response = answer(world, role, "GET", where)
        is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
        if is_page and response.content.lstrip().startswith(b"<!doctype html>"):
            found.append((name, where))
    return found


@pytest.fixture
def world(db):
    """The rows that every address of the route list needs."""
    with transaction.atomic():
        made = make_world()
        Benchmark.objects.update(guidelines=GUIDELINES)
    return made


@pytest.mark.parametrize("role", ["superuser", "annotator", "adjudicator", "researcher"])
def test_every_page_is_accessible_light_still_and_fits_every_screen(role, world, chromium, live_server):
    context = chromium.new_context(
        base_url=live_server.url, viewport=DESK, reduced_motion="reduce", color_scheme="light"
    )
    context.add_cookies([{"name": "sessionid", "value": world.sessions[role], "url": live_server.url}])
    visitor = Visitor(context.new_page())
    for name, where in pages(world, role):
        visitor.visit(name, where)
    context.close()

    assert visitor.wrong == {}


def test_pages_of_strangers_and_of_nowhere(chromium, live_server):
    visitor = Visitor(chromium.new_page(base_url=live_server.url, viewport=DESK, reduced_motion="reduce"))
    visitor.visit("login", reverse("login"))
    visitor.visit("missing", "/nowhere/")
    visitor.page.close()

    assert visitor.wrong == {}
