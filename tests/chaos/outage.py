"""Redis is away for long: nothing fails, the sweeper stands in, and wake-ups work again once it is back."""

import time

import redis

from annotation.models import Job
from annotation.states import JobStatus
from eibench_site.heartbeat import KEY
from tests.chaos import world
from tests.chaos.arena import Arena
from tests.chaos.counting import Outcome, check_results, is_over
from tests.chaos.watching import came_true, wait_until
from tests.chaos.workers import Workers

PATIENCE = 120.0
STANDS_IN = "The broker is away: this worker looks for draft jobs by itself"
RECEIVED = "Task inference.tasks.work"


def cut_off(arena: Arena, *, jobs: int, seconds: float, workers: int, batch: int, delay: float) -> Outcome:
    """Kill Redis, ask for work while it is away, and ask for more after it is back."""
    outcome = Outcome("outage")
    with arena.enter() as crew:
        for _ in range(workers):
            crew.start().wait_until_ready()
        arena.servers.crash_redis()
        began = time.monotonic()
        run = world.start(world.make_samples(world.good_paths(jobs), "away"), batch=batch, delay_seconds=delay)
        outcome.demand(came_true(lambda: is_over(run), PATIENCE, step=0.1), "the backlog did not drain without Redis")
        outcome.figures["backlog drained without Redis, seconds"] = round(time.monotonic() - began, 1)
        came_true(lambda: time.monotonic() - began > seconds, seconds)
        outcome.figures["Redis away, seconds"] = round(time.monotonic() - began, 1)
        check_results(run, outcome)
        outcome.demand(STANDS_IN in crew.logs(), "no worker stood in for the broker")
        arena.servers.start_redis()
        _go_on(arena, crew, jobs, batch, delay, outcome)
    return outcome


def _go_on(arena: Arena, crew: Workers, jobs: int, batch: int, delay: float, outcome: Outcome) -> None:
    """The next run is worked by wake-ups, and nobody stands in any more."""
    back = time.monotonic()
    with redis.Redis.from_url(arena.servers.redis_url()) as broker:
        wait_until(lambda: broker.exists(KEY.format(queue="gpu")), "a worker was back on Redis")
    outcome.figures["until a worker was back on Redis, seconds"] = round(time.monotonic() - back, 1)
    stood_in, heard = crew.logs().count(STANDS_IN), crew.logs().count(RECEIVED)
    run = world.start(world.make_samples(world.good_paths(jobs), "back"), batch=batch, delay_seconds=delay)
    outcome.demand(came_true(lambda: is_over(run), PATIENCE, step=0.1), "the work did not go on with Redis back")
    check_results(run, outcome)
    outcome.demand(crew.logs().count(STANDS_IN) == stood_in, "a worker stood in although Redis was back")
    outcome.demand(crew.logs().count(RECEIVED) > heard, "no wake-up reached a worker")
    untroubled = Job.objects.filter(status=JobStatus.DONE, attempts=1).count()
    outcome.demand(untroubled == 2 * jobs, f"{2 * jobs - untroubled} jobs did not end well at their first try")
    outcome.figures |= {"jobs": 2 * jobs, "ended well at the first try": untroubled}
