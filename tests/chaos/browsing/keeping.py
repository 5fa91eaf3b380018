"""Edits and submits under faults: what is older than a second is there again, and what was submitted arrived once."""

import contextlib
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event

from django.contrib.auth import get_user_model
from django.db import connection
from playwright.sync_api import sync_playwright

from annotation.models import Benchmark, Membership, Role
from review.models import Review
from review.states import ReviewStatus
from tests.chaos.arena import Arena
from tests.chaos.browsing.annotator import PASSWORD, Annotator
from tests.chaos.browsing.proxy import Proxy
from tests.chaos.browsing.website import Website
from tests.chaos.counting import Outcome
from tests.chaos.watching import came_true
from tests.factories import make_benchmark, make_drafted_samples

SAFE_AFTER = 1.0  # seconds after which an edit has to outlive its browser
ARRIVED = 60.0  # seconds within which everything is on the server once the fault is over


@dataclass
class Scene:
    """Who is at work, over what, and what can be broken."""

    annotator: Annotator
    proxy: Proxy
    website: Website
    random: random.Random

    def type_for_a_while(self, name: str) -> None:
        """Some words at the pace of a person."""
        self.annotator.begin(name)
        for number in range(self.random.randint(2, 8)):
            self.pause(0.3)
            self.annotator.type(f"word{number}")

    def pause(self, longest: float) -> None:
        """A random moment."""
        Event().wait(self.random.uniform(0, longest))


@contextlib.contextmanager
def scene_of(arena: Arena, samples: int, *, withheld: str = "") -> Iterator[Scene]:
    """A benchmark with drafted samples, a web server behind a proxy, and an annotator at the review screen."""
    crew = arena.enter()
    crew.folder.mkdir()
    user = get_user_model().objects.create_user("ana", password=PASSWORD)
    benchmark = make_benchmark()
    Membership.objects.create(benchmark=benchmark, user=user, role=Role.ANNOTATOR)
    make_drafted_samples(benchmark, samples)
    with (
        Website(crew.folder, **crew.environment) as website,
        Proxy(website.port) as proxy,
        sync_playwright() as playwright,
        _outside_async(),
        Annotator(playwright, crew.folder / "profile", _address(proxy, benchmark), user, withheld) as annotator,
    ):
        yield Scene(annotator, proxy, website, random.Random(arena.seed))


def _address(proxy: Proxy, benchmark: Benchmark) -> str:
    return f"http://127.0.0.1:{proxy.port}/b/{benchmark.slug}/review/"


