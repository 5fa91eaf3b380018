"""A real worker process judges with language models, each started through the page: a server's, and a tiny real one."""

import json

import pytest

from inference.judges.llm import TRIES
from inference.models import JudgeRun
from tests.factories_evaluations import make_evaluation, make_prediction, make_release
from tests.inference.engines.chat_server import Reply, chat_server, completion
from tests.waiting import eventually

pytestmark = pytest.mark.worker
PATIENCE = 150.0
BABBLE = "Well, who can tell?"


@pytest.fixture
def evaluation(transactional_db, benchmark):
    """Two predictions about labels of three triggers."""
    run = make_evaluation(make_release(benchmark))
    for number, item in enumerate(run.release.items.order_by("position")):
        make_prediction(run, item, f"1. Clenched fists, seen {number} times.")
    return run


def start(client, evaluation, **fields) -> JudgeRun:
    address = f"/b/streets/models/runs/{evaluation.pk}/judge/"
    answer = client.post(address, {"judge": "llm", "name": "Clerk"} | fields)
    run = JudgeRun.objects.get()
    assert answer.headers["Location"] == run.get_absolute_url()
    return run


def wait_for_the_end(run) -> list:
    eventually(lambda: not run.judgements.filter(status="pending").exists(), seconds=PATIENCE, step=0.3)
    return list(run.judgements.order_by("prediction__item__position"))


def judged_by_server(number: int, body: dict) -> Reply:
    """Finds the first and the third trigger of the first answer; of the second it says nothing that can be read."""
    if "seen 1 times" in json.dumps(body["messages"]):
        return Reply(completion(BABBLE))
    verdict = {"found": [1, 3], "score": "2/3", "reason": "The fists, and what it is about."}
    return Reply(completion(f"```json\n{json.dumps(verdict)}\n```"))


def test_a_model_on_a_server_judges_and_what_cannot_be_read_is_reported(
    start_worker, evaluation, admin, client_of, settings
):
    client = client_of(admin)
    with chat_server(judged_by_server) as server:
        settings.OPENAI_ENDPOINTS = {"near": server.base_url}
        run = start(client, evaluation, engine="openai", endpoint="near", model="judge-7b")
        start_worker(EIBENCH_OPENAI_ENDPOINTS=f"near={server.base_url}")
        first, second = wait_for_the_end(run)
        assert len(server.requests) == 1 + TRIES
    assert (first.status, first.correct, first.total, first.reason) == (
        "done", 2, 3, "The fists, and what it is about.",
    )  # fmt: skip
    assert list(first.matches.values_list("trigger__text", "found")) == [
        ("Clenched fists.", True),
        ("A heated argument.", False),
        ("A difficult situation.", True),
    ]
    assert (second.status, second.score, second.answers) == ("unreadable", None, [BABBLE] * TRIES)
    page = client.get(run.get_absolute_url())
    assert (page.context["figures"].mean, page.context["figures"].unreadable) == (2 / 3, 1)
    assert "66.7 %" in page.content.decode()


def test_a_model_on_the_worker_judges_and_its_own_words_are_kept_where_they_break_the_form(
    start_worker, evaluation, admin, client_of, tiny_models, tiny_llava_next
):
    client = client_of(admin)
    run = start(client, evaluation, engine="transformers", model=str(tiny_llava_next), max_new_tokens="96")
    start_worker()
    for judgement in wait_for_the_end(run):
        # The tiny model can say one thing alone, and that is no verdict.
        assert (judgement.status, judgement.score, len(judgement.answers)) == ("unreadable", None, TRIES)
        assert judgement.answers[0] == tiny_models.ANSWER
        assert judgement.error == f"No answer could be read in {TRIES} tries: the answer holds no JSON object."
        assert judgement.prompt_tokens > judgement.generated_tokens > 0
        page = client.get(f"/b/streets/models/judgements/{judgement.pk}/").content.decode()
        assert page.count("The jaw is tight and the brows are drawn together.") == TRIES
    run.refresh_from_db()
    assert run.packages["engine"] == "transformers"
    text = client.get(f"{run.get_absolute_url()}?status=unreadable").content.decode()
    assert text.count('<span class="badge bad">unreadable</span>') == 2
