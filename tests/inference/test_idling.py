"""A model's memory is given back when nobody needs it: seen at the connections that a worker's engine holds open."""

import json

import pytest

from annotation import jobs
from annotation.models import Job, JobKind, Sample
from annotation.states import JobStatus
from inference import holding, idling, working
from inference.cancelling import cancel_run
from inference.cfsa.conversation import AnswerRefused
from inference.models import EngineName
from inference.pausing import pause_run
from inference.progressing import progress_of
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.retrying import retry_failed
from inference.starting import start_run
from tests import factories
from tests.inference.engines.chat_server import Reply, chat_server, failure
from tests.inference.recording import RecordingEngine, words_of
from tests.waiting import eventually

PATIENCE = 150.0
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_engine_is_left():
    yield
    holding.drop_engines()


@pytest.fixture
def run(benchmark):
    """A run of the scripted engine that this process has carried out."""
    factories.make_sample(benchmark)
    run = start_run(benchmark, Sample.objects.all(), Recipe(EngineName.SCRIPTED, default_prompt_set()), by=None)
    working.work(should_leave=lambda: False)
    assert progress_of(run).done == 1
    return run


def test_an_engine_is_let_go_when_no_work_came_for_a_while(run, settings):
    settings.ENGINE_IDLE_SECONDS = 600
    assert (idling.let_go(), len(holding._held)) == (False, 1)
    settings.ENGINE_IDLE_SECONDS = 0
    assert (idling.let_go(), len(holding._held)) == (True, 0)
    assert idling.let_go() is False


def test_an_engine_at_work_is_never_let_go(run, settings):
    settings.ENGINE_IDLE_SECONDS = 0
    with holding.in_use(run):
        assert (idling.let_go(), len(holding._held)) == (False, 1)
    assert idling.let_go() is True


def test_an_engine_that_was_used_again_meanwhile_is_kept(run):
    last = holding.idle_use()
    with holding.in_use(run):
        pass
    assert (holding.drop_idle(last), len(holding._held)) == (False, 1)


def hold(run, engine):
    """Let this process answer the run with this engine."""
    holding.drop_engines()
    holding._held[json.dumps([run.engine, "", "", holding.engine_options(run)], sort_keys=True)] = engine


def test_what_failed_before_a_run_was_cancelled_is_tried_again_with_one_engine(benchmark, admin):
    for _ in range(3):
        factories.make_sample(benchmark)
    recipe = Recipe(EngineName.SCRIPTED, default_prompt_set(), options={"batch": 1})
    run = start_run(benchmark, Sample.objects.all(), recipe, by=None)
    [_in_hand] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    hold(run, RecordingEngine(lambda _asked: AnswerRefused("No.")))
    working.work(should_leave=lambda: False)
    assert (cancel_run(run, by=admin), retry_failed(run, by=admin)) == (1, 2)
    run.refresh_from_db()
    assert run.cancelled_at is None
    engine = RecordingEngine()
    hold(run, engine)
    working.work(should_leave=lambda: False)
    assert (progress_of(run).done, list(holding._held.values())) == (2, [engine])


def start_on_server(benchmark, settings, server, count=1):
    """A run over so many samples on a server, and what a worker has to know of it."""
    for _ in range(count):
        factories.make_sample(benchmark)
    settings.OPENAI_ENDPOINTS = {"near": server.base_url}
    options = {"endpoint": "near", "attempts": 1, "batch": 1}
    recipe = Recipe(EngineName.OPENAI, default_prompt_set(), model="tiny", options=options)
    run = start_run(benchmark, Sample.objects.all(), recipe, by=None)
    return run, {"EIBENCH_OPENAI_ENDPOINTS": f"near={server.base_url}"}


@pytest.mark.worker
def test_a_worker_without_work_gives_its_engine_back(start_worker, benchmark, settings):
    with chat_server(lambda _number, body: Reply(words_of(body))) as server:
        run, known = start_on_server(benchmark, settings, server)
        start_worker(EIBENCH_ENGINE_IDLE_SECONDS="1", **known)
        eventually(lambda: progress_of(run).is_over, seconds=PATIENCE)
        eventually(lambda: server.connections == 0, seconds=PATIENCE)
    assert progress_of(run).done == 1


@pytest.mark.worker
@pytest.mark.parametrize("stop", [pause_run, cancel_run], ids=["paused", "cancelled"])
def test_a_worker_between_two_tries_gives_its_engine_back_when_the_run_is_stopped(
    start_worker, benchmark, settings, stop
):
    """The server is broken, so the worker waits for a second try with its engine loaded, and nothing is in hand."""
    with chat_server(lambda number, body: Reply(failure("Oops."), status=500)) as server:
        run, known = start_on_server(benchmark, settings, server)
        start_worker(EIBENCH_ENGINE_IDLE_SECONDS="600", EIBENCH_JOB_RETRY_SECONDS="600", **known)
        waiting = Job.objects.filter(status=JobStatus.QUEUED, attempts=1, retry_at__isnull=False)
        eventually(waiting.exists, seconds=PATIENCE)
        assert server.connections == 1
        stop(run, by=None)
        eventually(lambda: server.connections == 0, seconds=PATIENCE)
