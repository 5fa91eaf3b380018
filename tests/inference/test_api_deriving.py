"""The API of derivations, and of drafting one sample before all others: through HTTP and the worker's own loop."""

from decimal import Decimal

import pytest

from annotation import jobs
from annotation.models import Event, JobKind
from inference import working
from inference.models import Derivation, DraftRun, PromptSet
from inference.prompting import default_prompt_set
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = "/api/benchmarks/streets/"


@pytest.fixture
def samples(benchmark):
    return [factories.make_sample(benchmark, question=f"Why is person {number} angry?") for number in range(3)]


@pytest.fixture
def client(client_of, admin, samples):
    return client_of(admin)


def post(client, path, **body):
    return client.post(f"{ROOT}{path}/", body, "application/json")


def work():
    working.work(should_leave=lambda: False)


def test_a_derivation_is_started_read_and_approved(client):
    told = post(client, "derivations", engine="scripted", seed=1)
    assert (told.status_code, told.json()["progress"]["total"], told.json()["groups"]) == (201, 3, [])
    where = f"derivations/{told.json()['id']}"
    early = post(client, f"{where}/approve", name="ours", questions=["Who is there?"])
    assert early.json() == {"detail": "No question was proposed yet: wait for the worker."}
    work()
    found = client.get(f"{ROOT}{where}/").json()
    assert (found["is_over"], found["progress"]["done"], sum(one["count"] for one in found["groups"])) == (True, 3, 15)
    texts = ["Who is there?", found["groups"][0]["text"]]
    kept = post(client, f"{where}/approve", name="ours", questions=texts)
    assert (kept.status_code, kept.json()["identifier"]) == (201, "ours-1")
    assert [one["text"] for one in kept.json()["general_questions"]] == texts
    assert kept.json()["templates"] == default_prompt_set().content["templates"]
    [listed] = client.get(f"{ROOT}derivations/").json()["results"]
    assert (listed["id"], listed["approved"]) == (found["id"], str(PromptSet.objects.get(name="ours")))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"questions": []}, "questions"),
        ({"questions": ["Why?"] * 13}, "questions"),
        ({"questions": ["\t "]}, "questions"),
        ({"name": "paper"}, "name"),
        ({"name": ""}, "name"),
        ({"base": "theirs-1"}, "base"),
    ],
)
def test_what_cannot_be_approved_is_told_at_its_field(client, body, field):
    where = f"derivations/{post(client, 'derivations', engine='scripted').json()['id']}"
    work()
    refused = post(client, f"{where}/approve", **({"name": "ours", "questions": ["Who?"]} | body))
    assert (refused.status_code, list(refused.json())) == (400, [field])
    assert not PromptSet.objects.exclude(name="paper").exists()


def test_a_derivation_is_paused_by_its_budget_raised_resumed_and_cancelled(client):
    asked = {"engine": "scripted", "options": {"batch": 1}, "generated_price": "100000", "budget": "0.01"}
    where = f"derivations/{post(client, 'derivations', **asked).json()['id']}"
    work()
    found = client.get(f"{ROOT}{where}/").json()
    assert (found["paused_because"], found["progress"]["done"], found["is_over"]) == ("budget", 1, False)
    refused = post(client, f"{where}/resume")
    assert (refused.status_code, list(refused.json())) == (400, ["budget"])
    assert post(client, f"{where}/terms", budget=None).json()["budget"] is None
    assert post(client, f"{where}/resume").json()["paused_because"] == ""
    assert post(client, f"{where}/pause").json()["paused_because"] == "asked"
    cancelled = post(client, f"{where}/cancel").json()
    assert (cancelled["is_over"], cancelled["progress"]["cancelled"]) == (True, 2)
    assert Derivation.objects.get().generated_price == Decimal(100_000)


@pytest.mark.parametrize(
    ("body", "field"), [({"engine": "openai"}, "model"), ({"sampled": 0}, "sampled"), ({"options": {"x": 1}}, "detail")]
)
def test_a_derivation_that_cannot_start_is_told_field_by_field(client, body, field):
    refused = post(client, "derivations", **({"engine": "scripted"} | body))
    assert (refused.status_code, list(refused.json())) == (400, [field])
    assert not Derivation.objects.exists()


def test_one_sample_is_drafted_now_under_the_recipe_of_a_run(client, samples):
    first = f"samples/{samples[0].pk}"
    none = post(client, f"{first}/draft-now")
    sentence = "No run has drafted anything here yet: start one on the page Drafts."
    assert (none.status_code, none.json()) == (400, {"detail": sentence})
    older = post(client, "draft-runs", engine="scripted", persona="none", limit=1).json()["id"]
    waiting = post(client, f"{first}/draft-now")
    assert (waiting.status_code, waiting.json()["run"], DraftRun.objects.count()) == (201, older, 1)
    work()
    latest = post(client, "draft-runs", engine="scripted", limit=1).json()["id"]
    third = f"samples/{samples[2].pk}/draft-now"
    unknown = post(client, third, run=10**9)
    assert unknown.json() == {"run": f"Take the recipe of one of these runs: {latest}, {older}."}
    made = post(client, third, run=older).json()
    assert (made["sample"], DraftRun.objects.get(pk=made["run"]).persona) == (samples[2].pk, "none")
    [taken] = jobs.claim(JobKind.DRAFT, worker="machine:1")
    assert taken.payload["run"] == made["run"]
    assert Event.objects.filter(verb="hastened").count() == 2


def test_one_sample_is_drafted_again_with_a_hint(client, samples):
    post(client, "draft-runs", engine="scripted")
    work()
    again = post(client, f"samples/{samples[0].pk}/redraft", hint="Mind the one on the left.")
    assert (again.status_code, again.json()["hint"]) == (201, "Mind the one on the left.")
    assert post(client, f"samples/{samples[0].pk}/redraft", hint=" ").status_code == 400
    twice = post(client, f"samples/{samples[0].pk}/redraft", hint="And the light.")
    assert list(twice.json()) == ["hint"]
