"""The pages of evaluations, through HTTP, with the scripted engine at work."""

import pytest
from django.urls import reverse

from annotation.models import Event, Job
from inference import working
from inference.models import EvaluationRun
from inference.prompting import default_prompt_set
from tests.factories import make_benchmark, make_image
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
    """A basic sample and a complex one."""
    picture = make_image(benchmark, "two.jpg")
    return make_release(
        benchmark,
        [
            make_labelled_sample(benchmark),
            make_labelled_sample(benchmark, image=picture, question="Why is he sad?", split="complex", emotion="sad"),
        ],
    )


def address(name, *args):
    return reverse(f"inference:{name}", args=["streets", *args])


def filled(release, **fields):
    return {
        "release": release.pk,
        "name": "Sketcher",
        "settings": ["question", "cfsa"],
        "personas": ["none", "emotion_expert"],
        "engine": "scripted",
        "model": "careful",
        "prompt_set": default_prompt_set().pk,
        "max_new_tokens": "256",
        "temperature": "0",
        "seed": "0",
    } | fields


def work():
    working.work(should_leave=lambda: False)


def test_a_price_that_is_left_out_is_that_of_the_last_run_of_the_model(client, release):
    only = {"settings": ["question"], "personas": ["none"]}
    client.post(address("evaluations"), filled(release, prompt_price="2", generated_price="10.5", budget="3", **only))
    client.post(address("evaluations"), filled(release, generated_price="0", **only))
    first = EvaluationRun.objects.order_by("pk").last()
    assert [str(first.prompt_price), str(first.generated_price), first.budget] == ["2.000000", "0.000000", None]
    asked = {"release": release.pk, "name": "Sketcher", "setting": "cot", "engine": "scripted", "model": first.model}
    told = client.post("/api/benchmarks/streets/evaluations/", asked, content_type="application/json").json()
    assert (told["prompt_price"], told["generated_price"], told["budget"]) == ("2.000000", "0.000000", None)


def test_one_run_is_started_for_each_setting_and_persona(client, release, admin):
    given = filled(release, prompt_price="2", generated_price="10.5", budget="3", priority="-7")
    answer = client.post(address("evaluations"), given)
    assert (answer.status_code, answer.headers["Location"]) == (302, address("evaluations"))
    runs = EvaluationRun.objects.order_by("pk")
    assert list(runs.values_list("setting", "persona", "model", "created_by")) == [
        (setting, persona, "careful", admin.pk)
        for setting in ("question", "cfsa")
        for persona in ("none", "emotion_expert")
    ]
    assert {(str(run.prompt_price), str(run.generated_price), str(run.budget)) for run in runs} == {
        ("2.000000", "10.500000", "3.0000")
    }
    assert set(Job.objects.values_list("priority", flat=True)) == {-7}
    work()
    listed = client.get(address("evaluations"))
    assert [(run.done, run.failed, run.total) for run in listed.context["runs"]] == [(2, 0, 2)] * 4


def test_a_single_run_leads_to_its_page(client, release):
    answer = client.post(address("evaluations"), filled(release, settings=["caption"], personas=["none"]))
    run = EvaluationRun.objects.get()
    assert answer.headers["Location"] == address("evaluation", run.pk)
    assert client.get(address("evaluation", run.pk)).context["progress"].pending == 2
    assert client.get(address("evaluation_progress", run.pk), headers={"HX-Request": "true"}).status_code == 200
    work()
    over = client.get(address("evaluation_progress", run.pk), headers={"HX-Request": "true"})
    assert over.headers["HX-Refresh"] == "true"
    page = client.get(address("evaluation", run.pk))
    progress = page.context["progress"]
    assert (progress.done, progress.steps, progress.prompt_tokens > 0) == (2, 2, True)
    assert [len(prediction.rounds) for prediction in page.context["predictions"]] == [2, 2]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"settings": []}, "settings"),
        ({"settings": ["else"]}, "settings"),
        ({"personas": []}, "personas"),
        ({"name": ""}, "name"),
        ({"release": "999999"}, "release"),
        ({"engine": "transformers", "model": ""}, "model"),
        ({"engine": "imported"}, "engine"),
        ({"script": "../else"}, "script"),
        ({"prompt_price": "-1"}, "prompt_price"),
        ({"prompt_price": "NaN"}, "prompt_price"),
        ({"budget": "0"}, "budget"),
        ({"name": "a\0b"}, "name"),
        ({"priority": "10"}, "priority"),
    ],
)
def test_a_form_filled_in_wrongly_starts_nothing(client, release, fields, wrong):
    answer = client.post(address("evaluations"), filled(release) | fields)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [wrong])
    assert EvaluationRun.objects.count() == 0


def test_without_a_release_the_page_says_where_to_cut_one(client, benchmark):
    answer = client.get(address("evaluations"))
    assert (answer.status_code, answer.context["releases"]) == (200, False)
    assert reverse("annotation:releases", args=["streets"]) in answer.content.decode()


def test_a_researcher_looks_and_an_annotator_does_not(client_of, release, researcher, annotator):
    run = make_evaluation(release)
    looking = client_of(researcher)
    assert looking.get(address("evaluation", run.pk)).status_code == 200
    assert looking.post(address("evaluations"), filled(release)).status_code == 403
    assert client_of(annotator).get(address("evaluation", run.pk)).status_code == 403
    assert EvaluationRun.objects.count() == 1


