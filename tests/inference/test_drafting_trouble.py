"""Pictures, engines and servers that fail: what becomes of the drafts, and how they are tried again."""

import json

import pytest

from annotation import jobs
from annotation.models import Event, Job, JobKind, Label, Sample, Trigger
from annotation.states import JobStatus, SampleStatus
from inference import holding
from inference.cfsa.conversation import OutOfMemory, Phase
from inference.cfsa.outcome import DraftOutcome
from inference.engines import build
from inference.models import Draft, EngineName, Round
from inference.progressing import failures_of, progress_of
from inference.recording import record_job
from inference.retrying import retry_failed
from inference.starting import start_run
from inference.states import DraftStatus
from tests.inference.drafts import make_samples, recipe, start, statuses, work
from tests.inference.engines.chat_server import Reply, chat_server
from tests.inference.recording import words_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_engine_is_left")]


def test_a_refused_picture_fails_alone_with_its_cause(benchmark):
    samples = make_samples(benchmark, 3)
    run = start(benchmark, fail_keys=[samples[1].image.path])
    work()
    assert statuses(run) == [DraftStatus.DONE, DraftStatus.FAILED, DraftStatus.DONE]
    [failure] = failures_of(run)
    expected = f"Reading: The script refuses the picture {samples[1].image.path}."
    assert (failure.cause, [draft.sample for draft in failure.drafts]) == (expected, [samples[1]])
    samples[1].refresh_from_db()
    assert samples[1].status == SampleStatus.READY
    assert not Label.objects.filter(sample=samples[1]).exists()


def test_failed_drafts_are_retried_all_or_some(benchmark, admin):
    samples = make_samples(benchmark, 3)
    run = start(benchmark, fail_keys=[sample.image.path for sample in samples])
    work()
    chosen = Draft.objects.filter(sample=samples[0])
    assert retry_failed(run, by=admin, drafts=chosen) == 1
    assert statuses(run) == [DraftStatus.PENDING, DraftStatus.FAILED, DraftStatus.FAILED]
    work()
    assert retry_failed(run, by=admin) == 3
    assert retry_failed(run, by=admin) == 0
    work()
    assert statuses(run) == [DraftStatus.FAILED] * 3
    assert Draft.objects.count() == 3


def test_a_retry_drafts_what_failed_before(benchmark, admin, script, settings):
    make_samples(benchmark, 2)
    run = start(benchmark, script=script)
    path = settings.DATA_DIR / "scripts" / "rain.json"
    good = path.read_text()
    path.write_text("{")
    work()
    assert statuses(run) == [DraftStatus.FAILED] * 2
    path.write_text(good)
    holding._refused.clear()
    retry_failed(run, by=admin)
    work()
    assert statuses(run) == [DraftStatus.DONE] * 2


def test_a_broken_engine_fails_with_what_to_change_and_is_not_built_for_each_wave(benchmark, script, settings):
    make_samples(benchmark, 3)
    run = start(benchmark, script=script, batch=1)
    (settings.DATA_DIR / "scripts" / "rain.json").write_text('{"images": []}')
    work()
    [failure] = failures_of(run)
    expected = f"The script {settings.DATA_DIR}/scripts/rain.json has no object “images”."
    assert (failure.cause, failure.count) == (expected, 3)


@pytest.fixture
def gone(benchmark, settings):
    """A run of two pictures whose server is away."""
    settings.JOB_RETRY_SECONDS = 0
    settings.OPENAI_ENDPOINTS = {"gone": "http://127.0.0.1:9/v1"}
    make_samples(benchmark, 2)
    options = {"endpoint": "gone", "attempts": 1, "timeout": 1.0}
    return start_run(benchmark, Sample.objects.all(), recipe(EngineName.OPENAI, model="any", options=options), by=None)


def test_an_engine_that_is_away_is_waited_for_at_no_tries_cost(gone, settings):
    for _ in range(4):
        work()
    assert set(Job.objects.values_list("status", "attempts")) == {(JobStatus.QUEUED, 0)}
    assert not Job.objects.filter(retry_at=None).exists()
    assert progress_of(gone).last_trouble.startswith("The server cannot be reached (")
    with chat_server(lambda _number, body: Reply(words_of(body))) as server:
        settings.OPENAI_ENDPOINTS = {"gone": server.base_url}
        work()
    assert statuses(gone) == [DraftStatus.DONE] * 2
    assert set(Job.objects.values_list("status", "attempts", "error")) == {(JobStatus.DONE, 1, "")}


