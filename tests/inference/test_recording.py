"""What is written down of a run while it is carried out."""

import json

import pytest

from annotation.models import Sample
from inference import holding, working
from inference.cfsa.conversation import AnswerRefused, EngineUnavailable, Phase
from inference.models import EngineName
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.retrying import retry_failed
from inference.round_costs import round_costs
from inference.starting import start_run
from inference.states import DraftStatus
from tests import factories
from tests.inference.engines.chat_server import Reply, chat_server, failure
from tests.inference.recording import RecordingEngine, usual, words_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_engine_is_left():
    yield
    holding.drop_engines()


@pytest.mark.parametrize("constrains", [True, False])
def test_a_run_keeps_whether_its_server_held_answers_to_a_schema(benchmark, settings, constrains):
    factories.make_sample(benchmark)

    def reply(number, body):
        refused = "response_format" in body and not constrains
        return Reply(failure("What is a response_format?"), status=400) if refused else Reply(words_of(body))

    with chat_server(reply) as server:
        settings.OPENAI_ENDPOINTS = {"near": server.base_url}
        recipe = Recipe(EngineName.OPENAI, default_prompt_set(), model="tiny", options={"endpoint": "near"})
        run = start_run(benchmark, Sample.objects.all(), recipe, by=None)
        working.work(should_leave=lambda: False)
    run.refresh_from_db()
    assert (run.drafts.get().status, run.drafts.get().error) == (DraftStatus.DONE, "")
    assert (run.packages["json_schema"], run.packages["model"]) == (constrains, "tiny")


def refusing(error):
    """An engine that answers all but the summary."""
    return RecordingEngine(lambda asked: error if asked.phase is Phase.SUMMARY else usual(asked))


def started(benchmark, engine):
    """A run that this engine will carry out."""
    run = start_run(benchmark, Sample.objects.all(), Recipe(EngineName.SCRIPTED, default_prompt_set()), by=None)
    holding.drop_engines()
    key = json.dumps([run.engine, run.model, run.revision, holding.engine_options(run)], sort_keys=True)
    holding._held[key] = engine
    return run


def work():
    working.work(should_leave=lambda: False)


PHASES = ["enrich", "reading", *["general"] * 4, "scenario_questions", *["scenario_answer"] * 2]


def test_a_draft_that_fails_keeps_what_was_answered_and_what_it_cost(benchmark, admin, client_of):
    sample = factories.make_sample(benchmark)
    run = started(benchmark, refusing(AnswerRefused("I do not judge people.")))
    work()
    draft = run.drafts.get()
    assert (draft.status, draft.error) == (DraftStatus.FAILED, "Summary: I do not judge people.")
    assert draft.rounds.count() == 0
    assert [each["phase"] for each in draft.failed_rounds] == PHASES
    assert [each["position"] for each in draft.failed_rounds] == list(range(1, 10))
    assert (draft.prompt_tokens, draft.generated_tokens, draft.seconds) == (27, 18, 4.5)
    assert sum(each["prompt_tokens"] for each in draft.failed_rounds) == 27
    assert [(line.calls, line.prefilled) for line in round_costs(run)] == [(None, 27)]
    page = client_of(admin).get(f"/b/{benchmark.slug}/samples/{sample.pk}/").content.decode()
    assert page.count("9 rounds answered in a try that failed") == 1
    assert page.count("<p>A man frowns.</p>") == 1
    told = client_of(admin).get(f"/api/benchmarks/{benchmark.slug}/drafts/{draft.pk}/").json()
    assert (told["rounds"], [each["phase"] for each in told["failed_rounds"]]) == ([], PHASES)
    assert (told["failed_rounds"][1]["answer"], "id" in told["failed_rounds"][1]) == ("A man frowns.", False)


def test_a_try_that_succeeds_counts_its_own_rounds_and_leaves_those_of_the_one_that_failed(benchmark, admin):
    factories.make_sample(benchmark)
    run = started(benchmark, refusing(AnswerRefused("I do not judge people.")))
    work()
    retry_failed(run, by=admin)
    holding._held[next(iter(holding._held))] = RecordingEngine()
    work()
    draft = run.drafts.get()
    assert (draft.status, draft.error) == (DraftStatus.DONE, "")
    assert list(draft.rounds.values_list("phase", flat=True)) == [*PHASES, "summary"]
    assert [each["phase"] for each in draft.failed_rounds] == PHASES
    assert draft.prompt_tokens == 27 + 30


def test_a_draft_that_is_to_be_tried_again_keeps_what_was_answered(benchmark, settings):
    factories.make_sample(benchmark)
    settings.JOB_RETRY_SECONDS = 60
    run = started(benchmark, refusing(EngineUnavailable("Too busy.")))
    work()
    draft = run.drafts.get()
    assert (draft.status, len(draft.failed_rounds), draft.prompt_tokens) == (DraftStatus.PENDING, 9, 27)