def test_predictions_stand_beside_their_labels_and_scores(client, release):
    run = make_evaluation(release)
    first, second = release.items.order_by("position")
    prediction = make_prediction(run, first, text="He clenches <b>his</b> fists.")
    make_prediction(run, second)
    judge = make_judge_run(run, name="MiniLM")
    make_judgement(judge, prediction, found=(True, False, False))
    page = client.get(address("evaluation", run.pk))
    text = page.content.decode()
    assert "He clenches &lt;b&gt;his&lt;/b&gt; fists." in text
    assert "MiniLM: 33.3 % (1/3)" in text
    assert [(each.judged, round(each.mean, 3)) for each in page.context["judges"]] == [(1, 0.333)]
    listed = client.get(address("evaluations")).context["runs"][0]
    assert [(each.name, round(each.mean, 3)) for each in listed.judges] == [("MiniLM", 0.333)]


@pytest.mark.parametrize(
    ("query", "positions"),
    [
        ("", [1, 2]),
        ("?split=complex", [2]),
        ("?emotion=angry", [1]),
        ("?split=basic&emotion=sad", []),
        ("?split=x", [1, 2]),
    ],
)
def test_predictions_are_narrowed_by_split_and_emotion(client, release, query, positions):
    run = make_evaluation(release)
    for item in release.items.all():
        make_prediction(run, item)
    page = client.get(address("evaluation", run.pk) + query)
    assert [prediction.item.position for prediction in page.context["predictions"]] == positions


def test_a_run_is_paused_resumed_and_cancelled_by_its_buttons(client, release):
    client.post(address("evaluations"), filled(release, settings=["cot"], personas=["none"]))
    run = EvaluationRun.objects.get()
    client.post(address("evaluation_pause", run.pk))
    work()
    assert run.predictions.filter(status="done").count() == 0
    assert client.get(address("evaluation", run.pk)).context["run"].paused_because == "asked"
    client.post(address("evaluation_resume", run.pk))
    client.post(address("evaluation_cancel", run.pk))
    work()
    assert set(run.predictions.values_list("status", flat=True)) == {"cancelled"}
    verbs = Event.objects.filter(benchmark=release.benchmark).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["evaluation started", "run paused", "run resumed", "evaluation cancelled"]
    client.post(address("evaluation_retry", run.pk))
    work()
    assert set(run.predictions.values_list("status", flat=True)) == {"done"}


def test_a_run_whose_budget_is_spent_goes_on_when_it_is_raised_on_its_page(client, release):
    given = filled(release, settings=["cot"], personas=["none"], prompt_price="1000", budget="0.0001")
    client.post(address("evaluations"), given)
    run = EvaluationRun.objects.get()
    EvaluationRun.objects.filter(pk=run.pk).update(paused_at=run.created_at, paused_because="budget")
    Job.objects.update(status="paused")
    page = client.get(address("evaluation", run.pk)).content.decode()
    assert "The budget is spent, so the run waits." in page
    terms = {"prompt_price": "1", "reused_price": "", "generated_price": "0.5", "budget": "", "resume": "1"}
    answer = client.post(address("evaluation_terms", run.pk), terms)
    assert answer.headers["Location"] == address("evaluation", run.pk)
    work()
    run.refresh_from_db()
    assert (run.budget, str(run.prompt_price), str(run.generated_price)) == (None, "1.000000", "0.500000")
    assert set(run.predictions.values_list("status", flat=True)) == {"done"}


def failed_runs(release):
    """A run whose predictions failed of two causes."""
    run = make_evaluation(release, engine="scripted", options={"script": ""})
    gone = {"status": "failed", "text": ""}
    return run, [
        make_prediction(run, item, error=error, **gone)
        for item, error in zip(release.items.order_by("position"), ("away", "unreadable"), strict=True)
    ]


def test_failures_stand_by_cause_and_chosen_ones_are_asked_again(client, release):
    run, (first, second) = failed_runs(release)
    page = client.get(address("evaluation", run.pk))
    assert [(failure.cause, failure.count) for failure in page.context["failures"]] == [("away", 1), ("unreadable", 1)]
    client.post(address("evaluation_retry", run.pk), {"prediction": first.pk})
    assert list(run.predictions.order_by("pk").values_list("status", flat=True)) == ["pending", "failed"]
    client.post(address("evaluation_retry", run.pk), {"cause": "unreadable"})
    assert set(run.predictions.values_list("status", flat=True)) == {"pending"}


@pytest.mark.parametrize("asked", [{"prediction": "x"}, {"prediction": "9" * 40}, {"cause": "\0else"}])
def test_a_retry_of_nothing_changes_nothing(client, release, asked):
    run, _predictions = failed_runs(release)
    assert client.post(address("evaluation_retry", run.pk), asked).status_code == 302
    assert set(run.predictions.values_list("status", flat=True)) == {"failed"}


def test_an_evaluation_of_another_benchmark_is_missing(client, release):
    elsewhere = make_evaluation(make_release(make_benchmark("other"), name="else"))
    assert client.get(address("evaluation", elsewhere.pk)).status_code == 404
