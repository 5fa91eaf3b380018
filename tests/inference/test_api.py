"""The API of draft runs and drafts, through HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Job
from inference.models import Draft, DraftRun
from tests.factories import make_benchmark, make_draft, make_draft_run, make_sample

ROOT = "/api/benchmarks/streets/"
RECIPE = {"engine": "scripted"}


def start(client, **body):
    return client.post(f"{ROOT}draft-runs/", RECIPE | body, "application/json")


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_an_admin_starts_a_run_that_waits_for_a_worker(client_of, admin, benchmark):
    make_sample(benchmark)
    make_sample(benchmark, emotion="sad")
    response = start(client_of(admin), emotion="sad", seed=3, temperature=0.5)
    run = DraftRun.objects.get()
    assert response.status_code == 201, response.content
    assert response.json()["progress"] == {"pending": 1, "done": 0, "failed": 0, "cancelled": 0}
    assert (run.seed, run.parameters["temperature"], run.created_by) == (3, 0.5, admin)
    assert [draft.sample.emotion for draft in run.drafts.all()] == ["sad"]
    assert Job.objects.count() == 1
    assert client_of(admin).get(f"{ROOT}draft-runs/{run.pk}/").json() == response.json()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"engine": "else"}, "engine"),
        ({"engine": "imported"}, "engine"),
        ({"engine": None}, "engine"),
        ({"engine": "openai", "model": "m"}, "endpoint"),
        ({"engine": "openai", "model": "m", "options": {"endpoint": "http://169.254.169.254/"}}, "endpoint"),
        ({"engine": "transformers"}, "model"),
        ({"limit": 0}, "limit"),
        ({"limit": 10**30}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"split": "else"}, "split"),
        ({"prompt_set": "else-1"}, "prompt_set"),
        ({"prompt_set": "../../etc/passwd"}, "prompt_set"),
        ({"persona": "king"}, "persona"),
        ({"max_new_tokens": -1}, "max_new_tokens"),
        ({"temperature": "hot"}, "temperature"),
        ({"temperature": 1e400}, "detail"),
        ({"top_p": 0}, "top_p"),
        ({"seed": 2**31}, "seed"),
        ({"options": []}, "options"),
        ({"options": {"else": 1}}, "detail"),
        ({"options": {"script": "../x"}}, "script"),
        ({"options": {"batch": 0}}, "detail"),
        ({"options": {"batch": "x"}}, "detail"),
        ({"options": {"batch": 10**30}}, "detail"),
        ({"options": {"delay_seconds": 10**400}}, "detail"),
        ({"options": {"delay_seconds": {"a": 1}}}, "detail"),
        ({"options": {"script": "a\0"}}, "detail"),
        ({"emotion": "sad"}, "detail"),
    ],
)
def test_a_run_that_cannot_start_is_told_field_by_field(client_of, admin, benchmark, body, field):
    make_sample(benchmark)
    response = start(client_of(admin), **body)
    assert (response.status_code, list(response.json())) == (400, [field])
    assert DraftRun.objects.count() == 0


def test_a_draft_names_the_rounds_that_each_trigger_rests_on(client_of, researcher, benchmark):
    draft = make_draft(make_sample(benchmark))
    found = client_of(researcher).get(f"{ROOT}drafts/{draft.pk}/").json()
    assert [trigger["text"] for trigger in found["triggers"]] == [
        "Clenched fists.",
        "A heated argument.",
        "A difficult situation.",
    ]
    assert [trigger["rounds"] for trigger in found["triggers"]] == [[row["id"]] for row in found["rounds"]]
    assert found["raw_summary"] == draft.label.text


def test_a_draft_without_a_label_has_no_triggers(client_of, researcher, benchmark):
    draft = Draft.objects.create(run=make_draft_run(benchmark), sample=make_sample(benchmark))
    found = client_of(researcher).get(f"{ROOT}drafts/{draft.pk}/").json()
    assert (found["status"], found["triggers"], found["rounds"]) == ("pending", [], [])


def test_drafts_are_narrowed_by_run_sample_and_status(client_of, researcher, benchmark):
    first, second = make_draft(make_sample(benchmark)), make_draft(make_sample(benchmark))
    client = client_of(researcher)
    found = {
        query: [row["id"] for row in client.get(f"{ROOT}drafts/?{query}").json()["results"]]
        for query in (f"sample={first.sample_id}", f"run={second.run_id}", "status=failed")
    }
    assert list(found.values()) == [[first.pk], [first.pk, second.pk], []]
    assert client.get(f"{ROOT}drafts/?run=x&status=y").json().keys() == {"run", "status"}


def test_drafts_of_another_benchmark_are_missing_here(client_of, researcher, benchmark):
    other = make_draft(make_sample(make_benchmark("other")))
    client = client_of(researcher)
    assert client.get(f"{ROOT}drafts/{other.pk}/").status_code == 404
    assert client.get(f"{ROOT}draft-runs/{other.run_id}/").status_code == 404
    assert client.get(f"{ROOT}drafts/?run={other.run_id}").json()["results"] == []


def test_annotators_read_no_drafts(client_of, annotator, benchmark):
    draft = make_draft(make_sample(benchmark))
    paths = ("drafts/", f"drafts/{draft.pk}/", "draft-runs/", f"draft-runs/{draft.run_id}/")
    assert [client_of(annotator).get(ROOT + path).status_code for path in paths] == [403] * 4


def test_lists_ask_as_little_for_three_rows_as_for_one(client_of, admin, benchmark):
    client, lists = client_of(admin), ("drafts", "draft-runs")
    draft = make_draft(make_sample(benchmark))
    one = {name: queries(client, f"{ROOT}{name}/") for name in lists}
    detail = queries(client, f"{ROOT}drafts/{draft.pk}/")
    for _ in range(2):
        make_draft(make_sample(benchmark), make_draft_run(benchmark))
    assert {name: queries(client, f"{ROOT}{name}/") for name in lists} == one
    longer = make_draft(make_sample(benchmark), texts=("A.", "B.", "C.", "D.", "E."))
    assert queries(client, f"{ROOT}drafts/{longer.pk}/") == detail


def bring(client, **body):
    return client.post(f"{ROOT}drafts/import/", body, "application/json")


def test_drafts_made_elsewhere_go_in_and_bad_rows_are_told(client_of, admin, benchmark):
    sample = make_sample(benchmark)
    good = {"image": sample.image.path, "question": sample.question, "triggers": ["Clenched fists.", "A quarrel."]}
    lost = good | {"image": "else.jpg"}
    response = bring(client_of(admin), model="gpt-x", rows=[good, lost, 7, None, {}])
    run = DraftRun.objects.get()
    assert response.status_code == 201
    assert (response.json()["run"], response.json()["added"]) == (run.pk, 1)
    assert [row["row"] for row in response.json()["refused"]] == [2, 3, 4, 5]
    assert response.json()["refused"][0]["why"] == "The benchmark has no sample with this picture and question."
    assert (run.engine, run.model, run.created_by) == ("imported", "gpt-x", admin)
    assert [trigger.text for trigger in run.drafts.get().label.triggers.all()] == ["Clenched fists.", "A quarrel."]


def test_a_number_beyond_all_bounds_is_one_bad_row(client_of, admin, benchmark):
    sample = make_sample(benchmark)
    row = f'{{"image": "{sample.image.path}", "question": "{sample.question}", "triggers": ["A quarrel."%s}}'
    rows = ", ".join(["1e999", row % ", 1e999]", row % '], "weight": 1e999', row % "]"])
    body = f'{{"model": "m", "rows": [{rows}]}}'
    response = client_of(admin).post(f"{ROOT}drafts/import/", body, "application/json")
    assert (response.status_code, response.json()["added"]) == (201, 1)
    assert [refused["row"] for refused in response.json()["refused"]] == [1, 2, 3]


def test_an_import_of_bad_rows_only_changes_nothing(client_of, admin, benchmark):
    response = bring(client_of(admin), model="gpt-x", rows=[{"image": [], "question": {"a": 1}, "text": 5}])
    assert (response.status_code, response.json()["run"], response.json()["added"]) == (400, None, 0)
    assert DraftRun.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"rows": [{}]}, "model"),
        ({"model": "m"}, "rows"),
        ({"model": "m", "rows": []}, "rows"),
        ({"model": "m", "rows": {}}, "rows"),
        ({"model": "m", "rows": [{}] * 1001}, "rows"),
        ({"model": ["m"], "rows": [{}]}, "model"),
        ({"model": "m" * 301, "rows": [{}]}, "model"),
    ],
)
def test_an_import_that_cannot_be_read_is_told_field_by_field(client_of, admin, benchmark, body, field):
    response = bring(client_of(admin), **body)
    assert (response.status_code, list(response.json())) == (400, [field])
