"""One sample drafted before all others: from the list, from its page, from a run, under a recipe that is chosen."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from annotation import jobs
from annotation.models import Event, Job, JobKind, Sample
from inference import working
from inference.cfsa.conversation import GenerationParameters
from inference.models import DraftRun, EngineName, PauseCause
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.starting import start_run
from tests import factories
from tests.inference.test_draft_pages import run_url, runs_url

pytestmark = pytest.mark.django_db(transaction=True)


def start(benchmark, *samples, options=None, **fields) -> DraftRun:
    """A run over the samples, or over all."""
    recipe = Recipe(EngineName.SCRIPTED, default_prompt_set(), options=options or {"batch": 1}, **fields)
    chosen = benchmark.samples.filter(pk__in=[sample.pk for sample in samples]) if samples else benchmark.samples.all()
    return start_run(benchmark, chosen, recipe, by=None)


def draft_now_url(sample) -> str:
    return reverse("inference:draft_now", args=[sample.benchmark.slug, sample.pk])


def list_url(benchmark) -> str:
    return reverse("review:samples", args=[benchmark.slug])


def test_one_sample_overtakes_a_batch(client, benchmark, samples):
    run = start(benchmark)
    last = samples[-1]
    response = client.post(draft_now_url(last), {"next": run_url(run)})
    assert response.headers["Location"] == run_url(run)
    [taken] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    assert (taken.payload["image"], taken.priority) == (last.image_id, 10)
    assert Event.objects.get(verb="hastened").subject_id == last.pk


def test_a_sample_of_a_paused_run_is_drafted_now_and_the_others_go_on_waiting(client, benchmark, samples):
    run = start(benchmark)
    client.post(run_url(run, "draft_pause"))
    client.post(draft_now_url(samples[1]))
    working.work(should_leave=lambda: False)
    assert list(run.drafts.order_by("pk").values_list("status", flat=True)) == ["pending", "done", "pending"]


def test_a_sample_that_waits_in_no_run_is_asked_for_its_recipe_and_comes_back_to_the_list(client, benchmark, samples):
    older = start(benchmark, samples[0], persona="none")
    start(benchmark, samples[2])
    latest = start(benchmark, samples[2], options={"batch": 1}, parameters=GenerationParameters(seed=7))
    twin = start(benchmark, samples[2])
    back = f"{list_url(benchmark)}?words=why"
    asked = client.post(draft_now_url(samples[1]), {"next": back}, follow=True)
    assert asked.redirect_chain == [(f"{draft_now_url(samples[1])}?{urlencode({'next': back})}", 302)]
    assert [run.pk for run in asked.context["recipes"]] == [twin.pk, latest.pk, older.pk]
    assert (asked.context["back"], DraftRun.objects.count()) == (back, 4)
    answer = client.post(draft_now_url(samples[1]), {"next": back, "like": older.pk})
    assert answer.headers["Location"] == back
    run = DraftRun.objects.latest("pk")
    assert (run.persona, run.drafts.get().sample, run.drafts.get().job.priority) == ("none", samples[1], 10)
    [taken] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    assert taken.payload["run"] == run.pk


def test_the_recipe_that_drafted_the_sample_before_comes_first(client, benchmark, samples):
    own = start(benchmark, samples[1], persona="none")
    working.work(should_leave=lambda: False)
    other = start(benchmark, samples[0])
    page = client.get(draft_now_url(samples[1]))
    assert [run.pk for run in page.context["recipes"]] == [own.pk, other.pk]
    assert page.text.count(" checked>") == 1
    assert f'name="like" value="{own.pk}" checked' in page.text


def test_trials_and_imported_drafts_are_no_recipe_to_take(client, benchmark, samples):
    run = start(benchmark, samples[0], persona="none")
    start(benchmark, samples[1], trial=True)
    factories.make_draft_run(benchmark, engine=EngineName.IMPORTED)
    page = client.get(draft_now_url(samples[1]))
    assert ([found.pk for found in page.context["recipes"]], page.context["waiting"]) == ([run.pk], None)


def test_a_recipe_that_was_not_offered_is_not_taken(client, benchmark, samples):
    start(benchmark, samples[0], persona="none")
    elsewhere = factories.make_benchmark("other")
    foreign = start(elsewhere, factories.make_sample(elsewhere))
    for given in (foreign.pk, "x", "9" * 30):
        client.post(draft_now_url(samples[1]), {"like": given})
    assert DraftRun.objects.get(benchmark=benchmark, drafts__sample=samples[1]).persona == "none"
    assert not elsewhere.draft_runs.exclude(pk=foreign.pk).exists()


def test_where_nothing_was_drafted_one_is_sent_to_the_drafts_page(client, benchmark, samples):
    page = client.get(draft_now_url(samples[0]))
    assert f'href="{runs_url(benchmark)}#new-run"' in page.text
    refused = client.post(draft_now_url(samples[0]), {"next": list_url(benchmark)}, follow=True)
    assert refused.redirect_chain == [(list_url(benchmark), 302)]
    assert "No run has drafted anything here yet: start one on the page Drafts." in refused.text
    assert not DraftRun.objects.exists()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere_afterwards(client, benchmark, samples, back):
    start(benchmark)
    drafts = reverse("inference:sample_drafts", args=[benchmark.slug, samples[1].pk])
    assert client.post(draft_now_url(samples[1]), {"next": back}).headers["Location"] == drafts
    assert client.get(draft_now_url(samples[1]), {"next": back}).context["back"] == drafts


def test_a_sample_cannot_be_hastened_past_a_spent_budget_or_out_of_quarantine(client, benchmark, samples):
    run = start(benchmark)
    [job] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    jobs.fail(job, "Three workers died.", transient=False)
    stuck = client.post(draft_now_url(samples[0]), follow=True)
    assert "The job of this sample is in quarantine: retry it there." in stuck.text
    DraftRun.objects.update(paused_at=timezone.now(), paused_because=PauseCause.BUDGET)
    assert "has spent its budget: raise it first." in client.post(draft_now_url(samples[1]), follow=True).text
    assert set(run.drafts.values_list("job__priority", flat=True)) == {0}
    assert Job.objects.count() == 3


def offered(page) -> list[str]:
    """Where the list's buttons lead."""
    return [part.partition('"')[0] for part in page.text.split('formaction="')[1:]]


def test_each_row_of_the_list_can_be_drafted_now_by_admins_where_it_can_be_drafted_at_all(
    client, client_of, benchmark, samples, annotator, adjudicator, researcher
):
    Sample.objects.filter(pk=samples[1].pk).update(status="excluded")
    page = client.get(list_url(benchmark), {"words": "why"})
    assert offered(page) == [draft_now_url(samples[0]), draft_now_url(samples[2])]
    assert f'name="next" value="{list_url(benchmark)}?words=why"' in page.text
    fragment = client.get(list_url(benchmark), headers={"HX-Request": "true"})
    assert (offered(fragment), fragment.text.count('<form id="draft-now"')) == (offered(page), 1)
    for other in (annotator, adjudicator, researcher):
        assert offered(client_of(other).get(list_url(benchmark))) == []


def test_the_page_of_a_sample_has_the_button_for_admins_where_it_can_be_drafted_at_all(
    client, client_of, benchmark, samples, researcher
):
    where = reverse("review:sample", args=[benchmark.slug, samples[0].pk])
    form = f'<form method="post" action="{draft_now_url(samples[0])}">'
    assert (form in client.get(where).text, form in client_of(researcher).get(where).text) == (True, False)
    Sample.objects.filter(pk=samples[0].pk).update(status="excluded")
    assert form not in client.get(where).text
