"""Runs that are paused, resumed, and stopped by their budget, worked by the worker's own loop."""

from decimal import Decimal

import pytest
from django.utils import timezone

from annotation import jobs
from annotation.models import Event, Job, JobKind
from annotation.states import JobStatus
from inference import working
from inference.cancelling import cancel_run
from inference.models import Draft, DraftRun, PauseCause
from inference.pausing import StillSpent, pause_run, resume_run
from inference.prompting import default_prompt_set
from inference.quarantining import retry_jobs
from inference.recipes import Recipe
from inference.retrying import retry_failed
from inference.spending import spent
from inference.starting import start_run
from inference.states import DraftStatus
from tests import factories
from tests.history import by_force
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(benchmark, admin):
    for number in range(3):
        factories.make_sample(benchmark, factories.make_image(benchmark, f"{number}.jpg"))
    recipe = Recipe(engine="scripted", prompt_set=default_prompt_set(), options={"batch": 1})
    return start_run(benchmark, benchmark.samples.all(), recipe, by=admin)


def work():
    working.work(should_leave=lambda: False)


def statuses():
    return list(Job.objects.order_by("pk").values_list("status", flat=True))


def test_a_paused_run_waits_until_it_is_resumed(run, admin):
    assert pause_run(run, by=admin) is True
    assert pause_run(run, by=admin) is False
    work()
    assert statuses() == [JobStatus.PAUSED] * 3
    assert resume_run(run, by=admin) is True
    assert resume_run(run, by=admin) is False
    work()
    assert statuses() == [JobStatus.DONE] * 3
    told = Event.objects.filter(verb__startswith="run ").order_by("pk").values_list("verb", "by", "subject_id")
    assert list(told) == [("run paused", admin.pk, run.pk), ("run resumed", admin.pk, run.pk)]


def test_a_worker_leaves_off_in_the_middle_of_a_wave_and_its_try_is_given_back(run, admin, settings):
    settings.JOB_LEASE_SECONDS = 0.6
    [job] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    with jobs.lease([job]) as held:
        pause_run(run, by=admin)
        eventually(lambda: held.paused(job))
        jobs.end_paused(job)
    job.refresh_from_db()
    assert (job.status, job.attempts, job.pause_requested) == (JobStatus.PAUSED, 0, False)


def test_a_job_that_fails_in_passing_while_its_run_is_paused_waits_too(run, admin):
    [job] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    pause_run(run, by=admin)
    jobs.fail(job, "The server is away.", transient=True)
    assert statuses() == [JobStatus.PAUSED] * 3


def test_a_paused_job_of_a_dead_worker_waits_too(run, admin):
    [job] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    pause_run(run, by=admin)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now())
    assert jobs.sweep().paused == 1
    assert statuses() == [JobStatus.PAUSED] * 3


def test_a_run_that_is_resumed_before_its_worker_looked_goes_on_as_if_nothing_was(run, admin):
    [job] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    pause_run(run, by=admin)
    resume_run(run, by=admin)
    job.refresh_from_db()
    assert (job.status, job.pause_requested) == (JobStatus.RUNNING, False)
    jobs.give_back(job)
    work()
    assert statuses() == [JobStatus.DONE] * 3


def test_a_paused_run_can_be_cancelled(run, admin):
    pause_run(run, by=admin)
    assert cancel_run(run, by=admin) == 3
    assert statuses() == [JobStatus.CANCELLED] * 3
    run.refresh_from_db()
    assert (run.paused_at, run.paused_because) == (None, "")


def test_a_run_that_is_over_cannot_be_paused(run, admin):
    work()
    assert pause_run(run, by=admin) is False
    assert not Event.objects.filter(verb="run paused").exists()


def test_a_run_pauses_once_its_budget_is_spent_and_goes_on_when_it_is_raised(run, admin):
    DraftRun.objects.update(generated_price=100_000, budget=Decimal("0.05"))
    work()
    run.refresh_from_db()
    done = run.drafts.get(status=DraftStatus.DONE)
    assert spent(run) == Decimal(done.generated_tokens) / 10 > 0
    assert (run.paused_because, statuses()) == (PauseCause.BUDGET, [JobStatus.DONE, *[JobStatus.PAUSED] * 2])
    with pytest.raises(StillSpent, match="raise it, then resume"):
        resume_run(run, by=admin)
    DraftRun.objects.update(budget=None)
    run.refresh_from_db()
    resume_run(run, by=admin)
    work()
    assert statuses() == [JobStatus.DONE] * 3


@pytest.mark.parametrize("retry", [retry_failed, lambda run, by: retry_jobs(Job.objects.all(), by=by)])
def test_what_is_tried_again_of_a_run_that_spent_its_budget_waits_with_the_rest(run, admin, retry):
    [job] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    jobs.fail(job, "Three workers died.", transient=False)
    pause_run(run, by=None, because=PauseCause.BUDGET)
    assert retry(run, by=admin) == 1
    work()
    assert statuses() == [JobStatus.PAUSED] * 3
    resume_run(run, by=admin)
    work()
    assert statuses() == [JobStatus.DONE] * 3


def test_failed_drafts_that_are_tried_again_wait_while_their_run_is_paused(run, admin):
    failed = run.drafts.order_by("pk").first()
    Job.objects.filter(pk=failed.job_id).update(status=JobStatus.CANCELLED, finished_at=timezone.now())
    ended = {"status": DraftStatus.FAILED, "error": "Refused.", "finished_at": timezone.now()}
    Draft.objects.filter(pk=failed.pk).update(**ended)
    pause_run(run, by=admin)
    assert retry_failed(run, by=admin) == 1
    work()
    assert statuses() == [JobStatus.CANCELLED, *[JobStatus.PAUSED] * 3]


def test_cached_tokens_cost_their_own_price(benchmark):
    run = factories.make_draft_run(benchmark, prompt_price=2, reused_price=Decimal("0.5"), generated_price=8)
    draft = factories.make_draft(factories.make_sample(benchmark), run)
    with by_force(Draft):
        Draft.objects.filter(pk=draft.pk).update(
            prompt_tokens=3_000_000, reused_tokens=1_000_000, generated_tokens=250_000
        )
    assert spent(run) == Decimal("6.5")
