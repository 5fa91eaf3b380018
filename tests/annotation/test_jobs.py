"""The job queue: nothing lost, nothing doubled, nothing late."""

import threading
from datetime import timedelta

import pytest
from celery.signals import before_task_publish
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from annotation import jobs
from annotation.models import MAXIMUM_ATTEMPTS, Event, Job, JobKind
from annotation.states import JobStatus
from eibench_site.celery import app
from tests.waiting import eventually

WORKER = "machine:1"


def queue(benchmark, count=1, **fields):
    return jobs.enqueue_many([Job(kind=JobKind.DRAFT, benchmark=benchmark, **fields) for _ in range(count)])


def claim(**options):
    return jobs.claim(JobKind.DRAFT, worker=WORKER, **options)


def expire(*claimed):
    """The worker fell silent: its leases ran out."""
    ids = [job.pk for job in claimed]
    Job.objects.filter(pk__in=ids).update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def dead_broker():
    """A broker at an address where nobody listens."""
    alive = app.conf.broker_url
    app.conf.broker_url = app.conf.broker_write_url = "redis://127.0.0.1:9/0"
    app._pool = app.amqp._producer_pool = None
    yield
    app.conf.broker_url = app.conf.broker_write_url = alive
    app._pool = app.amqp._producer_pool = None


def test_a_claim_takes_a_lease_a_fence_and_a_try(benchmark):
    jobs.enqueue(JobKind.DRAFT, benchmark=benchmark, payload={"run": 1}, total=6)
    [job] = claim()
    assert (job.status, job.fence, job.attempts, job.worker) == (JobStatus.RUNNING, 1, 1, WORKER)
    assert job.lease_until > timezone.now()
    assert claim() == []


def test_kinds_do_not_take_each_others_jobs(benchmark):
    queue(benchmark)
    assert jobs.claim(JobKind.IMPORT, worker=WORKER) == []


def test_the_highest_priority_goes_first_then_the_oldest(benchmark):
    first, second = queue(benchmark, 2)
    [urgent] = queue(benchmark, priority=5)
    assert [claim()[0].pk for _ in range(3)] == [urgent.pk, first.pk, second.pk]


def test_a_wave_is_of_one_run_and_of_at_most_the_limit(benchmark):
    of_one = queue(benchmark, 3, payload={"run": 1})
    other = queue(benchmark, 2, payload={"run": 2})
    assert [job.pk for job in claim(limit=2)] == [job.pk for job in of_one[:2]]
    assert [job.pk for job in claim(limit=lambda head: 9)] == [of_one[2].pk]
    assert [job.pk for job in claim(limit=9)] == [job.pk for job in other]


