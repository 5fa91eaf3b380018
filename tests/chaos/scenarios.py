"""The scenarios in their two sizes: the small one for every test run, the full one for `make chaos`."""

from collections.abc import Callable

from tests.chaos import crowding, crowding_http, fencing, outage, poisoning, storm
from tests.chaos.arena import Arena
from tests.chaos.browsing import keeping
from tests.chaos.counting import Outcome

SMALL_FAULTS = {"worker": 3, "postgres": 1, "redis": 1, "flush": 1}
FULL_FAULTS = {"worker": 30, "postgres": 5, "redis": 5, "flush": 1}

Scenario = Callable[[Arena], Outcome]
SMALL: dict[str, Scenario] = {
    "storm": lambda arena: storm.brave(arena, jobs=150, faults=SMALL_FAULTS, workers=2, batch=4, delay=0.02),
    "fence": lambda arena: fencing.stop_one(arena),
    "poison": lambda arena: poisoning.feed(arena, samples=30, poisons=3, workers=2, batch=4, delay=0.0, measure=False),
    "outage": lambda arena: outage.cut_off(arena, jobs=10, seconds=3.0, workers=1, batch=4, delay=0.0),
    "browser killed": lambda arena: keeping.kill_browser(arena, rounds=3),
    "network cut": lambda arena: keeping.disturb(arena, "network cut", keeping.cut, rounds=2),
    "answers swallowed": lambda arena: keeping.disturb(arena, "answers swallowed", keeping.swallow, rounds=2),
    "cookies deleted": lambda arena: keeping.disturb(arena, "cookies deleted", keeping.delete_cookies, rounds=2),
    "server restarted": lambda arena: keeping.disturb(arena, "server restarted", keeping.restart, rounds=1),
    "submits": lambda arena: keeping.submit_all(arena, samples=3),
    "crowd": lambda arena: crowding.crowd(arena, clients=24, claims=8, threads=8, overlap=1),
    "crowd, two each": lambda arena: crowding.crowd(arena, clients=24, claims=8, threads=8, overlap=2),
    "crowd, three each": lambda arena: crowding.crowd(arena, clients=24, claims=8, threads=8, overlap=3),
    "crowd over HTTP": lambda arena: crowding_http.crowd(arena, clients=12, claims=4, threads=6, overlap=2),
    "journal removed": lambda arena: noticed(_without_journal(arena), "was typed"),
    "fence removed": lambda arena: noticed(fencing.stop_one(arena, without="fence"), "late results were refused"),
    "sweeper removed": lambda arena: noticed(_lone_worker(arena, "sweeper"), "results are lost"),
}
FULL: dict[str, Scenario] = SMALL | {
    "storm": lambda arena: storm.brave(arena, jobs=9000, faults=FULL_FAULTS, workers=3, batch=16, delay=0.02),
    "fence": lambda arena: fencing.stop_one(arena, jobs=16),
    "poison": lambda arena: poisoning.feed(arena, samples=1000, poisons=20, workers=4, batch=4, delay=0.4),
    "outage": lambda arena: outage.cut_off(arena, jobs=400, seconds=120.0, workers=2, batch=8, delay=0.05),
    "browser killed": lambda arena: keeping.kill_browser(arena, rounds=100),
    "network cut": lambda arena: keeping.disturb(arena, "network cut", keeping.cut, rounds=50),
    "answers swallowed": lambda arena: keeping.disturb(arena, "answers swallowed", keeping.swallow, rounds=50),
    "cookies deleted": lambda arena: keeping.disturb(arena, "cookies deleted", keeping.delete_cookies, rounds=50),
    "server restarted": lambda arena: keeping.disturb(arena, "server restarted", keeping.restart, rounds=50),
    "submits": lambda arena: keeping.submit_all(arena, samples=50),
    "crowd": lambda arena: crowding.crowd(arena, clients=200, claims=50, threads=50, overlap=1),
    "crowd, two each": lambda arena: crowding.crowd(arena, clients=200, claims=50, threads=50, overlap=2),
    "crowd, three each": lambda arena: crowding.crowd(arena, clients=200, claims=50, threads=50, overlap=3),
    "crowd over HTTP": lambda arena: crowding_http.crowd(arena, clients=200, claims=50, threads=50, overlap=1),
    "crowd over HTTP, two each": lambda arena: crowding_http.crowd(
        arena, clients=200, claims=50, threads=50, overlap=2
    ),
    "crowd over HTTP, three each": lambda arena: crowding_http.crowd(
        arena, clients=200, claims=50, threads=50, overlap=3
    ),
    "nothing removed": lambda arena: _lone_worker(arena, "nothing"),
}


def _without_journal(arena: Arena) -> Outcome:
    """The browser has nowhere to keep an edit: what the server had not yet got dies with it."""
    return keeping.kill_browser(arena, rounds=2, withheld="indexedDB")


def _lone_worker(arena: Arena, without: str) -> Outcome:
    """One worker, killed once: with all safeguards its jobs come back after a lease and are soon done."""
    return storm.brave(
        arena, jobs=24, faults={"worker": 1}, workers=1, batch=4, delay=0.03, without=without, settling=8.0
    )


def noticed(mutilated: Outcome, words: str) -> Outcome:
    """Demand that a scenario without one of the safeguards was found wanting, in these words among others."""
    outcome = Outcome(f"{mutilated.name}, mutilated", {"found": mutilated.violations})
    found = any(words in violation for violation in mutilated.violations)
    outcome.demand(found, "a safeguard was taken away and it was not noticed")
    return outcome
