"""The pages of draft runs, through HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotation import jobs
from annotation.models import JobKind, Sample
from annotation.states import SampleStatus
from inference import working
from inference.models import DraftRun
from inference.prompting import default_prompt_set
from inference.states import DraftStatus
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def runs_url(benchmark):
    return reverse("inference:draft_runs", args=[benchmark.slug])


def run_url(run, name="draft_run"):
    return reverse(f"inference:{name}", args=[run.benchmark.slug, run.pk])


def filled(**fields):
    return {
        "which": "undrafted",
        "engine": "scripted",
        "prompt_set": default_prompt_set().pk,
        "persona": "emotion_expert",
        "max_new_tokens": "256",
        "temperature": "0",
        "seed": "0",
    } | fields


def start(client, benchmark, **fields):
    response = client.post(runs_url(benchmark), filled(**fields))
    run = DraftRun.objects.latest("pk")
    assert (response.status_code, response.headers["Location"]) == (302, run_url(run))
    return run


def work():
    working.work(should_leave=lambda: False)


def test_an_empty_benchmark_says_what_to_do_first(client, benchmark):
    response = client.get(runs_url(benchmark))
    assert response.status_code == 200
    assert "There is nothing to draft yet" in response.text
    assert "Start drafting" not in response.text


def test_questions_without_pictures_cannot_be_drafted_yet(client, benchmark):
    factories.make_sample(benchmark, factories.make_image(benchmark, "later.jpg", stored=False))
    assert "No sample can be drafted yet" in client.get(runs_url(benchmark)).text


def test_a_run_is_started_watched_and_ends(client, benchmark, samples, admin):
    run = start(client, benchmark)
    assert (run.created_by, run.drafts.count()) == (admin, 3)
    page = client.get(run_url(run))
    assert "0 of 3 drafted" in page.text
    assert 'hx-trigger="every 1s"' in page.text
    assert "Written by a script." in page.text
    fragment = client.get(run_url(run, "draft_progress"), headers={"HX-Request": "true"})
    assert (fragment.status_code, "0 of 3 drafted" in fragment.text) == (200, True)
    assert "<html" not in fragment.text
    work()
    over = client.get(run_url(run, "draft_progress"), headers={"HX-Request": "true"})
    assert (over.headers["HX-Refresh"], over.content) == ("true", b"")
    page = client.get(run_url(run))
    assert "3 of 3 drafted" in page.text
    assert "every 1s" not in page.text
    assert run.drafts.first().label.triggers.first().text in page.text


def test_the_progress_names_the_round(client, benchmark, samples):
    run = start(client, benchmark)
    [job, *_] = jobs.claim(JobKind.DRAFT, worker="machine:1", limit=1)
    jobs.progress(job, 2, 11)
    fragment = client.get(run_url(run, "draft_progress"))
    assert "round 3 of 11: general questions" in fragment.text


def test_only_the_chosen_samples_are_drafted(client, benchmark, samples):
    factories.make_draft(samples[0])
    Sample.objects.filter(pk=samples[1].pk).update(emotion="sad")
    run = start(client, benchmark, emotion="sad", limit="5")
    assert [draft.sample for draft in run.drafts.all()] == [samples[1]]
    everything = start(client, benchmark, which="all", limit="2")
    assert {draft.sample for draft in everything.drafts.all()} == set(samples[:2])


def test_fields_of_other_engines_are_left_out_of_the_recipe(client, benchmark, samples):
    run = start(client, benchmark, model="some/model", revision="0" * 40, api_key_variable="OPENAI_API_KEY")
    assert (run.model, run.revision, run.options) == ("", "", {})


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"engine": "transformers"}, "model", "The transformers engine needs a model: a folder, or an id of the hub."),
        ({"engine": "openai", "model": "m"}, "endpoint", "No server is set: start the studio with EIBENCH_OPENAI_"),
        ({"engine": "magic"}, "engine", "Select a valid choice. magic is not one of the available choices."),
        ({"script": "../x"}, "script", "Select a valid choice. ../x is not one of the available choices."),
        ({"limit": "0"}, "limit", "Ensure this value is greater than or equal to 1."),
        ({"temperature": "nan"}, "temperature", "Enter a number."),
        ({"seed": "many"}, "seed", "Enter a whole number."),
        ({"prompt_set": "999"}, "prompt_set", "Select a valid choice."),
        ({"emotion": "happy"}, None, "No sample matches this choice, so there is nothing to draft."),
    ],
)
def test_what_cannot_be_started_is_said_beside_its_field(client, benchmark, samples, fields, field, sentence):
    response = client.post(runs_url(benchmark), filled(**fields))
    assert response.status_code == 400
    errors = response.context["form"].errors if field else {None: response.context["form"].non_field_errors()}
    assert [error[: len(sentence)] for error in errors[field]] == [sentence]
    assert DraftRun.objects.count() == 0


def test_a_server_is_chosen_by_name_only(client, benchmark, samples, settings):
    settings.OPENAI_ENDPOINTS = {"vllm": "http://127.0.0.1:8135/v1"}
    response = client.post(runs_url(benchmark), filled(engine="openai", model="m", endpoint="http://evil.example/v1"))
    assert (response.status_code, DraftRun.objects.count()) == (400, 0)
    run = start(client, benchmark, engine="openai", model="m", endpoint="vllm", api_key_variable="VLLM_API_KEY")
    assert run.options == {"endpoint": "vllm", "api_key_variable": "VLLM_API_KEY"}


def test_a_run_is_cancelled(client, benchmark, samples):
    run = start(client, benchmark)
    response = client.post(run_url(run, "draft_cancel"), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["3 samples were cancelled."]
    assert set(run.drafts.values_list("status", flat=True)) == {DraftStatus.CANCELLED}
    assert "Cancel the rest" not in response.text
    work()
    assert set(Sample.objects.values_list("status", flat=True)) == {SampleStatus.READY}


def failed_run(client, benchmark, samples):
    """A run of which two samples failed, one of them for another reason."""
    run = start(client, benchmark)
    first, second, _third = run.drafts.order_by("pk")
    for job, cause in ((first.job, "Too large."), (second.job, "<b>Refused</b>")):
        [claimed] = jobs.claim(JobKind.DRAFT, worker="machine:1")
        assert claimed == job
        jobs.fail(claimed, cause, transient=False)
    work()
    return run, first, second


def test_the_bar_of_a_run_that_is_over_shows_what_was_drafted(client, benchmark, samples):
    run, *_failed = failed_run(client, benchmark, samples)
    page = client.get(run_url(run))
    progress = page.context["progress"]
    assert (progress.is_over, progress.done, progress.failed) == (True, 1, 2)
    assert '<progress class="progress" max="3" value="1"' in page.text


def test_failures_are_grouped_by_cause_and_named(client, benchmark, samples):
    run, first, second = failed_run(client, benchmark, samples)
    page = client.get(run_url(run))
    assert [(failure.cause, failure.drafts) for failure in page.context["failures"]] == [
        ("<b>Refused</b>", [second]),
        ("Too large.", [first]),
    ]
    assert "&lt;b&gt;Refused&lt;/b&gt;" in page.text
    assert "<b>Refused" not in page.text
    assert reverse("review:sample", args=[benchmark.slug, first.sample_id]) in page.text


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (lambda first: {}, 2),
        (lambda first: {"draft": first.pk}, 1),
        (lambda first: {"cause": "Too large."}, 1),
        (lambda first: {"cause": "Nothing of the kind."}, 0),
        (lambda first: {"cause": "\x00"}, 0),
        (lambda first: {"draft": "x"}, 0),
    ],
)
def test_failures_are_retried_all_one_or_by_cause(client, benchmark, samples, asked, count):
    run, first, _second = failed_run(client, benchmark, samples)
    response = client.post(run_url(run, "draft_retry"), asked(first), follow=True)
    assert response.status_code == 200
    work()
    assert run.drafts.filter(status=DraftStatus.DONE).count() == 1 + count


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_a_retry_of_a_paused_run_says_that_it_waits(client, benchmark, samples):
    run, _first, _second = failed_run(client, benchmark, samples)
    DraftRun.objects.filter(pk=run.pk).update(paused_at=timezone.now(), paused_because="asked")
    assert told(client.post(run_url(run, "draft_retry"), follow=True)) == [
        "2 samples are drafted again.",
        "The run is paused: this waits until somebody resumes it.",
    ]


@pytest.mark.parametrize(("terms", "count"), [({"budget": 1}, 1), ({"budget": 1, "generated_price": 2}, 0), ({}, 0)])
def test_a_budget_that_no_price_draws_on_is_called_so(client, benchmark, samples, terms, count):
    run = start(client, benchmark)
    DraftRun.objects.filter(pk=run.pk).update(**terms)
    page = client.get(run_url(run)).content.decode()
    assert page.count("All prices are 0, so nothing draws on the budget: set the prices below.") == count


def test_a_run_of_another_benchmark_is_not_found(client, benchmark, samples):
    run = start(client, benchmark)
    other = factories.make_benchmark("other")
    foreign = factories.make_draft_run(other)
    assert client.get(run_url(foreign)).status_code == 404
    for name in ("draft_run", "draft_progress"):
        assert client.get(reverse(f"inference:{name}", args=[benchmark.slug, foreign.pk])).status_code == 404
    for name in ("draft_cancel", "draft_retry"):
        assert client.post(reverse(f"inference:{name}", args=[benchmark.slug, foreign.pk])).status_code == 404
    assert client.get(run_url(run)).status_code == 200


def test_people_who_do_not_run_the_benchmark_are_refused(client_of, annotator, researcher, benchmark):
    for user in (annotator, researcher):
        assert client_of(user).get(runs_url(benchmark)).status_code == 403
        assert client_of(user).post(runs_url(benchmark), filled()).status_code == 403


def test_the_list_costs_the_same_for_one_run_and_for_three(client, benchmark, samples):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            start(client, benchmark, which="all")
        with CaptureQueriesContext(connection) as captured:
            client.get(runs_url(benchmark))
        counts.append(len(captured))
    assert counts[0] == counts[1]