def test_a_job_that_was_tried_before_is_claimed_alone(benchmark):
    queue(benchmark, 3, payload={"run": 1})
    wave = claim(limit=3)
    expire(*wave)
    jobs.sweep()
    assert [len(claim(limit=3)) for _ in range(4)] == [1, 1, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_once_never_get_the_same_job(benchmark):
    queue(benchmark, 60, payload={"run": 1})
    taken, start = [], threading.Barrier(6)

    def take(worker):
        start.wait()
        try:
            while claimed := jobs.claim(JobKind.DRAFT, worker=worker, limit=3):
                taken.extend(job.pk for job in claimed)
        finally:
            connection.close()

    workers = [threading.Thread(target=take, args=(f"worker {number}",)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(Job.objects.values_list("pk", flat=True))
    assert set(Job.objects.values_list("fence", "attempts")) == {(1, 1)}


def test_a_late_result_is_refused_and_its_writes_are_undone(benchmark):
    queue(benchmark)
    [late] = claim()
    expire(late)
    jobs.sweep()
    [current] = claim()
    with pytest.raises(jobs.LeaseLost), transaction.atomic():
        Event.objects.record("result", late, by=None, benchmark=benchmark)
        jobs.finish(late)
    assert not Event.objects.filter(verb="result").exists()
    jobs.finish(current)
    current.refresh_from_db()
    assert (current.status, current.fence) == (JobStatus.DONE, 2)


def test_a_finished_job_is_not_finished_again(benchmark):
    queue(benchmark)
    [job] = claim()
    jobs.finish(job)
    with pytest.raises(jobs.LeaseLost):
        jobs.finish(job)


def test_progress_is_written_and_full_at_the_end(benchmark):
    queue(benchmark)
    [job] = claim()
    jobs.progress(job, 2, 6)
    job.refresh_from_db()
    assert (job.progress_done, job.progress_total) == (2, 6)
    jobs.finish(job)
    job.refresh_from_db()
    assert (job.progress_done, job.progress_total) == (6, 6)


def test_passing_trouble_is_given_time_to_pass_and_more_of_it_each_time(benchmark, settings):
    settings.JOB_RETRY_SECONDS = 30
    queue(benchmark)
    pauses = []
    for _ in range(MAXIMUM_ATTEMPTS - 1):
        [job] = claim()
        jobs.fail(job, "The server is away.", transient=True)
        job.refresh_from_db()
        pauses.append(round((job.retry_at - timezone.now()).total_seconds(), -1))
        assert (claim(), jobs.sweep().announced) == ([], ())
        Job.objects.update(retry_at=timezone.now())
        assert jobs.sweep().announced == (JobKind.DRAFT,)
    assert pauses == [30, 120]
    assert len(claim()) == 1


def test_passing_trouble_is_tried_three_times_then_quarantined(benchmark, settings):
    settings.JOB_RETRY_SECONDS = 0
    queue(benchmark)
    statuses = []
    for _ in range(MAXIMUM_ATTEMPTS):
        [job] = claim()
        jobs.fail(job, "The server is away.", transient=True)
        job.refresh_from_db()
        statuses.append(job.status)
    assert statuses == [JobStatus.QUEUED, JobStatus.QUEUED, JobStatus.QUARANTINED]
    assert (job.error, claim()) == ("The server is away.", [])


def test_lasting_trouble_is_quarantined_at_once(benchmark):
    queue(benchmark)
    [job] = claim()
    jobs.fail(job, "There is no such file.", transient=False)
    job.refresh_from_db()
    assert (job.status, job.error) == (JobStatus.QUARANTINED, "There is no such file.")


def test_a_job_whose_worker_dies_three_times_is_quarantined_with_the_cause(benchmark):
    queue(benchmark)
    swept = []
    for _ in range(MAXIMUM_ATTEMPTS):
        [job] = claim()
        expire(job)
        result = jobs.sweep()
        swept.append((result.returned, result.quarantined))
    job.refresh_from_db()
    assert swept == [(1, 0), (1, 0), (0, 1)]
    assert (job.status, job.error) == (
        JobStatus.QUARANTINED,
        "Three workers died or broke off while they worked on this; their log says why.",
    )


def test_a_sweep_leaves_live_leases_alone(benchmark):
    queue(benchmark)
    [job] = claim()
    assert jobs.sweep().returned == 0
    jobs.finish(job)


def test_a_quarantined_job_gets_its_tries_back(benchmark, admin):
    queue(benchmark)
    [job] = claim()
    jobs.fail(job, "No.", transient=False)
    assert jobs.retry(job, by=admin) is True
    assert jobs.retry(job, by=admin) is False
    [again] = claim()
    assert (again.attempts, again.fence) == (1, 2)
    assert Event.objects.get(verb="retried").by == admin


def test_a_queued_job_is_cancelled_at_once_and_a_running_one_is_asked_to_stop(benchmark, admin):
    running, queued = queue(benchmark, 2)
    [claimed] = claim()
    assert jobs.cancel(queued, by=admin).status == JobStatus.CANCELLED
    asked = jobs.cancel(running, by=admin)
    assert (asked.status, asked.cancel_requested) == (JobStatus.RUNNING, True)
    jobs.end_cancelled(claimed)
    running.refresh_from_db()
    assert running.status == JobStatus.CANCELLED


def test_history_tells_of_no_cancelling_where_the_job_was_over_already(benchmark, admin):
    queue(benchmark)
    [job] = claim()
    jobs.finish(job)
    assert jobs.cancel(job, by=admin).status == JobStatus.DONE
    assert not Event.objects.filter(verb="cancelled").exists()


def test_a_cancelled_job_of_a_dead_worker_does_not_come_back(benchmark, admin):
    [job] = queue(benchmark)
    expire(*claim())
    jobs.cancel(job, by=admin)
    assert jobs.sweep().cancelled == 1
    assert claim() == []


def test_a_job_given_back_has_lost_no_try(benchmark):
    queue(benchmark)
    [job] = claim()
    jobs.give_back(job)
    [again] = claim()
    assert (again.attempts, again.fence) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_until_the_block_ends(benchmark, settings):
    settings.JOB_LEASE_SECONDS = 0.6
    queue(benchmark)
    [job] = claim()
    first = job.lease_until
    with jobs.lease([job]) as held:
        eventually(lambda: Job.objects.get().lease_until > first + timedelta(seconds=1))
        assert (jobs.sweep().returned, held.lost(job), held.cancelled(job)) == (0, False, False)
    eventually(lambda: jobs.sweep().returned == 1)


@pytest.mark.django_db(transaction=True)
def test_a_lease_tells_of_a_wish_to_stop_and_of_a_job_taken_over(benchmark, admin, settings):
    settings.JOB_LEASE_SECONDS = 0.6
    cancelled, taken = queue(benchmark, 2, payload={"run": 1})
    wave = claim(limit=2)
    with jobs.lease(wave) as held:
        jobs.cancel(cancelled, by=admin)
        expire(taken)
        jobs.sweep()
        eventually(lambda: held.cancelled(wave[0]) and held.lost(wave[1]))
        assert (held.lost(wave[0]), held.cancelled(wave[1])) == (False, False)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_announced_when_its_transaction_is_committed(benchmark):
    with transaction.atomic():
        job = jobs.enqueue(JobKind.DRAFT, benchmark=benchmark)
        assert Job.objects.get().announced_at is None
    job.refresh_from_db()
    assert job.announced_at is not None
    assert jobs.sweep().announced == ()


@pytest.mark.django_db(transaction=True)
def test_whoever_is_woken_meets_a_job_that_is_written_to_the_end(benchmark):
    still_to_write = []

    def on_its_way(**_message):
        still_to_write.append(Job.objects.filter(announced_at=None).count())

    before_task_publish.connect(on_its_way)
    try:
        jobs.enqueue(JobKind.DRAFT, benchmark=benchmark)
    finally:
        before_task_publish.disconnect(on_its_way)
    assert still_to_write == [0]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_fails_no_request_and_the_sweep_announces_later(benchmark, dead_broker):
    job = jobs.enqueue(JobKind.DRAFT, benchmark=benchmark)
    job.refresh_from_db()
    assert (job.status, job.announced_at) == (JobStatus.QUEUED, None)
    assert jobs.sweep().unannounced == (JobKind.DRAFT,)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_announces_what_nobody_was_told_of(benchmark):
    with transaction.atomic():
        jobs.enqueue_many([Job(kind=JobKind.DRAFT, benchmark=benchmark) for _ in range(3)])
    Job.objects.update(announced_at=None)
    assert jobs.sweep().announced == (JobKind.DRAFT,)
    assert jobs.sweep().announced == ()
    Job.objects.update(announced_at=timezone.now() - timedelta(hours=1))
    assert jobs.sweep().announced == (JobKind.DRAFT,)


def test_the_database_refuses_a_claim_without_a_new_fence(benchmark):
    queue(benchmark)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(status=JobStatus.RUNNING, lease_until=timezone.now(), attempts=1)


def test_every_kind_has_a_task_that_wakes_its_workers():
    app.loader.import_default_modules()
    assert {wake.task for wake in jobs.WAKES.values()} <= set(app.tasks)
    assert set(jobs.WAKES) == set(JobKind.values)
