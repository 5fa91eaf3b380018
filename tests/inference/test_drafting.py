"""Drafting with the scripted engine, in this process: what a run leaves behind, however it goes."""

import json
import signal
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from annotation import jobs
from annotation.models import Event, Job, JobKind, Label, Origin, Sample, Split, Trigger
from annotation.states import JobStatus, SampleStatus
from inference import drafting, holding, working
from inference.cancelling import cancel_run
from inference.cfsa.conversation import GenerationParameters, OutOfMemory, Phase
from inference.cfsa.outcome import DraftOutcome
from inference.choosing import choose_samples
from inference.engines import build
from inference.models import Draft, DraftRun, EngineName, PromptSet, Round, Support
from inference.progressing import failures_of, progress_of
from inference.prompting import PromptSetChanged, default_prompt_set
from inference.recipes import DraftingRefused, Recipe
from inference.recording import record_job
from inference.retrying import retry_failed
from inference.starting import start_run
from inference.states import DraftStatus
from tests import factories
from tests.inference.engines.chat_server import Reply, chat_server
from tests.inference.recording import words_of
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_engine_is_left():
    """Each test loads its own engine."""
    yield
    holding.drop_engines()
    holding._refused.clear()


@pytest.fixture
def script(settings, tmp_path):
    """A script that knows one question on one picture."""
    settings.DATA_DIR = tmp_path
    answers = {
        "enriched": "Say in detail why the man looks angry.",
        "reading": "A man with clenched fists stands in the rain.",
        "scenario_questions": ["What happened before?"],
        "scenario_answers": ["Somebody took his umbrella."],
        "triggers": [
            {
                "text": "Clenched fists.",
                "factor": "physical",
                "explicit": True,
                "category": "Body Movements",
                "supports": ["reading", "general:posture"],
            },
            {
                "text": "His umbrella\n was taken.",
                "factor": "social",
                "explicit": False,
                "category": "Other",
                "supports": ["scenario:1"],
            },
        ],
    }
    content = {"images": {"a.jpg": {"general": {}, "questions": {"Why does the man look angry?": answers}}}}
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "rain.json").write_text(json.dumps(content))
    return "rain"


def recipe(engine=EngineName.SCRIPTED, **fields):
    return Recipe(engine, default_prompt_set(), **fields)


def start(benchmark, samples=None, *, by=None, **options):
    samples = Sample.objects.all() if samples is None else samples
    return start_run(benchmark, samples, recipe(options=options), by=by)


def work():
    working.work(should_leave=lambda: False)


def make_samples(benchmark, count):
    return [factories.make_sample(benchmark) for _ in range(count)]


def make_perspectives(benchmark, questions, path="party.jpg"):
    image = factories.make_image(benchmark, path)
    return [
        factories.make_sample(benchmark, image, split=Split.COMPLEX, question=question, emotion="")
        for question in questions
    ]


def statuses(run):
    return list(run.drafts.order_by("sample__position").values_list("status", flat=True))


def test_a_run_drafts_every_sample_once_and_makes_it_ready_to_review(benchmark, admin):
    samples = make_samples(benchmark, 3)
    run = start(benchmark, by=admin)
    assert statuses(run) == [DraftStatus.PENDING] * 3
    work()
    assert [draft.sample for draft in run.drafts.order_by("sample__position")] == samples
    assert statuses(run) == [DraftStatus.DONE] * 3
    assert set(Sample.objects.values_list("status", flat=True)) == {SampleStatus.DRAFTED}
    assert set(Job.objects.values_list("status", flat=True)) == {JobStatus.DONE}
    assert Event.objects.filter(verb="drafted").count() == 3
    assert Event.objects.get(verb="drafting started").by == admin


def test_a_draft_keeps_its_words_its_rounds_and_what_each_trigger_rests_on(benchmark, script):
    sample = factories.make_sample(benchmark, factories.make_image(benchmark, "a.jpg"))
    run = start(benchmark, script=script)
    work()
    draft = run.drafts.get()
    label = draft.label
    assert (label.origin, label.version, label.text) == (
        Origin.DRAFT,
        1,
        "1. Clenched fists.\n2. His umbrella was taken.",
    )
    assert list(label.triggers.values_list("position", "text", "factor", "explicit", "category")) == [
        (1, "Clenched fists.", "physical", True, "Body Movements"),
        (2, "His umbrella was taken.", "social", False, "Other"),
    ]
    supports = Support.objects.order_by("trigger__position", "round__position")
    assert list(supports.values_list("trigger__position", "round__phase", "round__subject")) == [
        (1, "reading", "reading"),
        (1, "general", "posture"),
        (2, "scenario_answer", "What happened before?"),
    ]
    assert [each.position for each in draft.rounds.all()] == list(range(1, draft.rounds.count() + 1))
    assert draft.prompt_tokens == sum(draft.rounds.values_list("prompt_tokens", flat=True)) > 0
    assert json.loads(draft.raw_summary)["triggers"][0]["text"] == "Clenched fists."
    run.refresh_from_db()
    assert run.packages == {"engine": "scripted", "model": "rain", "revision": "", "packages": {}}
    assert sample.labels.get() == label


