"""Judging and importing judgements from the command line, with the real encoder and this process as the worker."""

import json

import pytest
from django.core.management import CommandError, call_command

from annotation.models import Job
from inference.judge_figures import figures_of
from inference.models import JudgeRun
from tests.factories import make_image
from tests.factories_evaluations import make_evaluation, make_labelled_sample, make_prediction, make_release
from tests.inference.engines.chat_server import Reply, chat_server, completion

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evaluation(benchmark):
    """Six samples; every other prediction names one of three triggers."""
    samples = [make_labelled_sample(benchmark, image=make_image(benchmark, f"{place}.jpg")) for place in range(6)]
    run = make_evaluation(make_release(benchmark, samples))
    for item in run.release.items.order_by("position"):
        make_prediction(run, item, "Clenched fists." if item.position % 2 else "A bowl of fresh fruit.")
    return run


def test_the_command_judges_and_prints_recall_with_its_interval(evaluation, capsys):
    call_command("judge_predictions", str(evaluation.pk))
    told = capsys.readouterr().out.splitlines()
    run = JudgeRun.objects.get()
    found = figures_of(run)
    assert told[0] == f"Judge {run.pk}: 6 predictions queued. Its page: {run.get_absolute_url()}"
    assert told[1] == "No worker is alive, so this command does the work itself."
    interval = f"[{100 * found.estimate.low:.1f} – {100 * found.estimate.high:.1f}]"
    assert told[-3:] == [
        f"recall 16.67 % {interval}",
        "precision 50.00 %, F1 25.00 %",
        "6 of 6 judged, 0 unreadable, 0 failed",
    ]


def test_coherence_is_called_by_its_name(evaluation, capsys):
    call_command("judge_predictions", str(evaluation.pk), "--judge", "coherence")
    assert capsys.readouterr().out.splitlines()[-2:] == ["nothing was scored", "6 of 6 judged, 0 unreadable, 0 failed"]
    longer = make_evaluation(evaluation.release, name="Novelist")
    said = "His fists are clenched. His fists are clenched."
    for item in longer.release.items.order_by("position")[:2]:
        make_prediction(longer, item, said)
    call_command("judge_predictions", str(longer.pk), "--judge", "coherence")
    told = capsys.readouterr().out.splitlines()
    assert told[-2:] == ["coherence 100.00 %", "2 of 2 judged, 0 unreadable, 0 failed"]


def test_the_json_has_the_numbers_alone(evaluation, capsys):
    call_command("judge_predictions", str(evaluation.pk), "--judge", "semantic", "--threshold", "0.9", "--json")
    found = json.loads(capsys.readouterr().out)
    run = JudgeRun.objects.get()
    assert (run.threshold, found["judge_run"], found["evaluation"]) == (0.9, run.pk, evaluation.pk)
    assert (found["recall"], found["done"], found["pending"], found["images"]) == (pytest.approx(1 / 6), 6, 0, 6)
    assert found["recall_low"] < found["recall"] < found["recall_high"]


def test_a_queued_judge_waits_for_a_worker(evaluation, capsys):
    call_command("judge_predictions", str(evaluation.pk), "--queue", "--priority", "9", "--json")
    assert json.loads(capsys.readouterr().out)["pending"] == 6
    assert list(Job.objects.values_list("status", "priority")) == [("queued", 9)]


def test_a_judge_whose_budget_is_spent_ends_the_command(evaluation, settings):
    with chat_server(lambda _number, _body: Reply(completion('{"found": [], "score": "0/3", "reason": ""}'))) as server:
        settings.OPENAI_ENDPOINTS = {"near": server.base_url}
        engine = ["--judge", "llm", "--engine", "openai", "--model", "m", "--option", "endpoint=near"]
        terms = ["--option", "batch=1", "--prompt-price", "100", "--budget", "0.01"]
        with pytest.raises(CommandError, match="The judge is paused: its budget is spent. See /b/streets/"):
            call_command("judge_predictions", str(evaluation.pk), *engine, *terms)
    assert JudgeRun.objects.get().judgements.filter(status="done").count() == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--threshold", "2"], "A threshold is a cosine: a number from -1 to 1."),
        (["--judge", "llm"], "A language model needs --engine, one of: scripted, transformers, openai."),
        (["--judge", "llm", "--engine", "openai"], "The openai engine needs the name of a model on the server."),
        (["--judge", "llm", "--engine", "scripted", "--budget", "x"], "--budget: Enter a number."),
        (["--judge", "llm", "--engine", "scripted", "--option", "batch"], "--option takes KEY=VALUE, not “batch”."),
        (["--budget", "1"], "--engine, --option, prices and a budget are of a language model: add --judge llm."),
        (["--model", "x" * 301], "Keep “model” under 301 characters, without null characters."),
        (["--name", "x" * 121], "Name the judge as the tables should call it, in at most 120 characters."),
        (["--priority", "99"], "--priority must be from -9 to 9."),
    ],
)
def test_what_cannot_be_judged_is_refused_with_a_sentence(evaluation, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        call_command("judge_predictions", str(evaluation.pk), *arguments)
    assert (str(refusal.value), JudgeRun.objects.count()) == (sentence, 0)


def test_an_evaluation_that_is_not_there_is_told_beside_those_that_are(evaluation, tmp_path):
    sentence = f"There is no evaluation 999999; the latest are: {evaluation.pk} (Sketcher)."
    for command in (["judge_predictions", "999999"], ["import_judgements", "999999", str(tmp_path), "--name", "GPT"]):
        with pytest.raises(CommandError) as refusal:
            call_command(*command)
        assert str(refusal.value) == sentence


def lines_of(tmp_path, *lines) -> str:
    path = tmp_path / "judged.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return str(path)


def test_official_outputs_are_imported_and_faulty_lines_told(evaluation, tmp_path, capsys):
    lines = [{"0.jpg": "{score: 3/3}"}, {"1.jpg": "{score: 1/3}"}, {"2.jpg": "Hm."}, {"else.jpg": "{score: 1/3}"}]
    call_command("import_judgements", str(evaluation.pk), lines_of(tmp_path, *lines), "--name", "GPT-3.5")
    out, err = capsys.readouterr()
    run = JudgeRun.objects.get()
    assert err.splitlines() == [
        "line 4: else.jpg: left out: This evaluation has no prediction for this picture.",
        "line 3: 2.jpg: not scored: holds no {score: correct/total}; the official scorer reuses the line before",
    ]
    assert out.splitlines()[0] == (
        "2 judgements imported, 1 lines left out, 1 not scored, 3 predictions without a judgement. "
        f"Page: {run.get_absolute_url()}"
    )
    assert (run.name, figures_of(run).estimate.value) == ("GPT-3.5", pytest.approx(2 / 3))


def test_the_json_of_an_import_has_its_lines(evaluation, tmp_path, capsys):
    file = lines_of(tmp_path, {"0.jpg": "{score: 2/3}"}, "{broken")
    call_command("import_judgements", str(evaluation.pk), file, "--name", "GPT-3.5", "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["judge_run"], found["scored"], found["ours"]) == (
        JudgeRun.objects.get().pk, 1, pytest.approx(2 / 3),
    )  # fmt: skip
    assert [refusal["line"] for refusal in found["refused"]] == [2]


@pytest.mark.parametrize("name", ["nowhere.jsonl", "empty.jsonl"])
def test_a_file_that_holds_nothing_is_refused(evaluation, tmp_path, name):
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(CommandError):
        call_command("import_judgements", str(evaluation.pk), str(tmp_path / name), "--name", "GPT-3.5")
    assert not JudgeRun.objects.exists()
