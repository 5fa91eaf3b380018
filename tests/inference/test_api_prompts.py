"""The API of prompts: versions, differences, rendering for a sample, trials; and runs that name a set."""

import pytest

from annotation.models import Origin
from inference import working
from inference.models import DraftRun, EvaluationRun, PromptSet
from inference.prompting import default_prompt_set
from tests import factories
from tests.factories_evaluations import make_release

ROOT = "/api/benchmarks/streets/"


@pytest.fixture
def paper(db):
    return default_prompt_set()


def post(client, path="prompts/", **body):
    return client.post(f"{ROOT}{path}", body, "application/json")


def words(base, **changed):
    """The words of a set as the API takes them, with some changed."""
    content = {name: base.content[name] for name in ("personas", "general_questions", "templates")}
    return {"name": "ours"} | content | changed


def test_versions_are_written_listed_and_read(client_of, admin, benchmark, paper):
    client = client_of(admin)
    first = post(client, **words(paper))
    question = {"key": "light", "text": "What light is there?"}
    second = post(client, **words(paper, general_questions=[question]))
    assert (first.status_code, second.status_code) == (201, 201)
    assert (second.json()["identifier"], second.json()["created_by"]) == ("ours-2", admin.username)
    listed = client.get(f"{ROOT}prompts/").json()["results"]
    assert [row["identifier"] for row in listed] == ["paper-1", "ours-1", "ours-2"]
    read = client.get(f"{ROOT}prompts/{second.json()['id']}/").json()
    assert (read["general_questions"], read["templates"]) == ([question], paper.content["templates"])


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": "paper"}, "name", "A set of this name comes with the studio: choose another name."),
        ({"name": "our words"}, "name", "Use letters, digits, “_” and “.” for the name."),
        ({"templates": {"reading": "Look."}}, "templates", "templates: “enrich” is missing."),
        ({"templates": {"reading": 5}}, "templates", None),
        ({"templates": {"reading": []}}, "templates", None),
        ({"personas": {}}, "personas", "personas: “ai_assistant” is missing."),
        ({"general_questions": []}, "general_questions", None),
        ({"general_questions": [{"key": "a", "text": "b\0"}]}, "detail", None),
        ({"general_questions": [{"key": "a b", "text": "Why?"}]}, "general_questions", None),
        ({"general_questions": "Why?"}, "general_questions", None),
    ],
)
def test_words_that_cannot_be_used_are_refused_at_their_field(
    client_of, admin, benchmark, paper, changed, field, sentence
):
    answer = post(client_of(admin), **words(paper, **changed))
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert sentence is None or answer.json()[field] == sentence
    assert not PromptSet.objects.filter(benchmark=benchmark).exists()


def test_a_fault_of_one_text_names_it(client_of, admin, benchmark, paper):
    templates = paper.content["templates"] | {"reading": "Look."}
    answer = post(client_of(admin), **words(paper, templates=templates))
    assert answer.json() == {"templates": "templates.reading: $enriched is missing."}


def test_two_versions_are_compared_word_by_word(client_of, admin, benchmark, paper):
    client = client_of(admin)
    first = post(client, **words(paper)).json()["id"]
    personas = paper.content["personas"] | {"ai_assistant": "You are a machine."}
    second = post(client, **words(paper, personas=personas)).json()["id"]
    told = client.get(f"{ROOT}prompts/{second}/changes/").json()
    assert told["since"]["identifier"] == "ours-1"
    assert [(part["kind"], part["key"]) for part in told["parts"] if part["is_changed"]] == [
        ("persona", "ai_assistant")
    ]
    assert client.get(f"{ROOT}prompts/{second}/changes/?since={paper.pk}").json()["parts"] == told["parts"]
    alone = client.get(f"{ROOT}prompts/{first}/changes/").json()
    assert (alone["since"], {part["is_changed"] for part in alone["parts"]}) == (None, {False})
    refused = client.get(f"{ROOT}prompts/{second}/changes/?since=999999")
    assert (refused.status_code, list(refused.json())) == (400, ["since"])


