"""A real worker process measures a scripted and a tiny real model in all four settings, started through the pages."""

import json

import pytest
from django.urls import reverse

from inference.models import EvaluationRun, Prediction, Setting
from inference.prompting import default_prompt_set
from tests.factories import make_image
from tests.factories_evaluations import make_labelled_sample, make_release
from tests.waiting import eventually

pytestmark = pytest.mark.worker
PATIENCE = 150.0


@pytest.fixture
def release(transactional_db, benchmark):
    """A basic sample, and a picture with two perspectives."""
    shared = make_image(benchmark, "two.jpg")
    return make_release(
        benchmark,
        [
            make_labelled_sample(benchmark),
            make_labelled_sample(benchmark, image=shared, question="Why is the man sad?", split="complex"),
            make_labelled_sample(benchmark, image=shared, question="Why is the woman happy?", split="complex"),
        ],
    )


def start_all_settings(client, release, **fields):
    given = {
        "release": release.pk,
        "settings": Setting.values,
        "personas": ["emotion_expert"],
        "prompt_set": default_prompt_set().pk,
        "max_new_tokens": "96",
        "temperature": "0",
        "seed": "0",
    }
    answer = client.post(reverse("inference:evaluations", args=["streets"]), given | fields)
    assert answer.status_code == 302, answer.context["form"].errors


def test_a_worker_measures_two_models_in_all_settings(start_worker, release, admin, client_of, tiny_llava_next):
    client = client_of(admin)
    start_all_settings(client, release, name="Script", engine="scripted")
    start_all_settings(client, release, name="Tiny", engine="transformers", model=str(tiny_llava_next))
    start_worker()
    eventually(lambda: not Prediction.objects.filter(status="pending").exists(), seconds=PATIENCE, step=0.3)
    assert list(Prediction.objects.exclude(status="done").values_list("error", flat=True)) == []
    counts = {(run.name, run.setting): run.predictions.count() for run in EvaluationRun.objects.all()}
    assert counts == {(name, setting): 3 for name in ("Script", "Tiny") for setting in Setting.values}
    for run in EvaluationRun.objects.all():
        assert_shared_rounds_cost_once(run)
        page = client.get(reverse("inference:evaluation", args=["streets", run.pk]))
        assert (page.status_code, page.context["progress"].done) == (200, 3)
        answer = client.get(reverse("inference:evaluation_download", args=["streets", run.pk]))
        lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
        assert [list(line) for line in lines] == [[item.image_path] for item in release.items.order_by("position")]


def assert_shared_rounds_cost_once(run):
    """What depends on the picture alone is asked once for both perspectives on it."""
    first, second = run.predictions.filter(item__split="complex").order_by("pk")
    shared = {"caption": ["caption"], "cfsa": ["general"]}.get(run.setting, [])
    for phase in shared:
        pairs = zip(of_phase(first, phase), of_phase(second, phase), strict=True)
        for at_first, at_second in pairs:
            assert at_first["answer"] == at_second["answer"]
            assert at_first["prompt_tokens"] > 0 == at_second["prompt_tokens"]


def of_phase(prediction, phase):
    return [record for record in prediction.rounds if record["phase"] == phase]
