"""The API of judges: started, steered and read through HTTP, with the real encoder and a server on the loopback."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Job
from inference import working
from inference.models import EvaluationRun, JudgeRun
from tests.factories import make_benchmark, make_image
from tests.factories_evaluations import (
    make_evaluation,
    make_judge_run,
    make_judgement,
    make_labelled_sample,
    make_prediction,
    make_release,
)
from tests.inference.engines.chat_server import Reply, chat_server, completion

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = "/api/benchmarks/streets/"
ANSWER = "1. Clenched fists.\n2. A bowl of fresh fruit."


@pytest.fixture
def evaluation(benchmark):
    """Six basic samples with one trigger of three named, and a complex one with none."""
    samples = [make_labelled_sample(benchmark, image=make_image(benchmark, f"{place}.jpg")) for place in range(6)]
    samples.append(make_labelled_sample(benchmark, split="complex", question="Why is he sad?", emotion="sad"))
    run = make_evaluation(make_release(benchmark, samples))
    for item in run.release.items.order_by("position"):
        make_prediction(run, item, ANSWER if item.split == "basic" else "A bowl of fresh fruit.")
    return run


def post(client, where, **body):
    return client.post(f"{ROOT}{where}/", body, "application/json")


def work():
    working.work(should_leave=lambda: False)


def test_a_semantic_judge_is_started_and_its_recall_and_match_tables_are_read(client, evaluation):
    answer = post(client, "judge-runs", evaluation=evaluation.pk, judge="semantic", threshold=0.7, priority=3)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["name"], told["threshold"], told["mean"]) == ("MiniLM", 0.7, None)
    assert told["progress"] == {"pending": 7, "done": 0, "unreadable": 0, "failed": 0, "cancelled": 0}
    assert set(Job.objects.values_list("priority", flat=True)) == {3}
    work()
    found = client.get(f"{ROOT}judge-runs/{told['id']}/").json()
    recall = found["figures"]["recall"]
    assert (found["progress"]["done"], recall["count"], recall["images"]) == (7, 7, 7)
    assert recall["value"] == found["mean"] == pytest.approx(6 / 7 / 3)
    assert 0 <= recall["low"] < recall["value"] < recall["high"] <= 1 / 3
    assert (found["figures"]["precision"], found["figures"]["cost"]) == (pytest.approx(6 / 13), 0)
    listed = client.get(f"{ROOT}judgements/?run={told['id']}&split=complex").json()["results"]
    assert [(row["emotion"], row["correct"], row["total"], row["score"]) for row in listed] == [("sad", 0, 3, 0.0)]
    [first, *_rest] = client.get(f"{ROOT}judgements/?run={told['id']}&split=basic").json()["results"]
    assert [(line["text"], line["found"]) for line in first["matches"]] == [
        ("Clenched fists.", True),
        ("A heated argument.", False),
        ("A difficult situation.", False),
        (None, False),
    ]
    assert first["matches"][-1]["statement"] == "A bowl of fresh fruit."


def test_a_language_model_is_started_with_its_terms_paused_by_its_budget_and_goes_on(client, evaluation, settings):
    verdict = json.dumps({"found": [2], "score": "1/3", "reason": "So it seems."})
    with chat_server(lambda _number, _body: Reply(completion(verdict))) as server:
        settings.OPENAI_ENDPOINTS = {"near": server.base_url}
        recipe = {"engine": "openai", "model": "judge-7b", "options": {"endpoint": "near", "batch": 1}, "seed": 9}
        # A verdict reads 50 tokens: half a cent. The budget is spent after the second.
        terms = {"prompt_price": "100", "budget": "0.01"}
        told = post(client, "judge-runs", evaluation=evaluation.pk, judge="llm", **recipe, **terms).json()
        assert (told["parameters"]["temperature"], told["seed"], told["budget"]) == (0.1, 9, "0.0100")
        where = f"judge-runs/{told['id']}"
        work()
        found = client.get(f"{ROOT}{where}/").json()
        assert (found["paused_because"], found["progress"]["done"], found["figures"]["cost"]) == ("budget", 2, 0.01)
        refused = post(client, f"{where}/resume")
        assert (refused.status_code, list(refused.json())) == (400, ["budget"])
        assert post(client, f"{where}/terms", budget=None).json()["budget"] is None
        assert post(client, f"{where}/resume").json()["paused_because"] == ""
        work()
    assert client.get(f"{ROOT}{where}/").json()["progress"]["done"] == 7


def test_runs_are_paused_resumed_cancelled_and_done_again(client, evaluation):
    pk = post(client, "judge-runs", evaluation=evaluation.pk, judge="semantic").json()["id"]
    assert post(client, f"judge-runs/{pk}/pause").json()["paused_because"] == "asked"
    assert post(client, f"judge-runs/{pk}/resume").json()["paused_at"] is None
    assert post(client, f"judge-runs/{pk}/cancel").json()["progress"]["cancelled"] == 7
    assert post(client, f"judge-runs/{pk}/retry").json()["progress"]["pending"] == 7
    recipe = {"name": "Script", "setting": "question", "engine": "scripted", "release": evaluation.release_id}
    pk = post(client, "evaluations", **recipe).json()["id"]
    assert post(client, f"evaluations/{pk}/pause").json()["paused_because"] == "asked"
    assert post(client, f"evaluations/{pk}/terms", prompt_price="3").json()["prompt_price"] == "3.000000"
    assert post(client, f"evaluations/{pk}/resume").json()["paused_at"] is None
    assert post(client, f"evaluations/{pk}/cancel").json()["progress"]["cancelled"] == 7
    assert post(client, f"evaluations/{pk}/retry").json()["progress"]["pending"] == 7


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"judge": "oracle"}, "judge"),
        ({"judge": "official"}, "judge"),
        ({"threshold": 2}, "threshold"),
        ({"model": "an/encoder"}, "model"),
        ({"judge": "coherence", "model": "somewhere"}, "model"),
        ({"evaluation": 10**12}, "evaluation"),
        ({"judge": "llm", "engine": "openai"}, "model"),
        ({"judge": "llm", "name": "clerk"}, "engine"),
        ({"judge": "llm", "engine": "scripted"}, "name"),
        ({"judge": "llm", "engine": "scripted", "budget": -1}, "budget"),
        ({"judge": "llm", "engine": "scripted", "name": "clerk", "options": {"else": 1}}, "detail"),
        ({"priority": 10}, "priority"),
    ],
)
def test_a_faulty_request_is_told_its_field(client, evaluation, body, field):
    answer = post(client, "judge-runs", **({"evaluation": evaluation.pk, "judge": "semantic"} | body))
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert not JudgeRun.objects.exists()


def test_an_evaluation_of_another_benchmark_is_missing(client, evaluation):
    foreign = make_evaluation(make_release(make_benchmark("other"), name="else"))
    answer = post(client, "judge-runs", evaluation=foreign.pk, judge="semantic")
    assert answer.json() == {"evaluation": f"This benchmark has no evaluation {foreign.pk}."}


def test_official_outputs_are_imported_and_each_faulty_line_is_told(client, evaluation):
    lines = '{"0.jpg": "Two. {score: 2/3}"}\n{"1.jpg": "I cannot tell."}\n{"nowhere.jpg": "{score: 1/3}"}\n'
    body = {"evaluation": evaluation.pk, "name": "GPT-3.5"}
    answer = post(client, "judgements/import", **body, lines=lines)
    told = answer.json()
    run = JudgeRun.objects.get()
    assert (answer.status_code, told["run"], told["scored"], told["unjudged"]) == (201, run.pk, 1, 5)
    assert told["ours"] == pytest.approx(2 / 3)
    assert told["refused"] == [
        {"line": 3, "what": "nowhere.jpg", "why": "This evaluation has no prediction for this picture."}
    ]
    assert [(fault["line"], fault["what"]) for fault in told["faults"]] == [(2, "1.jpg")]
    assert client.get(f"{ROOT}judge-runs/?judge=official").json()["results"][0]["progress"]["unreadable"] == 1
    nothing = post(client, "judgements/import", **body, lines="[]")
    assert (nothing.status_code, nothing.json()["run"], JudgeRun.objects.count()) == (400, None, 1)


@pytest.mark.parametrize("where", ["judgements/", "judge-runs/"])
def test_a_list_takes_as_many_queries_however_long_it_is(client, evaluation, where):
    counts = []
    for prediction in evaluation.predictions.order_by("pk")[:2]:
        make_judgement(make_judge_run(evaluation, name=f"judge {prediction.pk}"), prediction)
        client.get(ROOT + where)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ROOT + where).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert EvaluationRun.objects.count() == 1
