"""The API of steering draft runs."""

import pytest

from inference import working
from inference.models import DraftRun
from inference.progressing import progress_of
from tests.factories import make_sample

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = "/api/benchmarks/streets/draft-runs/"


@pytest.fixture
def client(client_of, admin, benchmark):
    for _ in range(3):
        make_sample(benchmark)
    return client_of(admin)


def post(client, path="", **body):
    return client.post(f"{ROOT}{path}", body, "application/json")


def work():
    working.work(should_leave=lambda: False)


def test_an_estimate_starts_nothing_and_follows_from_past_runs(client):
    before = post(client, "estimate/", engine="scripted")
    assert (before.status_code, before.json()["samples"], before.json()["calls"]) == (200, 3, 33)
    assert (before.json()["prefilled"], before.json()["cost"]) == (None, None)
    assert not DraftRun.objects.exists()
    post(client, engine="scripted")
    work()
    after = post(client, "estimate/", engine="scripted", undrafted=False, limit=1, generated_price="500000").json()
    assert (after["samples"], after["measured_drafts"], after["measured_runs"]) == (1, 3, 1)
    assert after["cost"] == {name: tokens / 2 for name, tokens in after["generated"].items()}
    assert after["generated"]["least"] <= after["generated"]["expected"] <= after["generated"]["most"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"engine": "magic"}, "engine"),
        ({"engine": "transformers"}, "model"),
        ({"engine": "scripted", "budget": -1}, "budget"),
        ({"engine": "scripted", "prompt_price": "1e999"}, "prompt_price"),
    ],
)
def test_what_cannot_be_estimated_is_told_field_by_field(client, body, field):
    for path in ("estimate/", ""):
        response = post(client, path, **body)
        assert (response.status_code, list(response.json())) == (400, [field])
    assert not DraftRun.objects.exists()


def test_a_run_is_paused_resumed_and_cancelled(client):
    pk = post(client, engine="scripted", options={"batch": 1}).json()["id"]
    paused = post(client, f"{pk}/pause/").json()
    assert (paused["paused_because"], paused["paused_at"] is None) == ("asked", False)
    work()
    assert post(client, f"{pk}/resume/").json()["paused_at"] is None
    cancelled = post(client, f"{pk}/cancel/").json()
    assert cancelled["progress"] == {"pending": 0, "done": 0, "failed": 0, "cancelled": 3}


def test_a_spent_budget_is_raised_before_the_run_goes_on(client):
    asked = {"engine": "scripted", "options": {"batch": 1}, "generated_price": "100000", "budget": "0.05"}
    pk = post(client, **asked).json()["id"]
    work()
    refused = post(client, f"{pk}/resume/")
    assert (refused.status_code, list(refused.json())) == (400, ["budget"])
    assert post(client, f"{pk}/terms/", budget="x").status_code == 400
    raised = post(client, f"{pk}/terms/", budget="5000").json()
    assert (raised["budget"], raised["generated_price"]) == ("5000.0000", "100000.000000")
    post(client, f"{pk}/resume/")
    work()
    assert progress_of(DraftRun.objects.get(pk=pk)).done == 3


def test_failures_are_retried_all_or_chosen(client, benchmark):
    paths = list(benchmark.samples.values_list("image__path", flat=True))
    pk = post(client, engine="scripted", options={"fail_keys": paths}).json()["id"]
    work()
    run = DraftRun.objects.get(pk=pk)
    chosen = run.drafts.first().pk
    assert post(client, f"{pk}/retry/", drafts=[chosen, 10**12]).json()["progress"]["pending"] == 1
    assert post(client, f"{pk}/retry/", drafts=["x"]).status_code == 400
    assert post(client, f"{pk}/retry/").json()["progress"]["pending"] == 3
