"""Deriving the questions of every picture: through the pages and the worker's own loop, with the real encoder."""

import html
import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import Now

from annotation import jobs
from annotation.models import Event, Job, JobKind
from inference import proposing, working
from inference.grouping import groups_of
from inference.judges.encoders import load_encoder
from inference.models import Derivation, PromptSet
from inference.prompting import default_prompt_set
from inference.proposals import words
from inference.quarantining import leave_jobs
from tests import factories

WORDINGS = (
    "How many people are in the picture?",
    "How many persons can be seen in the image?",
    "What facial expression does each person show?",
    "How many people are in the picture?",
    "What objects lie around?",
)


def test_wordings_of_one_question_fall_into_one_group_and_the_most_frequent_comes_first():
    groups = groups_of(WORDINGS, load_encoder())
    assert [(group.text, group.count) for group in groups] == [
        ("How many people are in the picture?", 3),
        ("What facial expression does each person show?", 1),
        ("What objects lie around?", 1),
    ]
    assert groups[0].members == (WORDINGS[0], WORDINGS[1])
    assert groups_of([], load_encoder()) == []
    assert groups_of(["Why?"], load_encoder())[0].count == 1


FIELDS = {"engine": "scripted", "script": "", "max_new_tokens": 256, "temperature": 0, "seed": 1}


def address(benchmark, tail=""):
    return f"/b/{benchmark.slug}/prompts/derived/{tail}"


def start(client, benchmark, **changed):
    page = client.post(address(benchmark), FIELDS | changed, follow=True)
    assert page.status_code == 200
    return page, Derivation.objects.order_by("-pk").first()


def steer(client, run, deed, **posted):
    return client.post(f"{run.get_absolute_url()}{deed}/", posted, follow=True)


def work():
    working.work(should_leave=lambda: False)


@pytest.fixture
def questions(benchmark, transactional_db):
    """Six samples, each with a question of its own."""
    return [factories.make_sample(benchmark, question=f"Why is person {number} angry?") for number in range(6)]


@pytest.fixture
def client(client_of, admin, questions):
    return client_of(admin)


@pytest.fixture
def derived(client, benchmark):
    """A derivation that a script proposed for, over six questions."""
    page, run = start(client, benchmark)
    assert "A worker is asking." in page.text
    work()
    run.refresh_from_db()
    return run


def approve(client, run, *, name="derived", **posted):
    """The form as filled in: `place_1="2"`, `text_1="…"`."""
    return client.post(run.get_absolute_url(), {"name": name, **posted})


def asked_in(name="derived"):
    return [one["text"] for one in PromptSet.objects.get(name=name).content["general_questions"]]


def test_proposals_are_grouped_and_those_with_a_place_become_a_prompt_set(client, derived):
    assert derived.finished_at is not None
    assert sum(group["count"] for group in derived.groups) == 30
    rows = client.get(derived.get_absolute_url()).context["rows"]
    assert [row.place for row in rows[:6]] == ["1", "2", "3", "4", "", ""]
    approve(client, derived, place_1="1", text_1="Who is there?", place_2="2")
    assert asked_in() == ["Who is there?", derived.groups[1]["text"]]
    kept = PromptSet.objects.get(name="derived")
    assert kept.content["templates"] == default_prompt_set().content["templates"]
    derived.refresh_from_db()
    assert derived.approved == kept


def test_questions_are_reordered_and_edited_at_approval(client, derived):
    approve(client, derived, place_1="3", place_2="1", place_3="2", text_3="What light is there?", place_5="9")
    first, second, _third, _fourth, fifth = [group["text"] for group in derived.groups[:5]]
    assert asked_in() == [second, "What light is there?", first, fifth]


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({}, "Choose from one to 12 questions."),
        ({"place_1": "1", "text_1": " "}, "Choose from one to 12 questions."),
        ({"place_1": "x"}, "“x” is no place: write a number, or nothing where a question is not to be asked."),
        ({"place_1": "-1"}, "“-1” is no place"),
        ({"place_1": "9" * 30}, "is no place"),
        ({"place_1": "1", "name": "paper"}, "A set of this name comes with the studio: choose another name."),
        ({"place_1": "1", "name": ""}, "for the name."),
    ],
)
def test_what_cannot_be_approved_is_refused_and_keeps_what_was_written(client, derived, posted, sentence):
    page = approve(client, derived, **{"text_2": "My own words?", **posted})
    assert (page.status_code, sentence in html.unescape(page.text)) == (400, True)
    assert page.context["rows"][1].wording == "My own words?"
    assert page.context["rows"][0].place == posted.get("place_1", "")
    assert list(PromptSet.objects.values_list("name", flat=True)) == ["paper"]


def test_what_is_not_finished_cannot_be_approved(client, benchmark):
    _page, run = start(client, benchmark)
    assert "No question was proposed yet" in approve(client, run, place_1="1").text
    assert not PromptSet.objects.filter(name="derived").exists()


def test_strange_letters_do_no_harm(client, derived):
    approve(client, derived, place_1="1", text_1="Who is\x00 there?")
    assert asked_in() == ["Who is there?"]


