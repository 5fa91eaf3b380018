"""Real workers: Celery processes fed through the real broker, on true model architectures and through kill -9."""

import signal

import pytest

from annotation.models import Job, Sample
from annotation.states import JobStatus, SampleStatus
from inference.cancelling import cancel_run
from inference.cfsa.conversation import GenerationParameters
from inference.models import EngineName, Support
from inference.pausing import pause_run
from inference.progressing import failures_of, progress_of
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.starting import start_run
from inference.states import DraftStatus
from tests import factories
from tests.waiting import eventually

pytestmark = pytest.mark.worker

PATIENCE = 150.0


def make_samples(benchmark, count):
    return [factories.make_sample(benchmark) for _ in range(count)]


def start_scripted(benchmark, **options):
    recipe = Recipe(EngineName.SCRIPTED, default_prompt_set(), options=options)
    return start_run(benchmark, Sample.objects.all(), recipe, by=None)


def wait_until_over(run):
    eventually(lambda: progress_of(run).is_over, seconds=PATIENCE, step=0.2)


def assert_each_sample_has_one_draft(run, samples):
    assert list(run.drafts.order_by("sample__position").values_list("sample", flat=True)) == [
        sample.pk for sample in samples
    ]
    assert [failure.cause for failure in failures_of(run)] == []
    assert set(run.drafts.values_list("status", flat=True)) == {DraftStatus.DONE}
    assert [sample.labels.count() for sample in samples] == [1] * len(samples)
    assert set(Sample.objects.values_list("status", flat=True)) == {SampleStatus.DRAFTED}


@pytest.mark.parametrize("architecture", ["tiny_llava_next", "tiny_second"])
def test_a_true_architecture_drafts_twenty_samples(start_worker, benchmark, architecture, request):
    from tests.inference.tiny_models import TRIGGERS

    folder = request.getfixturevalue(architecture)
    samples = make_samples(benchmark, 20)
    recipe = Recipe(
        EngineName.TRANSFORMERS,
        default_prompt_set(),
        model=str(folder),
        parameters=GenerationParameters(max_new_tokens=128),
        options={"device": "cpu", "batch_size": 8},
    )
    run = start_run(benchmark, Sample.objects.all(), recipe, by=None)
    start_worker()
    wait_until_over(run)
    assert_each_sample_has_one_draft(run, samples)
    for draft in run.drafts.select_related("label"):
        assert [trigger.text for trigger in draft.label.triggers.all()] == [text for text, _rounds in TRIGGERS]
        supports = Support.objects.filter(round__draft=draft).order_by("trigger__position", "round__position")
        assert list(supports.values_list("trigger__position", "round__position")) == [
            (position, at) for position, (_text, rounds) in enumerate(TRIGGERS, start=1) for at in rounds
        ]
    run.refresh_from_db()
    assert sorted(run.packages["packages"]) == ["torch", "transformers"]


def test_a_run_goes_on_after_its_worker_was_killed(start_worker, benchmark):
    samples = make_samples(benchmark, 12)
    run = start_scripted(benchmark, batch=4, delay_seconds=0.4)
    worker = start_worker()
    eventually(lambda: progress_of(run).done >= 4, seconds=PATIENCE)
    eventually(lambda: progress_of(run).step >= 2, seconds=PATIENCE)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert not progress_of(run).is_over
    start_worker()
    wait_until_over(run)
    assert_each_sample_has_one_draft(run, samples)
    assert set(Job.objects.values_list("status", flat=True)) == {JobStatus.DONE}
    assert Job.objects.filter(attempts=2).exists()


def test_two_workers_share_a_run(start_worker, benchmark):
    samples = make_samples(benchmark, 16)
    run = start_scripted(benchmark, batch=2, delay_seconds=0.3)
    start_worker()
    start_worker()
    wait_until_over(run)
    assert_each_sample_has_one_draft(run, samples)
    assert Job.objects.values("worker").distinct().count() == 2
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_a_worker_that_is_asked_to_end_gives_its_pictures_back(start_worker, benchmark):
    make_samples(benchmark, 4)
    run = start_scripted(benchmark, delay_seconds=0.5)
    worker = start_worker()
    eventually(lambda: progress_of(run).step >= 2, seconds=PATIENCE)
    worker.terminate()
    assert worker.wait(timeout=PATIENCE) == 0
    assert set(Job.objects.values_list("status", "attempts")) == {(JobStatus.QUEUED, 0)}


def test_work_goes_on_while_the_broker_is_away(start_worker, benchmark):
    samples = make_samples(benchmark, 3)
    run = start_scripted(benchmark)
    Job.objects.update(announced_at=None)
    start_worker(REDIS_URL="redis://127.0.0.1:9/0")
    wait_until_over(run)
    assert_each_sample_has_one_draft(run, samples)


@pytest.mark.parametrize(
    ("stop", "status"), [(pause_run, JobStatus.PAUSED), (cancel_run, JobStatus.CANCELLED)], ids=["paused", "cancelled"]
)
def test_a_run_that_is_stopped_in_the_middle_of_an_answer_frees_its_worker_before_that_ends(
    start_worker, benchmark, stop, status
):
    make_samples(benchmark, 2)
    run = start_scripted(benchmark, batch=1, delay_seconds=60)
    start_worker()
    eventually(lambda: Job.objects.filter(status=JobStatus.RUNNING).exists(), seconds=PATIENCE)
    stop(run, by=None)
    ended = {(status, 0), (status, 1)}
    eventually(lambda: set(Job.objects.values_list("status", "attempts")) <= ended, seconds=50)
    quick = start_scripted(benchmark)
    wait_until_over(quick)
    assert progress_of(quick).done == 2