def test_a_picture_that_may_have_brought_the_engine_down_is_set_aside_after_three_tries(gone):
    bad = Job.objects.order_by("pk").first()
    Job.objects.filter(pk=bad.pk).update(attempts=1)
    for _ in range(4):
        work()
    tried = Job.objects.order_by("pk").values_list("status", "attempts")
    assert list(tried) == [(JobStatus.QUARANTINED, 3), (JobStatus.QUEUED, 0)]
    [failure] = failures_of(gone)
    assert (failure.count, failure.cause.startswith("The server cannot be reached (")) == (1, True)


class Stumbling:
    """An engine that breaks off on one picture, and answers as the scripted engine does on all others."""

    def __init__(self, key, error):
        self.key, self.error, self.inner = key, error, build("scripted", model="")

    def describe(self):
        return self.inner.describe()

    def answer(self, conversations, *, should_stop=None):
        if any(conversation.image_key == self.key for conversation in conversations):
            raise self.error
        return self.inner.answer(conversations)

    def close(self):
        self.inner.close()


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (RuntimeError("CUDA error: device-side assert triggered"),) * 2,
        (ValueError("Image features and image tokens do not match."),) * 2,
        (KeyError("half a \udce4 and a \0"), r"'half a \udce4 and a \x00'"),
    ],
)
def test_an_engine_that_breaks_off_on_one_picture_fails_that_one_alone_with_the_cause(
    benchmark, settings, error, cause
):
    settings.JOB_RETRY_SECONDS = 0
    bad, _good = make_samples(benchmark, 2)
    run = start(benchmark)
    key = json.dumps([run.engine, run.model, run.revision, holding.engine_options(run)], sort_keys=True)
    holding._held[key] = Stumbling(bad.image.path, error)
    work()
    [failure] = failures_of(run)
    assert (failure.cause, failure.count) == (f"{type(error).__name__}: {cause}", 1)
    drafts = run.drafts.order_by("sample__position").values_list("status", "job__status", "job__attempts")
    assert list(drafts) == [(DraftStatus.FAILED, JobStatus.DONE, 3), (DraftStatus.DONE, JobStatus.DONE, 2)]


class Starved(Stumbling):
    """An engine that answers, but finds too little memory for one picture's summary."""

    def answer(self, conversations, *, should_stop=None):
        answers = self.inner.answer(conversations)
        starved = [each.image_key == self.key and each.phase is Phase.SUMMARY for each in conversations]
        return [self.error if bad else answer for bad, answer in zip(starved, answers, strict=True)]


@pytest.mark.parametrize(
    ("engine", "error", "cause"),
    [
        (Stumbling, MemoryError(), "MemoryError"),
        (Starved, OutOfMemory("This conversation is too large."), "Summary: This conversation is too large."),
    ],
)
def test_a_picture_that_finds_too_little_memory_is_set_aside_after_three_tries(
    benchmark, settings, admin, client_of, engine, error, cause
):
    settings.JOB_RETRY_SECONDS = 0
    bad, _good = make_samples(benchmark, 2)
    run = start(benchmark)
    key = json.dumps([run.engine, run.model, run.revision, holding.engine_options(run)], sort_keys=True)
    holding._held[key] = engine(bad.image.path, error)
    work()
    draft, good = run.drafts.select_related("job").order_by("sample__position")
    tried = (draft.status, draft.job.status, draft.job.attempts, draft.job.error)
    assert tried == (DraftStatus.PENDING, JobStatus.QUARANTINED, 3, cause)
    assert good.status == DraftStatus.DONE
    page = client_of(admin).get(f"/b/{benchmark.slug}/drafts/quarantine/").content.decode()
    assert page.count(f'<td class="draft-why">{cause}</td>') == 1
    holding.drop_engines()
    assert retry_failed(run, by=admin) == 1
    work()
    assert statuses(run) == [DraftStatus.DONE] * 2


def test_a_job_in_quarantine_counts_as_failed_and_can_be_retried(benchmark, admin):
    make_samples(benchmark, 1)
    run = start(benchmark)
    [job] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    jobs.fail(job, "The worker died three times.", transient=False)
    assert (progress_of(run).failed, progress_of(run).is_over) == (1, True)
    assert [(each.cause, each.count) for each in failures_of(run)] == [("The worker died three times.", 1)]
    assert retry_failed(run, by=admin) == 1
    work()
    assert statuses(run) == [DraftStatus.DONE]


def test_a_late_worker_writes_nothing(benchmark):
    make_samples(benchmark, 1)
    run = start(benchmark)
    [late] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    jobs.give_back(late)
    work()
    key = str(run.drafts.get().pk)
    before = (Label.objects.count(), Trigger.objects.count(), Round.objects.count(), Event.objects.count())
    with pytest.raises(jobs.LeaseLost):
        record_job(late, {key: DraftOutcome(key, (), (), "", "Late.", False)})
    assert (Label.objects.count(), Trigger.objects.count(), Round.objects.count(), Event.objects.count()) == before
    assert statuses(run) == [DraftStatus.DONE]
