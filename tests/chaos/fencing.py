"""A worker that stood still for three leases goes on and hands in its result, while another one has its jobs."""

import time

from annotation.models import Job
from annotation.states import JobStatus
from inference.models import Draft, DraftRun
from tests.chaos import world
from tests.chaos.arena import Arena
from tests.chaos.counting import Outcome, check_results, is_over, jobs_of
from tests.chaos.watching import came_true, wait_until
from tests.chaos.workers import Worker

LEASE = 1.0  # seconds
PATIENCE = 90.0
REFUSED = "A late result is thrown away"
HANDED_IN = "succeeded in"  # Celery's word when the worker's task is over, whatever came of it


def stop_one(arena: Arena, *, jobs: int = 4, without: str = "") -> Outcome:
    """Stop a worker as it has all answers of a wave, let another take the wave over, then let the first one go on.

    The second one waits at a gate before its own result, so that only the fence is between the first one and the rows.
    """
    outcome = Outcome("fence")
    gate = arena.folder / f"gate-{arena.scenes}"
    with arena.enter(faulty=True, EIBENCH_JOB_LEASE_SECONDS=str(LEASE), WITHOUT=without) as crew:
        run = world.start(world.make_samples(world.good_paths(jobs)), batch=jobs)
        first = crew.start(STOP_AT_SUMMARY="1")
        first.wait_until_stopped()
        stopped = time.monotonic()
        second = crew.start(GATE=str(gate))
        wait_until(lambda: taken_by(second), "another worker took a job over")
        wait_until(lambda: time.monotonic() - stopped > 3 * LEASE, "three leases passed")
        outcome.figures["leases stood still"] = round((time.monotonic() - stopped) / LEASE, 1)
        taken = taken_by(second)
        first.go_on()
        refusals = _refusals(first, jobs, outcome)
        gate.touch()
        came_true(lambda: is_over(run), PATIENCE)
        _check(run, taken, second, outcome)
        outcome.figures |= {"jobs": jobs, "late results refused": refusals}
    return outcome


def taken_by(worker: Worker) -> list[int]:
    """The jobs that a worker has in hand; one at a time, since they were tried before."""
    held = Job.objects.filter(status=JobStatus.RUNNING, worker__endswith=f":{worker.pid}")
    return list(held.values_list("pk", flat=True))


def _refusals(first: Worker, jobs: int, outcome: Outcome) -> int:
    """How many of its results were refused, once it has handed them all in."""
    came_true(lambda: first.log.read_text().count(REFUSED) == jobs or first.said(HANDED_IN), PATIENCE)
    refusals = first.log.read_text().count(REFUSED)
    outcome.demand(refusals == jobs, f"{refusals} of {jobs} late results were refused")
    return refusals


def _check(run: DraftRun, taken: list[int], second: Worker, outcome: Outcome) -> None:
    """Every result is there once, and those of the jobs taken over are not the late worker's."""
    check_results(run, outcome)
    drafts = Draft.objects.filter(job__in=taken)
    right = drafts.filter(raw_summary__endswith=f'"process {second.pid}"').count()
    late = len(taken) - right
    outcome.demand(late == 0, f"{late} results were not made by the worker that held the job")
    outcome.figures["results of the worker that took over"] = right
    statuses = set(jobs_of(run).values_list("status", flat=True))
    outcome.demand(statuses == {JobStatus.DONE}, f"not every job is done, there are: {', '.join(sorted(statuses))}")
