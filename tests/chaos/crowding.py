"""A crowd claims, submits, skips and abandons at once: nobody beyond the overlap, nobody told too early to go home."""

import random
import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from annotation.models import Benchmark, Membership, Role, Sample
from annotation.states import SampleStatus
from review.models import Review
from review.queueing import claim
from review.skipping import skip
from review.states import HOLDING, ReviewStatus
from review.submitting import Submission, submit
from tests.chaos.arena import Arena
from tests.chaos.counting import Outcome
from tests.chaos.world import good_paths, make_samples

ROWS = {"rows": [{"action": "add", "text": "A long wait.", "reason": "common_sense"}], "flag": ""}
SKIPPED, ABANDONED = 0.1, 0.05  # shares of what is claimed
SHOWN = 3


def crowd(arena: Arena, *, clients: int, claims: int, threads: int, overlap: int) -> Outcome:
    """Let each client claim so often and end what they got; count what became of the samples."""
    arena.enter()
    outcome = Outcome(f"crowd at overlap {overlap}")
    benchmark = waiting_benchmark(clients * claims // overlap + 2 * clients, overlap)
    people = [join(benchmark, f"client-{number}") for number in range(clients)]
    shares = [people[first::threads] for first in range(threads)]
    began = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        seeds = [f"{arena.seed} {at}" for at in range(threads)]
        work = pool.map(lambda share, seed: take_turns(benchmark, share, claims, seed), shares, seeds)
        turns = [turn for done in work for turn in done]
    took = time.monotonic() - began
    tell(outcome, turns, took, benchmark)
    check_places(benchmark, overlap, outcome)
    return outcome


def tell(outcome: Outcome, turns: list[tuple[int | None, float]], took: float, benchmark: Benchmark) -> None:
    """Write down the figures of a crowd whose turns took so many seconds, and demand that nobody was sent home."""
    sent_home = sum(review is None for review, _milliseconds in turns)
    outcome.demand(sent_home == 0, f"{sent_home} claims of {len(turns)} were told that nothing is left")
    median = statistics.median(milliseconds for _review, milliseconds in turns)
    outcome.figures |= {"claims": len(turns), "told that nothing is left": sent_home}
    outcome.figures |= {"held at most": most_held(benchmark), "claims a second": round(len(turns) / took)}
    outcome.figures |= {"median ms, waiting included": round(median, 1)}


def waiting_benchmark(samples: int, overlap: int) -> Benchmark:
    """A benchmark whose samples wait for people; no draft is needed to claim one."""
    benchmark = make_samples(good_paths(samples), "crowded")
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=overlap)
    Sample.objects.filter(benchmark=benchmark).update(status=SampleStatus.DRAFTED)
    return Benchmark.objects.get(pk=benchmark.pk)


def join(benchmark: Benchmark, name: str):
    """A new annotator."""
    user = get_user_model().objects.create(username=name)
    Membership.objects.create(benchmark=benchmark, user=user, role=Role.ANNOTATOR)
    return user


def take_turns(benchmark: Benchmark, people: list, claims: int, seed: str) -> list[tuple[int | None, float]]:
    """Each of the people claims and ends a sample in turn, until all have claimed so often; with the time each took."""
    dice, turns = random.Random(seed), []
    try:
        for _round in range(claims):
            for user in dice.sample(people, len(people)):
                began = time.perf_counter()
                review = claim(benchmark, by=user)
                turns.append((review, (time.perf_counter() - began) * 1000))
                if review is not None:
                    end(benchmark, review, user, dice.random())
    finally:
        connection.close()
    return turns


def end(benchmark: Benchmark, review: int, user, chance: float) -> None:
    """Abandon, skip or submit, by chance."""
    version = Review.objects.values_list("version", flat=True).get(pk=review)
    if chance < ABANDONED:
        long_ago = timezone.now() - timedelta(seconds=1)
        Review.objects.filter(pk=review).update(lease_until=long_ago)
    elif chance < ABANDONED + SKIPPED:
        skip(benchmark, review, reason="unsure", by=user)
    else:
        submit(benchmark, review, Submission(client_id=uuid.uuid4(), version=version, working=ROWS), by=user)


def check_places(benchmark: Benchmark, overlap: int, outcome: Outcome) -> None:
    """Count the people of each sample anew, and compare with what its row says."""
    held = Count("reviews", filter=Q(reviews__status__in=HOLDING))
    samples = Sample.objects.filter(benchmark=benchmark).annotate(held=held)
    beyond = [sample.pk for sample in samples if sample.held > overlap]
    outcome.demand(not beyond, f"{len(beyond)} samples are held beyond the overlap: {beyond[:SHOWN]}")
    wrong = [sample.pk for sample in samples if sample.free_places != overlap - sample.held]
    outcome.demand(not wrong, f"{len(wrong)} samples tell a wrong number of free places: {wrong[:SHOWN]}")
    had = {}
    kept = (*HOLDING, ReviewStatus.SKIPPED)
    for sample, person in Review.objects.filter(status__in=kept).values_list("sample", "annotator"):
        had.setdefault(sample, []).append(person)
    strange = [sample.pk for sample in samples if sample.had_by != sorted(had.get(sample.pk, []))]
    outcome.demand(not strange, f"{len(strange)} samples tell wrong people, or were twice one's: {strange[:SHOWN]}")


def most_held(benchmark: Benchmark) -> int:
    """How many people have the sample that most people have."""
    holding = Review.objects.filter(sample__benchmark=benchmark, status__in=HOLDING)
    return max(holding.values("sample").annotate(people=Count("pk")).values_list("people", flat=True))