def test_perspectives_on_a_picture_share_a_job_and_what_belongs_to_the_picture(benchmark):
    make_perspectives(benchmark, ["Why is the host happy?", "Why is the guest sad?"])
    make_samples(benchmark, 1)
    run = start(benchmark)
    assert Job.objects.count() == 2
    work()
    first, second = run.drafts.filter(sample__split=Split.COMPLEX).order_by("pk")
    answers = [
        list(draft.rounds.filter(phase="general").values_list("subject", "answer", "shared"))
        for draft in (first, second)
    ]
    assert answers[0] == answers[1]
    assert [shared for _, _, shared in answers[0]] == [True] * 4
    assert first.label.text != second.label.text


def test_a_new_run_makes_new_drafts_and_leaves_the_old_ones(benchmark):
    [sample] = make_samples(benchmark, 1)
    start(benchmark)
    work()
    before = list(Label.objects.values_list("pk", "text", "version"))
    start(benchmark)
    work()
    assert list(Label.objects.order_by("version").values_list("pk", "text", "version"))[:1] == before
    assert [label.version for label in sample.labels.order_by("version")] == [1, 2]
    assert Draft.objects.filter(status=DraftStatus.DONE).count() == 2


def test_waves_are_as_large_as_the_batch(benchmark):
    make_samples(benchmark, 5)
    start(benchmark, batch=2)
    sizes = []
    while wave := jobs.claim(JobKind.DRAFT, worker="machine:1", limit=working._batch):
        sizes.append(len(wave))
    assert sizes == [2, 2, 1]


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


def test_a_cancelled_run_keeps_what_is_done_and_stops_the_worker(benchmark, admin):
    make_samples(benchmark, 6)
    run = start(benchmark, batch=2, delay_seconds=0.2)
    worker = threading.Thread(target=lambda: (work(), connection.close()))
    worker.start()
    eventually(lambda: progress_of(run).done >= 2)
    cancel_run(run, by=admin)
    worker.join()
    done = run.drafts.filter(status=DraftStatus.DONE).count()
    assert 2 <= done < 6
    assert run.drafts.filter(status=DraftStatus.CANCELLED).count() == 6 - done
    assert not Job.objects.filter(status__in=[JobStatus.QUEUED, JobStatus.RUNNING]).exists()
    assert progress_of(run).is_over
    assert Event.objects.get(verb="drafting cancelled").by == admin


def test_a_run_that_is_cancelled_before_its_worker_looked_has_no_job_that_says_done(benchmark, admin):
    make_samples(benchmark, 1)
    run = start(benchmark, by=admin)
    wave = jobs.claim(JobKind.DRAFT, worker="here")
    cancel_run(run, by=admin)
    assert drafting.work_wave(wave, lambda: False)
    assert [job.status for job in Job.objects.all()] == [JobStatus.CANCELLED]
    assert statuses(run) == [DraftStatus.CANCELLED]


def test_a_run_that_is_over_cannot_be_cancelled_any_more(benchmark, admin):
    make_samples(benchmark, 2)
    run = start(benchmark)
    work()
    assert cancel_run(run, by=admin) == 0
    run.refresh_from_db()
    assert run.cancelled_at is None
    assert not Event.objects.filter(verb="drafting cancelled").exists()


def test_a_worker_that_is_told_to_leave_gives_its_pictures_back(benchmark):
    make_samples(benchmark, 2)
    run = start(benchmark)
    asked = iter([False, False, True, True, True, True])
    working.work(should_leave=lambda: next(asked))
    assert list(Job.objects.values_list("status", "attempts")) == [(JobStatus.QUEUED, 0)] * 2
    work()
    assert statuses(run) == [DraftStatus.DONE] * 2


def test_progress_counts_the_rounds_of_the_wave_in_hand(benchmark):
    make_samples(benchmark, 2)
    run, seen = start(benchmark, batch=1, scenario_limit=2), []
    working.work(should_leave=lambda: seen.append(progress_of(run)) or False)  # asked before each part of a wave
    told = [(each.done, each.step, each.steps, each.step_words) for each in seen if each.in_hand]
    rounds = [
        (1, 10, "putting the questions into detail"),
        (2, 10, "reading the pictures"),
        (3, 10, "general questions"),
        (5, 10, "general questions"),
        (7, 10, "asking about the scene"),
        (8, 10, "answering about the scene"),
        (10, 10, "summing up"),
    ]
    assert told == [(done, *each) for done in (0, 1) for each in rounds]
    assert progress_of(run).done == 2


