"""The same crowd at the web server: each person has a session and sends what the review screen sends."""

import http.client
import json
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from annotation.models import Benchmark
from review.models import Review
from tests.chaos.arena import Arena
from tests.chaos.browsing.website import Website
from tests.chaos.counting import Outcome
from tests.chaos.crowding import ABANDONED, ROWS, SKIPPED, check_places, join, tell, waiting_benchmark

PATIENCE = 120.0  # seconds for one answer
TOKEN = "a" * 32  # the same in cookie and header, as a page of the studio has it
WEB_PROCESSES = "2"


class Visitor:
    """One person's browser: a line that stays open, and the sheet that the server handed out last."""

    def __init__(self, port: int, benchmark: Benchmark, user) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.root = f"/b/{benchmark.slug}/review/"
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/json"}
        self.sheet = None

    def turn(self, chance: float) -> tuple[int | None, float]:
        """End what is in hand by chance, as the screen does; the review that came next, and milliseconds until then."""
        if self.sheet is not None and chance < ABANDONED:
            long_ago = timezone.now() - timedelta(seconds=1)
            Review.objects.filter(pk=self.sheet["id"]).update(lease_until=long_ago)
            self.sheet = None
        began = time.perf_counter()
        self.sheet = self._end(chance)["next"]
        return self.sheet and self.sheet["id"], (time.perf_counter() - began) * 1000

    def _end(self, chance: float) -> dict:
        if self.sheet is None:
            return self._post("next/", besides=[])
        if chance < ABANDONED + SKIPPED:
            return self._post(f"{self.sheet['id']}/skip/", reason="unsure", note="", besides=[])
        own = {"client_id": str(uuid.uuid4()), "version": self.sheet["version"], "working": ROWS}
        return self._post(f"{self.sheet['id']}/submit/", **own, accept_rest=True, next=True, besides=[])

    def _post(self, path: str, **body) -> dict:
        self.line.request("POST", self.root + path, json.dumps(body), self.headers)
        answer = self.line.getresponse()
        content = answer.read()
        assert answer.status == 200, f"{path}: {answer.status} {content[:300]}"
        return json.loads(content)


def crowd(arena: Arena, *, clients: int, claims: int, threads: int, overlap: int) -> Outcome:
    """Let each client be handed so many samples over HTTP and end them; count what became of the samples."""
    crew = arena.enter()
    crew.folder.mkdir()
    benchmark = waiting_benchmark(clients * claims // overlap + 2 * clients, overlap)
    people = [join(benchmark, f"client-{number}") for number in range(clients)]
    with Website(crew.folder, **crew.environment, WEB_CONCURRENCY=WEB_PROCESSES) as website:
        visitors = [Visitor(website.port, benchmark, user) for user in people]
        shares = [visitors[first::threads] for first in range(threads)]
        began = time.monotonic()
        with ThreadPoolExecutor(threads) as pool:
            seeds = [f"{arena.seed} {at}" for at in range(threads)]
            work = pool.map(lambda share, seed: take_turns(share, claims, seed), shares, seeds)
            turns = [turn for done in work for turn in done]
        took = time.monotonic() - began
    outcome = Outcome(f"crowd over HTTP at overlap {overlap}")
    tell(outcome, turns, took, benchmark)
    check_places(benchmark, overlap, outcome)
    return outcome


def take_turns(visitors: list[Visitor], claims: int, seed: str) -> list[tuple[int | None, float]]:
    """Each of the visitors takes its turn, until all have been handed a sample so often."""
    dice = random.Random(seed)
    try:
        return [
            visitor.turn(dice.random()) for _round in range(claims) for visitor in dice.sample(visitors, len(visitors))
        ]
    finally:
        connection.close()
