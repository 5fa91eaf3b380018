"""Judges through their pages: started, looked at, imported; with the real encoder and the worker's own loop."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from annotation.models import Event, Job
from inference import working
from inference.models import EvaluationRun, Judge, JudgeRun
from inference.starting_judges import Judging, start_judge
from inference.terms import Terms
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
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def release(benchmark):
    shared = make_image(benchmark, "two.jpg")
    fields = {"image": shared, "split": "complex"}
    samples = [
        make_labelled_sample(benchmark, image=make_image(benchmark, "Happy/1.jpg")),
        make_labelled_sample(benchmark, question="Why is he sad?", **fields),
        make_labelled_sample(benchmark, question="Why is she happy?", **fields),
    ]
    return make_release(benchmark, samples)


@pytest.fixture
def evaluation(release):
    run = make_evaluation(release)
    for item in release.items.order_by("position"):
        make_prediction(run, item, "1. Clenched fists.\n2. <b>Fresh</b> fruit.")
    return run


def start(client, evaluation, **fields):
    address = f"/b/{evaluation.benchmark.slug}/models/runs/{evaluation.pk}/judge/"
    return client.post(address, fields, follow=True)


def test_an_admin_starts_a_judge_and_everybody_who_measures_reads_its_match_tables(
    client_of, admin, researcher, annotator, evaluation
):
    page = start(client_of(admin), evaluation, judge="semantic", threshold="0.7")
    run = JudgeRun.objects.get()
    assert (page.redirect_chain[-1][0], run.threshold) == (run.get_absolute_url(), 0.7)
    assert '<span data-done="0">0 of 3 judged</span>' in page.content.decode()
    part = client_of(researcher).get(f"{run.get_absolute_url()}progress/", headers={"HX-Request": "true"})
    assert (part.status_code, part.context["progress"].pending) == (200, 3)
    working.work(should_leave=lambda: False)
    over = client_of(researcher).get(f"{run.get_absolute_url()}progress/", headers={"HX-Request": "true"})
    assert over.headers["HX-Refresh"] == "true"
    text = client_of(researcher).get(run.get_absolute_url()).content.decode()
    assert "33.3 %" in text
    judgement = run.judgements.order_by("pk").first()
    address = f"/b/{evaluation.benchmark.slug}/models/judgements/{judgement.pk}/"
    text = client_of(researcher).get(address).content.decode()
    assert "1 of 3 triggers found" in text
    assert "<li>&lt;b&gt;Fresh&lt;/b&gt; fruit.</li>" in text
    assert client_of(annotator).get(address).status_code == 403


def start_on_all(client, benchmark, **fields):
    return client.post(f"/b/{benchmark.slug}/models/judge/", fields, follow=True)


def predicted(release):
    run = make_evaluation(release)
    for item in release.items.order_by("position"):
        make_prediction(run, item, "Fruit.")
    return run


def judged_runs():
    return list(JudgeRun.objects.order_by("pk").values_list("evaluation", "name", "threshold"))


def test_a_judge_is_started_on_all_runs_of_the_benchmark(client_of, admin, benchmark, release):
    runs = [predicted(release) for _ in range(3)]
    make_evaluation(release)  # which has predicted nothing yet
    elsewhere = make_benchmark("elsewhere")
    predicted(make_release(elsewhere, [make_labelled_sample(elsewhere)], name="second"))
    page = start_on_all(client_of(admin), benchmark, judge="semantic", threshold="0.7")
    assert page.redirect_chain == [(f"/b/{benchmark.slug}/models/runs/", 302)]
    assert "3 runs are judged." in page.content.decode()
    assert judged_runs() == [(run.pk, "MiniLM", 0.7) for run in runs]


def test_runs_that_this_judge_has_judged_are_left_out(client_of, admin, benchmark, release):
    client, first = client_of(admin), predicted(release)
    start(client, first, judge="semantic", threshold="0.7")
    second = predicted(release)
    start_on_all(client, benchmark, judge="semantic", threshold="0.7")
    assert judged_runs() == [(first.pk, "MiniLM", 0.7), (second.pk, "MiniLM", 0.7)]
    page = start_on_all(client, benchmark, judge="semantic", threshold="0.7")
    assert "This judge has judged all predictions that there are." in page.content.decode()
    assert len(judged_runs()) == 2
    start_on_all(client, benchmark, judge="semantic", threshold="0.6")
    assert judged_runs()[2:] == [(first.pk, "MiniLM", 0.6), (second.pk, "MiniLM", 0.6)]


def waiting_for_locks() -> int:
    """How many connections wait for a lock."""
    with connection.cursor() as cursor:
        return cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted").fetchone()[0]


def test_a_judge_started_twice_at_once_judges_everything_once(admin, benchmark, release):
    runs = [predicted(release) for _ in range(2)]

    def ask(_number):
        client = Client()
        client.force_login(admin)
        try:
            return start_on_all(client, benchmark, judge="semantic", threshold="0.7").content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():  # both requests come as far as this lock before either goes on
            list(EvaluationRun.objects.select_for_update().order_by("pk"))
            requests = [pool.submit(ask, number) for number in range(2)]
            eventually(lambda: waiting_for_locks() == 2)
        pages = [request.result() for request in requests]

    assert judged_runs() == [(run.pk, "MiniLM", 0.7) for run in runs]
    assert sorted("2 runs are judged." in page for page in pages) == [False, True]
    assert sorted("This judge has judged all predictions that there are." in page for page in pages) == [False, True]


def test_what_no_judge_can_do_is_refused_on_all_runs_alike(client_of, admin, benchmark, evaluation):
    page = start_on_all(client_of(admin), benchmark, judge="semantic", threshold="7")
    assert "Threshold: Ensure this value is less than or equal to 1." in page.content.decode()
    assert judged_runs() == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"judge": "oracle"}, "Judge: Select a valid choice."),
        ({"judge": "semantic", "threshold": "7"}, "Threshold: Ensure this value is less than or equal to 1."),
        ({"judge": "llm", "engine": "openai"}, "The openai engine needs the name of a model on the server."),
        ({"judge": "llm", "engine": "scripted"}, "Name the judge as the tables should call it."),
        ({"judge": "llm", "engine": "scripted", "name": "a", "budget": "-1"}, "Budget: Ensure this value is"),
        ({"judge": "coherence", "encoder": "a/bert"}, "Pin a/bert: give the 40 digits of a commit as its revision."),
        ({"judge": "semantic", "priority": "10"}, "Priority: Ensure this value is less than or equal to 9."),
    ],
)
def test_a_judge_that_cannot_be_started_says_why(client_of, admin, evaluation, fields, sentence):
    assert sentence in start(client_of(admin), evaluation, **fields).content.decode()
    assert not JudgeRun.objects.exists()


@pytest.fixture
def steady(settings):
    """A server that finds the first trigger alone, for 1000 tokens read and 10 written."""
    verdict = json.dumps({"found": [1], "score": "1/3", "reason": "One."})
    body = completion(verdict)
    body["usage"] = {"prompt_tokens": 1000, "completion_tokens": 10, "total_tokens": 1010}
    with chat_server(lambda _number, _body: Reply(body)) as server:
        settings.OPENAI_ENDPOINTS = {"steady": server.base_url}
        yield server


LLM = {"judge": "llm", "engine": "openai", "endpoint": "steady", "model": "judge-7b", "name": "Judge 7B"}


def test_a_language_model_is_asked_as_the_form_says_and_its_cost_is_told(client_of, admin, evaluation, steady):
    terms = {"prompt_price": "2", "generated_price": "100", "budget": "5"}
    given = {"temperature": "0.7", "max_new_tokens": "99", "seed": "3", "priority": "4", "threshold": "0.6"}
    page = start(client_of(admin), evaluation, **LLM, **terms, **given)
    run = JudgeRun.objects.get()
    assert page.redirect_chain[-1][0] == run.get_absolute_url()
    assert set(Job.objects.values_list("priority", flat=True)) == {4}
    assert (run.parameters["temperature"], run.parameters["max_new_tokens"], run.seed) == (0.7, 99, 3)
    assert (run.threshold, run.budget, run.reused_price) == (None, Decimal(5), 0)
    working.work(should_leave=lambda: False)
    assert {(body["temperature"], body["max_tokens"]) for body in steady.requests} == {(0.7, 99)}
    text = client_of(admin).get(run.get_absolute_url()).content.decode()
    # Three verdicts: (1000 * $2 + 10 * $100) / 1e6 each.
    assert "<strong>$0.0090 of $5.00</strong>" in text
    assert list(run.judgements.order_by().values_list("correct", "total").distinct()) == [(1, 3)]


def test_a_judge_whose_budget_is_spent_waits_until_it_is_raised(client_of, admin, evaluation, steady):
    terms = Terms(prompt_price=Decimal(2), generated_price=Decimal(100), budget=Decimal("0.004"))
    options = {"endpoint": "steady", "batch": 1}
    judging = Judging(Judge.LLM, engine="openai", model="judge-7b", options=options, terms=terms)
    run = start_judge(evaluation, judging, by=admin)
    working.work(should_leave=lambda: False)
    run.refresh_from_db()
    assert (run.paused_because, run.judgements.filter(status="done").count()) == ("budget", 2)
    client = client_of(admin)
    assert "The budget is spent" in client.get(run.get_absolute_url()).content.decode()
    refused = client.post(f"{run.get_absolute_url()}resume/", follow=True).content.decode()
    assert "The budget of this run is spent: raise it, then resume." in refused
    raised = {"prompt_price": "2", "reused_price": "0", "generated_price": "100", "budget": "1", "resume": "1"}
    client.post(f"{run.get_absolute_url()}terms/", raised)
    working.work(should_leave=lambda: False)
    run.refresh_from_db()
    assert (run.paused_because, run.budget, run.judgements.filter(status="done").count()) == ("", Decimal(1), 3)


def test_a_judge_is_paused_resumed_and_cancelled_by_its_buttons(client_of, admin, evaluation):
    client = client_of(admin)
    start(client, evaluation, judge="semantic")
    run = JudgeRun.objects.get()
    for deed in ("pause", "resume", "pause", "cancel"):
        page = client.post(f"{run.get_absolute_url()}{deed}/", follow=True)
        assert page.status_code == 200
        working.work(should_leave=lambda: True)
    assert set(run.judgements.values_list("status", flat=True)) == {"cancelled"}
    verbs = Event.objects.filter(benchmark=run.benchmark).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["judging started", "run paused", "run resumed", "run paused", "judging cancelled"]


def test_what_was_set_apart_after_its_last_try_is_told_and_judged_again(client_of, admin, evaluation):
    run = start_judge(evaluation, Judging(Judge.SEMANTIC), by=admin)
    Job.objects.update(status="running", lease_until=timezone.now(), worker="gone", fence=1)
    Job.objects.update(
        status="quarantined", lease_until=None, attempts=3, error="It broke.", finished_at=timezone.now()
    )
    client = client_of(admin)
    assert client.get(run.get_absolute_url()).context["progress"].failed == 3
    client.post(f"{run.get_absolute_url()}retry/")
    working.work(should_leave=lambda: False)
    assert set(run.judgements.values_list("status", flat=True)) == {"done"}


def test_the_answers_of_a_judge_that_could_not_be_read_are_shown(client_of, researcher, evaluation):
    run = make_judge_run(evaluation, Judge.LLM, name="clerk")
    nothing = {"correct": None, "total": None, "stated": None, "score": None, "status": "unreadable", "error": "Hm."}
    judgement = make_judgement(run, evaluation.predictions.first(), answers=["<i>Who knows?</i>"], **nothing)
    client = client_of(researcher)
    text = client.get(f"/b/{evaluation.benchmark.slug}/models/judgements/{judgement.pk}/").content.decode()
    assert "&lt;i&gt;Who knows?&lt;/i&gt;" in text
    assert "unreadable" in client.get(f"{run.get_absolute_url()}?status=unreadable").content.decode()


def upload(client, evaluation, lines, name="GPT-3.5"):
    file = io.BytesIO("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines).encode())
    file.name = "judge.jsonl"
    address = f"/b/{evaluation.benchmark.slug}/models/runs/{evaluation.pk}/judge/import/"
    return client.post(address, {"name": name, "file": file})


def test_official_outputs_go_in_line_by_line_in_the_label_order(client_of, admin, evaluation):
    lines = [
        {"Happy/1.jpg": "Two of them. {score: 2/3}"},
        {"two.jpg": "{score: 1/3}"},
        {"two.jpg": "All. {score: 3/3}"},
    ]
    answer = upload(client_of(admin), evaluation, lines)
    assert answer.status_code == 200
    assert "The official scorer prints 66.7 % for this file. Both agree." in " ".join(answer.content.decode().split())
    run = JudgeRun.objects.get()
    found = run.judgements.order_by("prediction__item__position").values_list("correct", "total", "score", "status")
    assert list(found) == [(2, 3, 2 / 3, "done"), (1, 3, 1 / 3, "done"), (3, 3, 1.0, "done")]


def test_faulty_official_lines_are_told_and_never_scored(client_of, admin, evaluation):
    lines = [
        {"Happy/1.jpg": "{score: 3/3}"},
        {"two.jpg": "I cannot tell."},
        {"two.jpg": "{score: 2/5}"},
        {"two.jpg": "{score: 1/3}"},
        {"else.jpg": "{score: 1/3}"},
        "{broken",
        {"Happy/1.jpg": 7},
    ]
    text = " ".join(upload(client_of(admin), evaluation, lines).content.decode().split())
    run = JudgeRun.objects.get()
    statuses = run.judgements.order_by("prediction__item__position").values_list("status", "score")
    assert list(statuses) == [("done", 1.0), ("unreadable", None), ("unreadable", None)]
    for line, reason in [
        (4, "Earlier lines judge all predictions for this picture."),
        (5, "This evaluation has no prediction for this picture."),
        (2, "holds no {score: correct/total}; the official scorer reuses the line before"),
        (3, "counts a total of 5, but the label has 3 triggers"),
    ]:
        assert f'<td class="number">{line}</td>' in text
        assert reason in text
    assert "The lines below say why it differs." in text


@pytest.mark.parametrize(
    "lines", [[], ["\x00\x01"], [{"else.jpg": "{score: 1/3}"}]], ids=["empty", "binary", "strange"]
)
def test_a_file_without_a_good_line_adds_nothing(client_of, admin, evaluation, lines):
    answer = upload(client_of(admin), evaluation, lines)
    assert answer.status_code == 400
    assert not JudgeRun.objects.exists()