def test_prompts_are_rendered_for_a_sample(client_of, admin, benchmark, paper):
    sample = factories.make_sample(benchmark, question="Why is the clown sad?")
    client = client_of(admin)
    rendered = client.get(f"{ROOT}prompts/{paper.pk}/rendered/?sample={sample.pk}&persona=none").json()
    assert [row["phase"] for row in rendered] == [
        "enrich", "reading", "general", "scenario_questions", "scenario_answer", "summary",
    ]  # fmt: skip
    assert "Why is the clown sad?" in rendered[0]["text"]
    for query, field in (("", "sample"), ("?sample=999999", "sample"), (f"?sample={sample.pk}&persona=x", "persona")):
        refused = client.get(f"{ROOT}prompts/{paper.pk}/rendered/{query}")
        assert (refused.status_code, list(refused.json())) == (400, [field])


@pytest.mark.django_db(transaction=True)
def test_a_trial_is_started_and_its_drafts_are_read(client_of, admin, benchmark):
    for _ in range(4):
        factories.make_sample(benchmark)
    client, paper = client_of(admin), default_prompt_set()
    asked = {"engine": "scripted", "persona": "none", "seed": 5, "options": {"batch": 2}, "budget": "3"}
    run = post(client, f"prompts/{paper.pk}/try/", **asked)
    assert (run.status_code, run.json()["trial"], run.json()["progress"]["pending"]) == (201, True, 3)
    working.work(should_leave=lambda: False)
    trial = client.get(f"{ROOT}prompts/trials/{run.json()['id']}/").json()
    assert (trial["persona"], trial["seed"], trial["options"], trial["budget"]) == ("none", 5, {"batch": 2}, "3.0000")
    assert [draft["status"] for draft in trial["drafts"]] == ["done"] * 3
    assert {len(draft["triggers"]) > 0 for draft in trial["drafts"]} == {True}
    again = post(client, f"prompts/{paper.pk}/try/").json()
    assert (again["persona"], again["seed"], again["budget"]) == ("none", 5, "3.0000")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"engine": "else"}, "engine"),
        ({"engine": "imported"}, "engine"),
        ({"engine": "transformers"}, "model"),
        ({"engine": "scripted", "options": {"script": "lost"}}, "script"),
        ({"engine": "scripted", "budget": -1}, "budget"),
    ],
)
def test_a_trial_that_cannot_start_is_told_field_by_field(client_of, admin, benchmark, paper, body, field):
    factories.make_sample(benchmark)
    answer = post(client_of(admin), f"prompts/{paper.pk}/try/", **body)
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert not DraftRun.objects.exists()


def test_runs_and_evaluations_take_a_benchmarks_own_set_and_no_other(client_of, admin, benchmark, paper):
    sample = factories.make_sample(benchmark)
    factories.make_label(sample, origin=Origin.IMPORTED)
    release = make_release(benchmark, [sample])
    client = client_of(admin)
    ours = PromptSet.objects.get(pk=post(client, **words(paper)).json()["id"])
    foreign = paper.content | {"name": "theirs"}
    PromptSet.objects.create(benchmark=factories.make_benchmark("other"), name="theirs", version=1, content=foreign)
    measured = {"release": release.pk, "name": "M", "setting": "cfsa", "engine": "scripted"}
    for path, body in (("draft-runs/", {"engine": "scripted", "undrafted": False}), ("evaluations/", measured)):
        assert post(client, path, **body, prompt_set="ours-1").status_code == 201
        refused = post(client, path, **body, prompt_set="theirs-1")
        assert (refused.status_code, refused.json()) == (
            400,
            {"prompt_set": "There are these prompt sets: ours-1, paper-1."},
        )
    assert (DraftRun.objects.get().prompt_set, EvaluationRun.objects.get().prompt_set) == (ours, ours)


def test_researchers_write_no_prompts(client_of, researcher, benchmark, paper):
    client = client_of(researcher)
    assert client.get(f"{ROOT}prompts/").status_code == 403
    assert post(client, **words(paper)).status_code == 403
