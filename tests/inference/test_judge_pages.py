"""Judges through their pages: started, looked at, imported; with the real encoder and the worker's own loop."""

import io
import json

import pytest

from inference import working
from inference.models import Judge, JudgeRun
from tests.factories import make_image
from tests.factories_evaluations import (
    make_evaluation,
    make_judge_run,
    make_judgement,
    make_labelled_sample,
    make_prediction,
    make_release,
)

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
    assert "3 predictions are still to be judged." in page.content.decode()
    working.work(should_leave=lambda: False)
    text = client_of(researcher).get(run.get_absolute_url()).content.decode()
    assert "33.3 %" in text
    judgement = run.judgements.order_by("pk").first()
    address = f"/b/{evaluation.benchmark.slug}/models/judgements/{judgement.pk}/"
    text = client_of(researcher).get(address).content.decode()
    assert "1 of 3 triggers found" in text
    assert "<li>&lt;b&gt;Fresh&lt;/b&gt; fruit.</li>" in text
    assert client_of(annotator).get(address).status_code == 403


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"judge": "oracle"}, "Judge: Select a valid choice."),
        ({"judge": "semantic", "threshold": "7"}, "Threshold: Ensure this value is less than or equal to 1."),
        ({"judge": "llm", "engine": "openai"}, "The openai engine needs the name of a model on the server."),
        ({"judge": "llm", "engine": "scripted"}, "Name the judge as the tables should call it."),
    ],
)
def test_a_judge_that_cannot_be_started_says_why(client_of, admin, evaluation, fields, sentence):
    assert sentence in start(client_of(admin), evaluation, **fields).content.decode()
    assert not JudgeRun.objects.exists()


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
