"""What an admin does with a run before, while and after it works: estimates, order, budget, quarantine."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotation import jobs
from annotation.models import Event, Job, JobKind, Sample
from annotation.states import JobStatus
from inference import working
from inference.cfsa.conversation import GenerationParameters
from inference.estimating import Range, estimate
from inference.models import Draft, DraftRun, EngineName, PauseCause, Round
from inference.progressing import progress_of
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.round_costs import round_costs
from inference.spending import spent, tokens_of
from inference.starting import start_run
from inference.states import DraftStatus
from inference.terms import Terms, change_terms, remembered_terms
from tests import factories
from tests.history import by_force, set_clock
from tests.inference.test_draft_pages import filled, run_url, runs_url

pytestmark = pytest.mark.django_db(transaction=True)


def recipe(**fields):
    return Recipe(EngineName.SCRIPTED, default_prompt_set(), **fields)


def start(benchmark, **options):
    terms = options.pop("terms", None)
    return start_run(benchmark, benchmark.samples.all(), recipe(options=options), terms=terms, by=None)


def work():
    working.work(should_leave=lambda: False)


def quarantine(job):
    jobs.fail(job, "Three workers died.", transient=False)


def test_nothing_is_foretold_of_a_model_that_never_ran_but_its_calls(benchmark, samples):
    found = estimate(benchmark.samples.all(), recipe(), Terms())
    assert (found.samples, found.pictures, found.measured_drafts) == (3, 3, 0)
    # Of each: four general questions of the picture; the enriched question, reading, questions, summary, three answers.
    assert found.calls == 3 * (4 + 4 + 3)
    assert (found.prefilled, found.time, found.cost) == (None, None, None)


def test_what_a_run_will_take_follows_from_past_runs_of_the_same_model(benchmark, samples):
    run = start(benchmark)
    work()
    began = timezone.now() - timedelta(hours=1)
    Job.objects.update(started_at=began)
    for tokens, draft in zip((1000, 2000, 6000), run.drafts.order_by("pk"), strict=True):
        ended = {"finished_at": began + timedelta(seconds=60)}
        with by_force(Draft):
            Draft.objects.filter(pk=draft.pk).update(
                prompt_tokens=tokens, reused_tokens=tokens // 2, generated_tokens=100, **ended
            )
    terms = Terms(prompt_price=Decimal(10), reused_price=Decimal(1), generated_price=Decimal(100))
    found = estimate(Sample.objects.filter(pk=samples[0].pk), recipe(), terms)
    assert (found.measured_drafts, found.measured_runs) == (3, 1)
    assert found.prefilled == found.reused == Range(1500, 500, 3000)
    assert found.generated == Range(100, 100, 100)
    assert found.time == Range(20, 20, 20)
    assert found.cost == Range(0.0265, 0.0155, 0.043)
    asked = Round.objects.exclude(shared=True, prompt_tokens=0).count()
    assert found.calls == round(asked / 3)
    other = Recipe(EngineName.TRANSFORMERS, default_prompt_set(), model="another")
    assert estimate(benchmark.samples.all(), other, terms).measured_drafts == 0
    assert estimate(benchmark.samples.all(), recipe(options={"script": "demo"}), terms).measured_drafts == 0


def test_time_that_a_past_run_lay_still_does_not_count_for_what_a_new_one_takes(benchmark, samples):
    run = start(benchmark)
    work()
    resumed = timezone.now()
    Job.objects.update(started_at=resumed - timedelta(hours=9))
    with by_force(Draft):
        run.drafts.update(finished_at=resumed + timedelta(seconds=60))
    assert estimate(Sample.objects.all(), recipe(), Terms()).time.expected == pytest.approx(9 * 3600 + 60)
    Event.objects.record("run resumed", run, by=None, benchmark=benchmark)
    set_clock("run resumed", resumed)
    assert estimate(Sample.objects.all(), recipe(), Terms()).time.expected == pytest.approx(60)


def test_the_form_tells_what_the_run_would_take(client, benchmark, samples):
    url = reverse("inference:draft_estimate", args=[benchmark.slug])
    before = client.post(url, filled())
    assert "No run of this model was measured yet" in before.text
    start(benchmark)
    work()
    after = client.post(url, filled(which="all", generated_price="12.50"))
    assert "Measured on 3 drafts of the latest run of this model." in " ".join(after.text.split())
    assert "$0 read, $0 cached, $12.5 written" in after.text
    assert "once the fields above are filled in rightly" in client.post(url, filled(seed="x")).text
    assert "No sample matches this choice." in client.post(url, filled()).text
    assert DraftRun.objects.count() == 1


def test_prices_are_remembered_from_the_last_run_of_the_model_and_the_budget_is_not(client, benchmark, samples):
    client.post(runs_url(benchmark), filled(prompt_price="2.5", generated_price="10", budget="3"))
    run = DraftRun.objects.get()
    assert (run.prompt_price, run.reused_price, run.generated_price, run.budget) == (Decimal("2.5"), 0, 10, 3)
    assert remembered_terms("scripted", "") == Terms(Decimal("2.5"), Decimal(0), Decimal(10))
    client.post(runs_url(benchmark), filled(which="all", generated_price="0"))
    again = DraftRun.objects.latest("pk")
    assert (again.prompt_price, again.generated_price, again.budget) == (Decimal("2.5"), 0, None)


def test_a_budget_that_is_no_amount_is_told_at_its_field(client, benchmark, samples):
    response = client.post(runs_url(benchmark), filled(budget="-1"))
    assert response.status_code == 400
    assert response.context["form"].errors == {"budget": ["Ensure this value is greater than or equal to 0."]}
    assert not DraftRun.objects.exists()


def test_a_run_is_paused_resumed_and_cancelled_on_its_page(client, benchmark, samples):
    run = start(benchmark)
    assert "The run is paused; what is done stays." in client.post(run_url(run, "draft_pause"), follow=True).text
    page = client.get(run_url(run)).text
    assert ("Resume" in page, ">Pause<" in page) == (True, False)
    work()
    assert progress_of(run).pending == 3
    client.post(run_url(run, "draft_resume"))
    work()
    assert progress_of(run).done == 3
    assert "There is nothing to pause." in client.post(run_url(run, "draft_pause"), follow=True).text
    assert "The run is not paused." in client.post(run_url(run, "draft_resume"), follow=True).text


def test_a_run_that_spent_its_budget_goes_on_when_it_is_raised_on_its_page(client, benchmark, samples, admin):
    run = start(benchmark, batch=1, terms=Terms(generated_price=Decimal(100_000), budget=Decimal("0.05")))
    work()
    run.refresh_from_db()
    assert (run.paused_because, progress_of(run).done) == (PauseCause.BUDGET, 1)
    assert "The budget is spent, so the run waits." in client.get(run_url(run)).text
    refused = client.post(run_url(run, "draft_resume"), follow=True)
    assert "The budget of this run is spent: raise it, then resume." in refused.text
    wrong = client.post(run_url(run, "draft_terms"), {"budget": "much", "resume": "1"}, follow=True)
    assert "Budget: Enter a number." in wrong.text
    client.post(run_url(run, "draft_terms"), {"generated_price": "100000", "budget": "5000", "resume": "1"})
    work()
    run.refresh_from_db()
    assert (run.paused_at, run.budget, progress_of(run).done) == (None, 5000, 3)
    event = Event.objects.get(verb="terms changed")
    assert (event.by, event.detail) == (admin, {"budget": "5000"})
    assert change_terms(run, Terms(generated_price=Decimal(100_000), budget=Decimal(5000)), by=admin) is False


def test_time_that_a_run_lay_still_does_not_count_for_what_is_left(benchmark, samples, admin):
    run = start(benchmark, batch=1)
    now = timezone.now()
    first, second, _third = run.drafts.order_by("pk")
    for draft, minutes in ((first, 60), (second, 1)):
        ended = now - timedelta(minutes=minutes)
        Draft.objects.filter(pk=draft.pk).update(status=DraftStatus.FAILED, error="No.", finished_at=ended)
    Job.objects.filter(pk=first.job_id).update(started_at=now - timedelta(minutes=61))
    assert progress_of(run).left == timedelta(minutes=30)
    Event.objects.record("run resumed", run, by=admin, benchmark=benchmark)
    set_clock("run resumed", now - timedelta(minutes=3))
    assert progress_of(run).left == timedelta(minutes=2)


def test_the_rounds_of_a_run_are_added_up_by_kind_with_what_failed_besides(benchmark, samples):
    run = start(benchmark, terms=Terms(prompt_price=Decimal(1)))
    work()
    lines = round_costs(run)
    assert [line.calls for line in lines] == [1, 3, 12, 3, Round.objects.filter(phase="scenario_answer").count(), 3]
    assert sum(line.prefilled for line in lines) == tokens_of(run)["prompt_tokens"] == spent(run) * 1_000_000
    assert round(sum(line.share for line in lines), 6) == 100
    draft = run.drafts.first()
    with by_force(Draft):
        Draft.objects.filter(pk=draft.pk).update(prompt_tokens=draft.prompt_tokens + 50)
    assert (round_costs(run)[-1].words, round_costs(run)[-1].calls, round_costs(run)[-1].prefilled) == ("", None, 50)


def test_chosen_failures_are_retried_and_no_choice_is_no_retry(client, benchmark, samples):
    run = start(benchmark, fail_keys=[sample.image.path for sample in samples])
    work()
    first, second, _third = run.drafts.order_by("pk")
    client.post(run_url(run, "draft_retry"), {"chosen": "1"})
    assert progress_of(run).failed == 3
    client.post(run_url(run, "draft_retry"), {"chosen": "1", "draft": [first.pk, second.pk, "x"]})
    assert list(run.drafts.order_by("pk").values_list("status", flat=True)) == ["pending", "pending", "failed"]


def test_the_quarantine_shows_what_was_given_up_and_tries_chosen_jobs_again(client, benchmark, samples):
    run = start(benchmark, batch=1)
    for _ in samples:
        quarantine(jobs.claim(JobKind.DRAFT, worker="machine:1")[0])
    url = reverse("inference:quarantine", args=[benchmark.slug])
    page = client.get(url)
    shown = [(row["job"].error, row["samples"], row["run"]) for row in page.context["rows"]]
    assert shown == [("Three workers died.", [sample], run_url(run)) for sample in reversed(samples)]
    assert "Quarantine (3)" in client.get(runs_url(benchmark)).text
    ids = list(Job.objects.order_by("pk").values_list("pk", flat=True))
    client.post(url, {"retry": "1", "job": [ids[0], "9" * 30]})
    client.post(url, {"leave": "1", "job": [ids[1]]})
    statuses = Job.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [JobStatus.QUEUED, JobStatus.CANCELLED, JobStatus.QUARANTINED]
    assert list(run.drafts.order_by("pk").values_list("status", flat=True)) == ["pending", "cancelled", "pending"]
    client.post(url, {"retry": "1", "all": "1"})
    work()
    assert list(run.drafts.order_by("pk").values_list("status", flat=True)) == ["done", "cancelled", "done"]
    assert "Nothing is in quarantine" in client.get(url).text


def test_the_quarantine_of_another_benchmark_is_left_alone(client, benchmark, samples):
    other = factories.make_benchmark("other")
    foreign = Job.objects.create(kind=JobKind.DRAFT, benchmark=other)
    [job] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    quarantine(job)
    url = reverse("inference:quarantine", args=[benchmark.slug])
    client.post(url, {"retry": "1", "all": "1"})
    client.post(url, {"leave": "1", "job": [foreign.pk]})
    foreign.refresh_from_db()
    assert foreign.status == JobStatus.QUARANTINED


def test_the_quarantine_costs_the_same_for_one_job_and_for_three(client, benchmark, samples):
    start(benchmark, batch=1)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            quarantine(jobs.claim(JobKind.DRAFT, worker="machine:1")[0])
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("inference:quarantine", args=[benchmark.slug]))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_jobs_are_numbered_in_the_benchmarks_order_and_perspectives_share_one(benchmark):
    image = factories.make_image(benchmark, "party.jpg")
    third = factories.make_sample(benchmark, position=3)
    late = factories.make_sample(benchmark, image, position=4, question="Why is she sad?", split="complex")
    first = factories.make_sample(benchmark, image, position=1, split="complex")
    run = start(benchmark, batch=5)
    rows = run.drafts.order_by("job_id", "sample__position").values_list("sample", "job__payload__image")
    assert list(rows) == [(first.pk, image.pk), (late.pk, image.pk), (third.pk, third.image_id)]
    assert Job.objects.count() == 2
    assert Job.objects.first().payload == {"run": run.pk, "image": image.pk, "batch": 5}


def test_queueing_writes_every_column_of_a_job_and_a_draft(benchmark, samples):
    run = start(benchmark)
    written, made = Job.objects.first(), Job(kind=JobKind.DRAFT, benchmark=benchmark, progress_total=11)
    free = {"id", "payload", "created_at", "announced_at"}
    for field in Job._meta.concrete_fields:
        if field.name not in free:
            assert getattr(written, field.attname) == getattr(made, field.attname), field.name
    draft, blank = run.drafts.first(), Draft(run=run, sample=samples[0])
    for field in Draft._meta.concrete_fields:
        if field.name not in {"id", "job", "created_at"}:
            assert getattr(draft, field.attname) == getattr(blank, field.attname), field.name


def answers(run):
    rows = Round.objects.filter(draft__run=run).order_by("draft__sample__position", "position")
    return list(rows.values_list("draft__sample", "position", "phase", "question", "answer"))


def test_the_same_recipe_and_seed_give_the_same_drafts(benchmark, samples):
    runs = [start(benchmark) for _ in range(2)]
    work()
    first, second = (answers(run) for run in runs)
    assert len(first) >= 24
    assert first == second


def test_the_same_recipe_and_seed_give_the_same_drafts_of_a_true_architecture(benchmark, samples, tiny_llava_next):
    asked = Recipe(
        EngineName.TRANSFORMERS,
        default_prompt_set(),
        model=str(tiny_llava_next),
        parameters=GenerationParameters(max_new_tokens=128, temperature=0.9, top_p=0.9, seed=11),
        options={"device": "cpu", "batch_size": 8},
    )
    runs = [start_run(benchmark, benchmark.samples.all(), asked, by=None) for _ in range(2)]
    work()
    first, second = (answers(run) for run in runs)
    assert [progress_of(run).done for run in runs] == [3, 3]
    assert first == second