@pytest.mark.parametrize("status", [SampleStatus.WAITING, SampleStatus.EXCLUDED])
def test_samples_that_cannot_be_drafted_are_refused(benchmark, status):
    make_samples(benchmark, 1)
    image = factories.make_image(benchmark, "later.jpg", stored=False)
    factories.make_sample(benchmark, image, status=status)
    with pytest.raises(DraftingRefused, match="^1 of the chosen samples waits for its picture or is excluded: leave"):
        start(benchmark)
    assert (DraftRun.objects.count(), Job.objects.count()) == (0, 0)


def test_samples_of_another_benchmark_are_not_drafted(benchmark):
    make_samples(benchmark, 1)
    make_samples(factories.make_benchmark("other"), 2)
    assert start(benchmark, Sample.objects.all()).drafts.count() == 1


def test_samples_are_chosen_by_split_emotion_and_draft(benchmark):
    first, second, third = make_samples(benchmark, 3)
    Sample.objects.filter(pk=third.pk).update(emotion="sad")
    perspectives = make_perspectives(benchmark, ["Why?"])
    factories.make_draft(first)
    waiting = factories.make_sample(benchmark, factories.make_image(benchmark, "later.jpg", stored=False))
    assert set(choose_samples(benchmark)) == {first, second, third, *perspectives} - {waiting}
    assert set(choose_samples(benchmark, split="complex")) == set(perspectives)
    assert set(choose_samples(benchmark, emotion="sad")) == {third}
    assert set(choose_samples(benchmark, undrafted=True, limit=2)) == {second, third}


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"engine": "magic"}, "engine", "There is no engine “magic”; choose one of scripted, transformers, openai."),
        ({"persona": "poet"}, "persona", "There is no persona “poet”; choose one of none, ai_assistant"),
        ({"options": {"script": "../secret"}}, "script", "A script's name has only letters, digits, “-” and “_”."),
        ({"options": {"script": "none"}}, "script", "There is no script “none”; there are: none."),
        ({"options": {"batch": 0}}, None, "The option “batch” of the scripted engine must be at least 1."),
        ({"options": {"batch": 10**30}}, None, "The option “batch” of the scripted engine must be at most 256."),
        (
            {"options": {"delay_seconds": 10**400}},
            None,
            "The option “delay_seconds” of the scripted engine must be a number.",
        ),
        (
            {"options": {"delay_seconds": float("inf")}},
            None,
            "The option “delay_seconds” of the scripted engine must be at most 60.",
        ),
        (
            {"options": {"fail_keys": [[]]}},
            None,
            "The option “fail_keys” of the scripted engine must be a list of texts.",
        ),
        (
            {"engine": "openai", "model": "m", "options": {"attempts": 0}},
            None,
            "The option “attempts” of the openai engine must be at least 1.",
        ),
        ({"engine": "transformers"}, "model", "The transformers engine needs a model"),
        ({"engine": "openai"}, "model", "The openai engine needs the name of a model on the server."),
        ({"engine": "openai", "model": "m"}, "endpoint", "There is no server “”; choose an endpoint: vllm."),
        (
            {"engine": "openai", "model": "m", "options": {"endpoint": "http://other/v1"}},
            "endpoint",
            "There is no server “http://other/v1”; choose an endpoint: vllm.",
        ),
        (
            {"engine": "openai", "model": "m", "options": {"endpoint": "vllm", "base_url": "http://other/v1"}},
            None,
            "The openai engine has no option “base_url”",
        ),
        (
            {"engine": "openai", "model": "m", "options": {"endpoint": "vllm", "api_key_variable": "DATABASE_URL"}},
            "api_key_variable",
            "The key's environment variable must have a name that ends in API_KEY.",
        ),
    ],
)
def test_recipes_that_no_worker_could_carry_out_are_refused(benchmark, settings, tmp_path, fields, field, sentence):
    settings.DATA_DIR = tmp_path
    settings.OPENAI_ENDPOINTS = {"vllm": "http://127.0.0.1:8135/v1"}
    make_samples(benchmark, 1)
    with pytest.raises(DraftingRefused) as refused:
        start_run(benchmark, Sample.objects.all(), recipe(**fields), by=None)
    assert (refused.value.field, str(refused.value)[: len(sentence)]) == (field, sentence)
    assert DraftRun.objects.count() == 0


