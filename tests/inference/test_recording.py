"""What is written down of a run while it is carried out."""

import pytest

from annotation.models import Sample
from inference import holding, working
from inference.models import EngineName
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.starting import start_run
from inference.states import DraftStatus
from tests import factories
from tests.inference.engines.chat_server import Reply, chat_server, completion, failure
from tests.inference.recording import SUMMARY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_engine_is_left():
    yield
    holding.drop_engines()


def words_of(body):
    """Something that can be read in any round: a summary of its own, else a list of one question."""
    summary = "List the triggers" in str(body["messages"][0]["content"])
    return completion(SUMMARY.replace("5", "2") if summary else "1. What colour is the room?")


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