def test_without_samples_there_is_nothing_to_derive_from(client_of, admin, benchmark):
    page = client_of(admin).post(address(benchmark), FIELDS)
    assert page.status_code == 400
    assert "There is no sample to derive questions from yet." in page.text
    assert not Derivation.objects.exists()


def test_the_recipe_holds_the_words_as_they_are_kept(client, benchmark, derived):
    assert derived.words == words.load("words-1")
    assert (derived.words["name"], derived.words["version"]) == ("proposals", 1)
    assert "proposals 1" in client.get(derived.get_absolute_url()).text


def test_tokens_money_and_time_are_shown(client, benchmark):
    _page, run = start(client, benchmark, prompt_price="1000", generated_price="2000")
    work()
    progress = client.get(run.get_absolute_url()).context["progress"]
    totals = run.proposals.aggregate(read=Sum("prompt_tokens"), written=Sum("generated_tokens"), time=Sum("seconds"))
    assert (progress.done, progress.total, progress.ended) == (6, 6, 6)
    assert (progress.read, progress.generated, progress.seconds) == tuple(totals.values())
    assert progress.spent == (totals["read"] * Decimal(1000) + totals["written"] * Decimal(2000)) / 1_000_000 > 0


def test_a_spent_budget_pauses_it_and_raising_it_goes_on(client, benchmark):
    _page, run = start(client, benchmark, prompt_price="100000", budget="0.0001")
    Job.objects.update(payload={"run": run.pk, "batch": 1})
    work()
    run.refresh_from_db()
    assert (run.paused_because, run.proposals.filter(status="done").count(), run.finished_at) == ("budget", 1, None)
    assert "The budget of this run is spent" in steer(client, run, "resume").text
    page = steer(client, run, "terms", prompt_price="100000", budget="1000", resume="1")
    assert "The run goes on." in page.text
    work()
    run.refresh_from_db()
    assert (run.proposals.filter(status="done").count(), run.finished_at is None) == (6, False)


def test_it_is_paused_resumed_and_cancelled(client, benchmark):
    _page, run = start(client, benchmark)
    assert "The run is paused" in steer(client, run, "pause").text
    work()
    assert run.proposals.filter(status="pending").count() == 6
    assert "The run goes on." in steer(client, run, "resume").text
    assert "6 questions were cancelled." in steer(client, run, "cancel").text
    work()
    run.refresh_from_db()
    assert (run.cancelled_at is None, run.finished_at, run.groups) == (False, None, [])
    assert set(Job.objects.values_list("status", flat=True)) == {"cancelled"}
    assert Event.objects.filter(verb="deriving cancelled").count() == 1
    assert "0 questions were cancelled." in steer(client, run, "cancel").text


def test_terms_that_cannot_be_read_change_nothing(client, derived):
    assert "Budget:" in steer(client, derived, "terms", budget="much").text
    derived.refresh_from_db()
    assert derived.budget is None


def test_the_last_question_given_up_does_not_keep_the_others_from_being_grouped(client, benchmark, admin):
    _page, run = start(client, benchmark)
    [poison] = jobs.claim(JobKind.PROPOSE, worker="machine:1")
    ended = {"status": "quarantined", "error": "Three workers died.", "lease_until": None, "finished_at": Now()}
    Job.objects.filter(pk=poison.pk).update(**ended)
    work()
    page = client.get(run.get_absolute_url())
    assert (page.context["progress"].stuck, page.context["progress"].done) == (1, 5)
    assert "Three workers died." in page.text
    leave_jobs(Job.objects.filter(pk=poison.pk), by=admin)
    work()
    run.refresh_from_db()
    assert (run.finished_at is None, sum(group["count"] for group in run.groups)) == (False, 25)


def test_a_question_given_up_while_a_worker_ends_the_last_one_is_grouped_with_it(client, benchmark, admin):
    _page, run = start(client, benchmark)
    poison, *others = jobs.claim(JobKind.PROPOSE, worker="machine:1", limit=6)
    jobs.fail(poison, "Three workers died.", transient=False)
    for job in others:
        jobs.give_back(job)
    written, left = threading.Event(), threading.Thread(target=lambda: leave(poison, written, admin))
    left.start()
    with transaction.atomic():
        for job in jobs.claim(JobKind.PROPOSE, worker="machine:1", limit=5):
            proposing._record(job, run, unheard(job))
        written.set()
        left.join(1.0)  # it waits for this transaction, or has looked too early
    left.join()
    work()
    run.refresh_from_db()
    assert (run.finished_at is None, run.error) == (False, "The server is away.")


def leave(job, written, admin):
    """Give a job up for good as soon as something is written."""
    written.wait()
    leave_jobs(Job.objects.filter(pk=job.pk), by=admin)
    connection.close()


def unheard(job):
    """What comes of a question that the server did not answer."""
    return {str(one.pk): proposing.Proposed(error="The server is away.") for one in job.proposals.all()}


def test_a_finished_one_makes_the_moving_part_ask_for_the_whole_page(client, benchmark):
    _page, run = start(client, benchmark)
    moving = client.get(run.get_absolute_url(), headers={"HX-Request": "true"})
    assert ("HX-Refresh" in moving.headers, 'hx-trigger="every 2s"' in moving.text) == (False, True)
    work()
    assert client.get(run.get_absolute_url(), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