@contextlib.contextmanager
def _outside_async() -> Iterator[None]:
    """Playwright runs a loop in this thread: Django refuses its database there, and keeps a connection of its own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    connection.close()  # it may be the one of the scenario before
    try:
        yield
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def kill_browser(arena: Arena, *, rounds: int, withheld: str = "") -> Outcome:
    """Kill -9 the browser at a random moment after an edit; in every other round the server is out of reach too.

    `withheld` names what the browser is made to lack; then no round has a server, and what was typed is always old
    enough to be safe, so that one round is enough to notice.
    """
    outcome, youngest, merges = Outcome("browser killed"), [], 0
    with scene_of(arena, 3, withheld=withheld) as scene:
        for number in range(rounds):
            scene.proxy.mode = "cut" if withheld or number % 2 else "open"
            scene.type_for_a_while(f"round{number}")
            scene.pause(1.5)
            Event().wait(SAFE_AFTER if withheld else 0)
            killed = time.monotonic()
            scene.annotator.kill()
            scene.proxy.mode = "open"
            scene.annotator.come()
            kept, older = scene.annotator.shown(), scene.annotator.typed(before=killed - SAFE_AFTER)
            outcome.demand(kept.startswith(older), f"round {number}: “{older}” was typed, “{kept}” is kept")
            youngest.append(_age_of_first_lost(scene.annotator, kept, killed))
            merges += scene.annotator.page.locator("dialog[open]").count()
    outcome.figures = {
        "rounds": rounds,
        "oldest edit lost, seconds": round(max(youngest), 2),
        "merges asked for": merges,
    }
    return outcome


def _age_of_first_lost(annotator: Annotator, kept: str, killed: float) -> float:
    """How old the oldest word was that did not come back; 0 where all did."""
    so_far = ""
    for at, word in annotator.words:
        so_far += word
        if not kept.startswith(so_far):
            return killed - at
    return 0.0


def disturb(arena: Arena, name: str, fault: Callable[[Scene], None], *, rounds: int) -> Outcome:
    """Type, have a fault in the middle of it, type on; then everything typed has to be on the server."""
    outcome, slowest = Outcome(name), 0.0
    with scene_of(arena, 3) as scene:
        for number in range(rounds):
            scene.type_for_a_while(f"round{number}")
            fault(scene)
            over, typed = time.monotonic(), scene.annotator.typed()
            arrived = came_true(lambda typed=typed: _on_the_server(scene.annotator) == typed, ARRIVED)
            outcome.demand(
                arrived, f"round {number}: “{typed}” did not arrive, but “{_on_the_server(scene.annotator)}”"
            )
            slowest = max(slowest, time.monotonic() - over)
            merges = scene.annotator.page.locator("dialog[open]").count()
            outcome.demand(not merges, f"round {number}: a person was asked what the machine could know")
    outcome.figures = {"rounds": rounds, "slowest on the server after the fault, seconds": round(slowest, 1)}
    return outcome


def _on_the_server(annotator: Annotator) -> str:
    annotator.page.evaluate("true")  # lets the browser's messages in
    review = Review.objects.filter(status=ReviewStatus.OPEN, annotator=annotator.user).order_by("id").first()
    return next((row.get("typing") or "" for row in review.working.get("rows", [])), "")


def cut(scene: Scene) -> None:
    """The network is gone for a moment."""
    scene.proxy.mode = "cut"
    scene.annotator.type("offline")
    scene.pause(3.0)
    scene.proxy.mode = "open"


def swallow(scene: Scene) -> None:
    """What is sent arrives, and its answer does not."""
    scene.proxy.mode = "deaf"
    scene.annotator.type("deaf")
    scene.pause(3.0)
    scene.proxy.mode = "open"


def delete_cookies(scene: Scene) -> None:
    """The session ends; the person signs in again in place."""
    scene.annotator.context.clear_cookies()
    scene.annotator.type("nobody")
    scene.annotator.wait_for_state("signed_out")
    scene.annotator.sign_in_again()


def restart(scene: Scene) -> None:
    """The web server is killed and started again."""
    scene.website.kill()
    scene.annotator.type("nowhere")
    scene.pause(1.0)
    scene.website.start()


def submit_all(arena: Arena, *, samples: int) -> Outcome:
    """Submit each sample into a fault, the browser's death among them: each arrives once, as it was written."""
    outcome, written = Outcome("submits"), []
    with scene_of(arena, samples) as scene:
        for number in range(samples):
            scene.annotator.begin(f"Sample {number} as it was written.")
            written.append(scene.annotator.typed())
            _submit_into_a_fault(scene, number)
            arrived = came_true(lambda count=number + 1: _submitted(scene) == count, ARRIVED)
            outcome.demand(arrived, f"{number + 1} were submitted and {_submitted(scene)} arrived")
        found = [
            review.label.triggers.first().text for review in Review.objects.filter(label__isnull=False).order_by("id")
        ]
    outcome.demand(found == written, f"{found} are not what was written")
    outcome.figures = {"submitted": samples, "arrived once": len(found)}
    return outcome


def _submit_into_a_fault(scene: Scene, number: int) -> None:
    scene.proxy.mode = ("cut", "deaf", "open")[number % 3]
    scene.annotator.page.keyboard.press("Enter")
    scene.annotator.page.keyboard.press("Enter")
    scene.annotator.wait_for_state("sending", "retrying", "submitted", "saved")
    if number % 2:
        scene.pause(0.5)
        scene.annotator.kill()
        scene.proxy.mode = "open"
        scene.annotator.come()
    scene.proxy.mode = "open"


def _submitted(scene: Scene) -> int:
    scene.annotator.page.evaluate("true")
    return Review.objects.filter(status=ReviewStatus.SUBMITTED).count()
