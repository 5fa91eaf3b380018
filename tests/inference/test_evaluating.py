"""Evaluation runs over a release, worked by the worker's own loop with the scripted engine."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotation import jobs
from annotation.models import Event, Job, JobKind, Origin, Release
from annotation.states import JobStatus
from inference import working
from inference.evaluating import Evaluation, cancel_evaluation, retry_evaluation, start_evaluation
from inference.evaluation_progress import evaluation_progress
from inference.models import EvaluationRun, PauseCause, Prediction, Setting
from inference.pausing import pause_run, resume_run
from inference.prompting import default_prompt_set
from inference.recipes import DraftingRefused
from inference.states import PredictionStatus
from tests.factories import make_image, make_label, make_sample
from tests.factories_evaluations import make_labelled_sample, make_release
from tests.history import set_clock

pytestmark = pytest.mark.django_db(transaction=True)


def work():
    working.work(should_leave=lambda: False)


def evaluation(setting=Setting.QUESTION, **fields):
    defaults = {"name": "Sketcher", "engine": "scripted", "prompt_set": default_prompt_set(), "setting": setting}
    return Evaluation(**(defaults | fields))


@pytest.fixture
def release(benchmark):
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


@pytest.mark.parametrize("setting", Setting.values)
def test_every_sample_is_predicted_once_in_every_setting(release, admin, setting):
    run = start_evaluation(release, evaluation(setting), by=admin)
    assert Job.objects.count() == 2  # one a picture
    work()
    predictions = run.predictions.order_by("item__position")
    assert [prediction.status for prediction in predictions] == [PredictionStatus.DONE] * 3
    assert all(prediction.text for prediction in predictions)
    assert set(Job.objects.values_list("status", "progress_done")) == {
        (JobStatus.DONE, {"caption": 2, "cfsa": 11}.get(setting, 1))
    }
    phases = [[record["phase"] for record in prediction.rounds] for prediction in predictions]
    plain = {"question": ["answer"], "cot": ["answer"], "caption": ["caption", "answer"]}
    if setting in plain:
        assert phases == [plain[setting]] * 3
    else:
        assert predictions[0].text.startswith("1. ")
    run.refresh_from_db()
    assert (run.packages["engine"], Event.objects.filter(verb="evaluation started").get().by) == ("scripted", admin)


def asked(run):
    return [prediction.rounds[-1]["question"] for prediction in run.predictions.order_by("item__position")]


def test_each_setting_asks_in_its_own_words(release, admin):
    questions = {}
    for setting in ("question", "caption", "cot"):
        run = start_evaluation(release, evaluation(setting), by=admin)
        work()
        questions[setting] = asked(run)[0]
        caption = run.predictions.first().rounds[0]["answer"]
    expert = "You are a good expert of emotion understanding. Look at the image, Why does the man look angry?"
    assert questions["question"] == expert
    assert questions["cot"] == f"{expert} Let's think step by step."
    assert questions["caption"].startswith(f"{expert}\n\nA caption of the image says: ")
    assert caption


def test_a_caption_is_made_once_a_picture_and_costs_once(release, admin):
    run = start_evaluation(release, evaluation(Setting.CAPTION), by=admin)
    work()
    first, second = run.predictions.filter(item__split="complex").order_by("item__position")
    captions = [prediction.rounds[0] for prediction in (first, second)]
    assert captions[0]["answer"] == captions[1]["answer"]
    assert [caption["shared"] for caption in captions] == [True, True]
    assert captions[0]["prompt_tokens"] > 0 == captions[1]["prompt_tokens"]


def test_personas_change_what_is_asked(release, admin):
    run = start_evaluation(release, evaluation(persona="architecture_expert"), by=admin)
    plain = start_evaluation(release, evaluation(persona="none"), by=admin)
    work()
    assert asked(run)[0].startswith("You are a good expert of architecture. Look at the image, ")
    assert asked(plain)[0].startswith("Look at the image, ")


def test_a_sample_whose_picture_is_missing_fails_with_the_cause_and_the_rest_goes_on(benchmark, release, admin):
    missing = make_sample(benchmark, make_image(benchmark, "gone.jpg", stored=False))
    make_label(missing, ["A bad day."], origin=Origin.IMPORTED)
    run = start_evaluation(
        make_release(benchmark, [missing, *_samples(release)], name="second"), evaluation(), by=admin
    )
    work()
    assert list(run.predictions.order_by("item__position").values_list("status", "error")) == [
        ("failed", "The picture of this sample is not here, so no model can be asked about it."),
        *[("done", "")] * 3,
    ]


def _samples(release):
    return [item.sample for item in release.items.select_related("sample__final_label", "sample__image")]


def test_what_failed_is_asked_again_and_nothing_else(release, admin):
    run = start_evaluation(release, evaluation(options={"fail_keys": ["two.jpg"]}), by=admin)
    work()
    assert list(run.predictions.order_by("item__position").values_list("status", flat=True)) == [
        "done", "failed", "failed",
    ]  # fmt: skip
    before = run.predictions.get(status="done").finished_at
    assert retry_evaluation(run, by=admin) == 2
    assert run.predictions.filter(status="pending").count() == 2
    work()
    assert run.predictions.get(status="done").finished_at == before
    assert set(run.predictions.filter(status="failed").values_list("error", flat=True)) == {
        "Answer: The script refuses the picture two.jpg."
    }


def test_a_cancelled_evaluation_keeps_what_is_done(release, admin):
    run = start_evaluation(release, evaluation(options={"batch": 1}), by=admin)
    asked = iter([False, False, True])
    working.work(should_leave=lambda: next(asked, True))
    done = run.predictions.filter(status="done").count()
    assert cancel_evaluation(run, by=admin) == 3 - done
    assert cancel_evaluation(run, by=admin) == 0
    work()
    assert run.predictions.filter(status="done").count() == done


def test_what_is_asked_again_of_a_paused_evaluation_waits_with_the_rest(release, admin):
    run = start_evaluation(release, evaluation(), by=admin)
    [job] = jobs.claim(JobKind.EVALUATE, worker="machine:1")
    jobs.fail(job, "Three workers died.", transient=False)
    pause_run(run, by=None, because=PauseCause.BUDGET)
    assert retry_evaluation(run, by=admin) == job.predictions.count()
    work()
    assert set(Job.objects.values_list("status", flat=True)) == {JobStatus.PAUSED}


def test_time_that_an_evaluation_lay_still_does_not_count_for_what_is_left(release, admin):
    run = start_evaluation(release, evaluation(), by=admin)
    now, (first, second, _third) = timezone.now(), run.predictions.order_by("pk")
    for prediction, minutes in ((first, 60), (second, 1)):
        ended = now - timedelta(minutes=minutes)
        Prediction.objects.filter(pk=prediction.pk).update(status="failed", error="No.", finished_at=ended)
    Job.objects.filter(pk=first.job_id).update(started_at=now - timedelta(minutes=61))
    assert evaluation_progress(run).left == timedelta(minutes=30)
    Event.objects.record("run resumed", run, by=admin, benchmark=run.benchmark)
    set_clock("run resumed", now - timedelta(minutes=3))
    assert evaluation_progress(run).left == timedelta(minutes=2)
    Event.objects.record("evaluation retried", run, by=admin, benchmark=run.benchmark)
    assert evaluation_progress(run).left is None


def test_an_evaluation_can_be_paused_and_resumed(release, admin):
    run = start_evaluation(release, evaluation(), by=admin)
    pause_run(run, by=admin)
    work()
    assert not run.predictions.filter(status="done").exists()
    resume_run(run, by=admin)
    work()
    assert run.predictions.filter(status="done").count() == 3


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": " "}, "name", "Name the model as the tables should call it."),
        ({"setting": "else"}, "setting", "There is no setting “else”; choose one of question, caption, cot, cfsa."),
        ({"persona": "clown"}, "persona", "There is no persona “clown”"),
        ({"engine": "oracle"}, "engine", "There is no engine “oracle”"),
        ({"engine": "transformers"}, "model", "The transformers engine needs a model"),
    ],
)
def test_what_cannot_be_carried_out_is_refused_and_nothing_is_queued(release, admin, fields, field, sentence):
    with pytest.raises(DraftingRefused) as refusal:
        start_evaluation(release, evaluation(**fields), by=admin)
    assert (refusal.value.field, str(refusal.value)[: len(sentence)]) == (field, sentence)
    assert (EvaluationRun.objects.count(), Prediction.objects.count(), Job.objects.count()) == (0, 0, 0)


def test_an_empty_release_is_refused(benchmark, admin):
    empty = Release.objects.create(benchmark=benchmark, name="empty", split="all", sha256="0" * 64)
    with pytest.raises(DraftingRefused, match="holds no samples"):
        start_evaluation(empty, evaluation(), by=admin)
