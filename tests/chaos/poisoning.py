"""Samples that kill their worker, never answer, or eat its memory, among good ones."""

import random
import time

from django.db.models import F, Q

from annotation.models import MAXIMUM_ATTEMPTS
from annotation.states import JobStatus
from inference.models import Draft, DraftRun
from inference.states import DraftStatus
from tests.chaos import world
from tests.chaos.arena import Arena
from tests.chaos.counting import Outcome, check_results, is_over, jobs_of, shown
from tests.chaos.engines import POISONS
from tests.chaos.watching import came_true
from tests.chaos.workers import Workers

PATIENCE = 600.0
MEMORY = 2**29  # bytes that a worker may take beyond what it has when it is ready
# The lease is the longer one, so that on a crowded machine what hangs is found out to hang before its lease is lost.
LIMITS = {"EIBENCH_JOB_STALL_SECONDS": "5", "EIBENCH_JOB_LEASE_SECONDS": "8", "MEMORY_LIMIT": str(MEMORY)}
CAUSES = {
    "crash": "Three workers died or broke off while they worked on this",
    "hang": "The work made no progress for",
    "memory": "MemoryError",
}
SLOWER = 2.0  # times; what the good ones may take, measured beside the same ones without poison


def feed(
    arena: Arena, *, samples: int, poisons: int, workers: int, batch: int, delay: float, measure: bool = True
) -> Outcome:
    """Draft `samples`, of which `poisons` are poison; with `measure` also the good ones alone, for the ratio."""
    outcome = Outcome("poison")
    good = world.good_paths(samples - poisons)
    if measure:
        alone = _seconds(arena, good, workers, batch, delay, outcome)
    bad = [f"{POISONS[number % len(POISONS)]}/{number:05}.jpg" for number in range(poisons)]
    paths = good + bad
    random.Random(arena.seed).shuffle(paths)
    beside = _seconds(arena, paths, workers, batch, delay, outcome)
    outcome.figures |= {"samples": samples, "good ones done, seconds": beside}
    if measure:
        outcome.figures |= {"without poison, seconds": alone, "times slower": round(beside / alone, 2)}
        outcome.demand(beside < SLOWER * alone, f"the good ones took {beside / alone:.2f} times as long")
    return outcome


def _seconds(arena: Arena, paths: list[str], workers: int, batch: int, delay: float, outcome: Outcome) -> float:
    """Draft these and check what came of them; returns the seconds until the last good one was there."""
    with arena.enter(faulty=True, **LIMITS) as crew:
        benchmark = world.make_samples(paths)
        for _ in range(workers):
            crew.start()
        for worker in crew.living:
            worker.wait_until_ready()
        run = world.start(benchmark, batch=batch, delay_seconds=delay)
        began = time.monotonic()
        seconds = _watch(run, crew, began)
        _check(run, crew, outcome)
    return seconds


def _watch(run: DraftRun, crew: Workers, began: float) -> float:
    """Bring back the workers that end, until all is over; returns the seconds until the last good one was there."""
    good = drafts_of(run, "")
    seen = []

    def over() -> bool:
        crew.revive()
        if not seen and not good.filter(status=DraftStatus.PENDING).exists():
            seen.append(time.monotonic() - began)
        return is_over(run)

    came_true(over, PATIENCE, step=0.1)
    return round(seen[0] if seen else time.monotonic() - began, 1)


def _check(run: DraftRun, crew: Workers, outcome: Outcome) -> None:
    """The good ones are done, each once; the poisonous ones are in quarantine after three tries, with their cause."""
    check_results(run, outcome, drafts_of(run, ""))
    outcome.demand(is_over(run), f"after {PATIENCE:g} s not every job was over")
    outcome.figures["done"] = Draft.objects.filter(run=run, status=DraftStatus.DONE).count()
    outcome.figures["workers brought back"] = crew.revived
    for poison, cause in CAUSES.items():
        bad = drafts_of(run, poison)
        others = bad.exclude(pk__in=quarantined(bad).filter(job__error__startswith=cause))
        told = bad.count() - others.count()
        outcome.demand(not others.exists(), f"{poison} samples without the cause in quarantine: {shown(others)}")
        outcome.figures[f"in quarantine after three tries: {poison}"] = told
    outcome.demand(
        not jobs_of(run).filter(status=JobStatus.QUARANTINED, attempts__lt=MAXIMUM_ATTEMPTS).exists(),
        "a job was given up before its third try",
    )


def drafts_of(run: DraftRun, poison: str):
    """The drafts of a run's samples of one poison; of the good ones where it is empty."""
    poisonous = Q()
    for each in [poison] if poison else POISONS:
        poisonous |= Q(sample__image__path__startswith=f"{each}/")
    return Draft.objects.filter(poisonous if poison else ~poisonous, run=run)


def quarantined(drafts):
    """Those whose job is in quarantine after three tries."""
    given_up = drafts.filter(job__status=JobStatus.QUARANTINED, status=DraftStatus.PENDING)
    return given_up.filter(job__attempts=F("job__fence"), job__fence=MAXIMUM_ATTEMPTS)