def test_a_prompt_set_whose_words_changed_is_refused():
    factories.make_prompt_set("paper", 1)
    with pytest.raises(PromptSetChanged, match="^The prompt set paper 1 was changed after runs had used it"):
        default_prompt_set()


def test_the_prompt_set_of_the_paper_is_kept_once():
    assert default_prompt_set() == default_prompt_set()
    assert list(PromptSet.objects.values_list("name", "version")) == [("paper", 1)]


def test_the_recipe_is_kept_on_the_run(benchmark):
    make_samples(benchmark, 1)
    parameters = GenerationParameters(max_new_tokens=64, temperature=0.5, top_p=0.9, seed=7)
    run = start_run(benchmark, Sample.objects.all(), recipe(persona="none", parameters=parameters), by=None)
    assert (run.persona, run.seed, run.parameters) == (
        "none",
        7,
        {"max_new_tokens": 64, "temperature": 0.5, "top_p": 0.9},
    )


def test_the_command_drafts_in_its_own_process_where_no_worker_is_alive(benchmark, capsys):
    make_samples(benchmark, 3)
    call_command("draft", benchmark.slug, "--engine", "scripted", "--limit", "2", "--option", "batch=1", "--wait")
    lines = capsys.readouterr().out.splitlines()
    run = DraftRun.objects.get()
    assert lines[0] == f"Run {run.pk}: 2 samples queued. Its page: /b/streets/drafts/{run.pk}/"
    assert lines[1:3] == [
        "These drafts come from a script, not from a model.",
        "No worker is alive, so this command does the work itself.",
    ]
    assert lines[-1] == "2 drafted, 0 failed, 0 cancelled."
    assert (statuses(run), run.options) == ([DraftStatus.DONE] * 2, {"batch": 1})


def test_the_command_that_is_interrupted_leaves_the_run_to_others_and_says_where_it_is(benchmark, capsys):
    make_samples(benchmark, 8)

    def interrupt():
        try:
            eventually(Job.objects.filter(status=JobStatus.RUNNING).exists)
        finally:
            connection.close()
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    impatient = threading.Thread(target=interrupt)
    impatient.start()
    options = ["--option", "batch=1", "--option", "delay_seconds=0.5"]
    with pytest.raises(SystemExit) as end:
        call_command("draft", benchmark.slug, "--engine", "scripted", *options, "--wait")
    impatient.join()
    run = DraftRun.objects.get()
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == f"The run goes on: its page is /b/streets/drafts/{run.pk}/"
    assert (end.value.code, said.err, progress_of(run).is_over) == (130, "", False)
    assert not Job.objects.filter(status=JobStatus.RUNNING).exists()


def test_the_command_queues_only_without_wait(benchmark):
    make_samples(benchmark, 1)
    call_command("draft", benchmark.slug, "--engine", "scripted")
    assert statuses(DraftRun.objects.get()) == [DraftStatus.PENDING]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no benchmark “nowhere”; there are: streets."),
        (["streets", "--limit", "0"], "--limit must be from 1 to 2147483647."),
        (["streets", "--limit", "9" * 30], "--limit must be from 1 to 2147483647."),
        (["streets", "--temperature", "-1"], "temperature must be a number that is not negative."),
        (["streets", "--temperature", "nan"], "temperature must be a number that is not negative."),
        (["streets", "--model", "x" * 301], "Keep “model” under 301 characters, without null characters."),
        (["streets", "--seed", "9" * 30], "seed must be from 0 to 2147483647."),
        (["streets", "--option", "delay"], "--option takes KEY=VALUE, not “delay”."),
        (["streets", "--prompt-set", "x"], "There is no prompt set “x”; choose one of paper-1."),
        (["streets", "--emotion", "happy"], "No sample matches this choice, so there is nothing to draft."),
    ],
)
def test_the_command_says_what_is_wrong(benchmark, arguments, sentence):
    make_samples(benchmark, 1)
    with pytest.raises(CommandError) as refused:
        call_command("draft", *arguments, "--engine", "scripted")
    assert str(refused.value) == sentence
    assert DraftRun.objects.count() == 0


def test_the_command_fails_when_samples_failed_and_prints_why(benchmark, capsys):
    [sample] = make_samples(benchmark, 1)
    option = f"fail_keys={json.dumps([sample.image.path])}"
    with pytest.raises(CommandError, match=r"^1 samples failed; their causes are on /b/streets/drafts/\d+/\.$"):
        call_command("draft", benchmark.slug, "--engine", "scripted", "--option", option, "--wait")
    [draft] = DraftRun.objects.get().drafts.all()
    assert capsys.readouterr().out.splitlines()[-2:] == ["0 drafted, 1 failed, 0 cancelled.", f"1 × {draft.error}"]
    assert draft.error
