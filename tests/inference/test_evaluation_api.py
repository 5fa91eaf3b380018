"""The API of evaluations and predictions, through HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Job
from inference import working
from inference.models import EvaluationRun, Prediction
from tests.factories import make_benchmark, make_image
from tests.factories_evaluations import make_evaluation, make_labelled_sample, make_prediction, make_release

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = "/api/benchmarks/streets/"
RECIPE = {"name": "Sketcher", "setting": "caption", "engine": "scripted"}
PATH = "EmoSet-118k/image/anger/anger_00001.jpg"


@pytest.fixture
def release(benchmark):
    """A basic sample and a complex one."""
    return make_release(
        benchmark,
        [
            make_labelled_sample(benchmark, image=make_image(benchmark, PATH)),
            make_labelled_sample(benchmark, question="Why is he sad?", split="complex", emotion="sad"),
        ],
    )


def post(client, where, body):
    return client.post(f"{ROOT}{where}/", body, "application/json")


def test_an_admin_starts_an_evaluation_and_reads_its_predictions(client_of, admin, release):
    client = client_of(admin)
    answer = post(client, "evaluations", RECIPE | {"release": release.pk, "priority": 5, "budget": "2.5"})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["setting"], told["persona"], told["budget"]) == ("caption", "emotion_expert", "2.5000")
    assert told["progress"] == {"pending": 2, "done": 0, "failed": 0, "cancelled": 0}
    assert set(Job.objects.values_list("priority", flat=True)) == {5}
    working.work(should_leave=lambda: False)
    assert client.get(f"{ROOT}evaluations/{told['id']}/").json()["progress"]["done"] == 2
    listed = client.get(f"{ROOT}predictions/?run={told['id']}&split=basic").json()["results"]
    assert [(row["image"], row["status"], row["question"]) for row in listed] == [
        (PATH, "done", "Why does the man look angry?")
    ]
    assert [record["phase"] for record in listed[0]["rounds"]] == ["caption", "answer"]
    assert listed[0]["text"] == Prediction.objects.get(pk=listed[0]["id"]).text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"release": 10**12}, "release"),
        ({"release": "x"}, "release"),
        ({"name": ""}, "name"),
        ({"setting": "else"}, "setting"),
        ({"engine": "transformers"}, "model"),
        ({"options": {"else": 1}}, "detail"),
        ({"prompt_set": "else-1"}, "prompt_set"),
        ({"budget": -1}, "budget"),
    ],
)
def test_a_faulty_request_is_told_its_field(client_of, admin, release, body, field):
    answer = post(client_of(admin), "evaluations", RECIPE | {"release": release.pk} | body)
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert EvaluationRun.objects.count() == 0


def test_a_release_of_another_benchmark_is_missing(client_of, admin, release):
    foreign = make_release(make_benchmark("other"), name="else")
    answer = post(client_of(admin), "evaluations", RECIPE | {"release": foreign.pk})
    assert answer.json() == {"release": f"This benchmark has no release {foreign.pk}."}


def test_predictions_are_imported_and_each_bad_line_is_told(client_of, admin, release):
    lines = f'{{"{PATH}": "A quarrel."}}\n{{"nowhere.jpg": "Yes."}}\n'
    body = {"release": release.pk, "name": "GPT", "setting": "cot", "lines": lines}
    answer = post(client_of(admin), "predictions/import", body)
    run = EvaluationRun.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "run": run.pk,
            "added": 1,
            "missing": 1,
            "repeated": False,
            "refused": [
                {"line": 2, "what": "nowhere.jpg", "why": "The release has no sample with this picture."},
            ],
        },
    )
    again = post(client_of(admin), "predictions/import", body)
    assert (again.json()["repeated"], EvaluationRun.objects.count()) == (True, 1)
    bad = post(client_of(admin), "predictions/import", body | {"lines": "[]"})
    assert (bad.status_code, bad.json()["run"], bad.json()["added"]) == (400, None, 0)


def test_a_list_takes_as_many_queries_however_long_it_is(client_of, admin, release):
    client, run = client_of(admin), make_evaluation(release)
    first, second = release.items.order_by("position")
    counts = []
    for item in (first, second):
        make_prediction(run, item)
        client.get(f"{ROOT}predictions/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{ROOT}predictions/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
