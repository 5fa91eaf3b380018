"""Thousands of jobs while workers, PostgreSQL and Redis are killed at random moments: none lost, none doubled."""

import random
import time
from collections import Counter

from django.db import connection

from annotation.models import MAXIMUM_ATTEMPTS, Job
from annotation.states import JobStatus
from inference.models import DraftRun
from tests.chaos import world
from tests.chaos.arena import Arena
from tests.chaos.counting import Outcome, check_results, done_of, is_over, jobs_of
from tests.chaos.servers import Servers
from tests.chaos.watching import came_true, wait_until
from tests.chaos.workers import Workers

PATIENCE = 120.0  # seconds from one fault to the work at which the next one strikes; workers may be slow to start
SETTLING = 60.0  # seconds from the last fault in which everything has to be done
FIRST, LAST = 0.02, 0.97  # shares of the work between which the faults fall; one falls at the last
WAVES_LEFT = 4  # and so many are left for each worker, so that the last fault hits work too


class Storm:
    """One run under faults; `hit` counts the jobs that were in a killed worker's hands."""

    def __init__(self, servers: Servers, workers: Workers, run: DraftRun, chance: random.Random) -> None:
        self.servers, self.workers, self.run, self.chance = servers, workers, run, chance
        self.hit = 0
        self.killed = 0
        self.died = 0

    def strike(self, fault: str) -> None:
        """Do one fault, but to no job that was hit twice already: after three deaths it is quarantined by rule."""
        wait_until(lambda: not self.last_tries(), "no job was at its last try", step=0.02)
        {
            "worker": self.kill_worker,
            "postgres": self.crash_postgres,
            "redis": self.crash_redis,
            "flush": self.servers.flush_redis,
        }[fault]()

    def kill_worker(self) -> None:
        """Kill -9 a worker that has jobs in hand, chosen at random, and start another."""
        held = []
        wait_until(lambda: held.extend(self.in_hand()) or held or is_over(self.run), "a worker had jobs in hand")
        if held:
            pid = self.chance.choice(sorted({pid for pid, _count in held}))
            self.hit += dict(held)[pid]
            self.killed += 1
            self.workers.replace(self.workers.by_pid(pid))

    def last_tries(self) -> bool:
        """Whether a worker has a job in hand that two died on."""
        return jobs_of(self.run).filter(status=JobStatus.RUNNING, attempts=MAXIMUM_ATTEMPTS).exists()

    def in_hand(self) -> list[tuple[int, int]]:
        """The process ids of living workers and how many running jobs name them."""
        running = jobs_of(self.run).filter(status=JobStatus.RUNNING).values_list("worker", flat=True)
        counted = Counter(int(worker.rpartition(":")[2]) for worker in running)
        return [(pid, count) for pid, count in counted.items() if self.workers.by_pid(pid)]

    def crash_postgres(self) -> None:
        """Kill -9 PostgreSQL, leave it down for a moment, and let it recover."""
        self.died += self.servers.crash_postgres()
        self.stay_down()
        self.servers.start_postgres()
        connection.close()  # this process's own was killed too

    def crash_redis(self) -> None:
        """Kill -9 Redis, leave it down for a moment, and start an empty one."""
        self.servers.crash_redis()
        self.stay_down()
        self.servers.start_redis()

    def stay_down(self) -> None:
        """Up to a second and a half in which a server is not there."""
        came_true(lambda: False, self.chance.uniform(0.1, 1.5))


def schedule(chance: random.Random, jobs: int, faults: dict[str, int], last: int) -> list[tuple[int, str]]:
    """How many results are there when which fault strikes: both at random, spread over the work; one at the last."""
    kinds = [fault for fault, count in faults.items() for _ in range(count)]
    chance.shuffle(kinds)
    moments = sorted(chance.randint(int(jobs * FIRST), last) for _ in kinds[1:])
    moments.append(last)
    return list(zip(moments, kinds, strict=True))


def brave(
    arena: Arena,
    *,
    jobs: int,
    faults: dict[str, int],
    workers: int,
    batch: int,
    delay: float,
    without: str = "",
    settling: float = SETTLING,
) -> Outcome:
    """Draft so many samples through all faults and compare what is there with what has to be."""
    outcome = Outcome("storm")
    chance = random.Random(arena.seed)
    began = time.monotonic()
    with arena.enter(faulty=bool(without), WITHOUT=without) as crew:
        run = world.start(world.make_samples(world.good_paths(jobs)), batch=batch, delay_seconds=delay)
        storm = Storm(arena.servers, crew, run, chance)
        started = time.monotonic()
        for _ in range(workers):
            crew.start()
        last = min(int(jobs * LAST), jobs - WAVES_LEFT * workers * batch)
        _strike_all(storm, schedule(chance, jobs, faults, last), outcome)
        _settle(storm, settling, outcome)
        outcome.figures |= {
            "seconds": round(time.monotonic() - started, 1),
            "seconds to queue them": round(started - began, 1),
        }
    _count(storm, jobs, faults, outcome)
    return outcome


def _strike_all(storm: Storm, moments: list[tuple[int, str]], outcome: Outcome) -> None:
    for moment, fault in moments:
        if not came_true(lambda at=moment: done_of(storm.run) >= at, PATIENCE, step=0.1):
            outcome.violations.append(f"the work stood still at {done_of(storm.run)} results, before {moment}")
            return
        storm.strike(fault)


def _settle(storm: Storm, settling: float, outcome: Outcome) -> None:
    last = time.monotonic()
    for worker in storm.workers.living:
        worker.wait_until_ready()
    over = came_true(lambda: is_over(storm.run), settling, step=0.1)
    took = round(time.monotonic() - last, 1)
    outcome.figures["seconds from the last fault to the last result"] = took
    outcome.demand(took <= SETTLING, f"the last result came {took} s after the last fault")
    left = jobs_of(storm.run).filter(status__in=[JobStatus.QUEUED, JobStatus.RUNNING]).count()
    outcome.demand(over, f"{settling:g} s after the last fault {left} jobs were not over")
    ended = [worker.pid for worker in storm.workers.living if worker.process.poll() is not None]
    outcome.demand(not ended, f"workers ended that nobody had killed: {ended}")


def _count(storm: Storm, jobs: int, faults: dict[str, int], outcome: Outcome) -> None:
    check_results(storm.run, outcome)
    outcome.demand(storm.killed == faults["worker"], f"{storm.killed} workers were killed at work")
    tries = Counter(Job.objects.values_list("attempts", flat=True))
    outcome.demand(Job.objects.count() == jobs, f"{Job.objects.count()} jobs for {jobs} samples")
    outcome.figures |= {
        "jobs": jobs,
        "results": done_of(storm.run),
        "faults": faults,
        "jobs in the hands of killed workers": storm.hit,
        "processes of PostgreSQL killed": storm.died,
        "jobs by tries": dict(sorted(tries.items())),
    }
