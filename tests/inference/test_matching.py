"""Matching labels by meaning: jobs, the real encoder, the command, and a real worker process."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from annotation import jobs
from annotation.models import Event, Job, JobKind, Origin
from annotation.states import JobStatus
from inference import working
from inference.matching import enqueue_match, unmatched
from inference.models import EngineName, TriggerSimilarity
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.starting import start_run
from tests.factories import make_label, make_sample
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def work():
    working.work(should_leave=lambda: False)


@pytest.fixture
def sample(benchmark, annotator, second_annotator):
    """Two people said much the same of it, and one of them something else besides."""
    sample = make_sample(benchmark)
    make_label(sample, ["Clenched fists.", "Heavy rain outside."], Origin.HUMAN, by=annotator)
    make_label(sample, ["Fists are clenched tightly."], Origin.HUMAN, by=second_annotator)
    return sample


def scores():
    rows = TriggerSimilarity.objects.values_list("left__text", "right__text", "score", "encoder")
    return {(left, right): (score, encoder) for left, right, score, encoder in rows}


def test_every_pair_across_labels_gets_its_cosine_and_no_pair_within_one(sample, annotator):
    enqueue_match([sample.pk], by=annotator)
    work()
    found = scores()
    clenched = "Fists are clenched tightly."
    assert set(found) == {("Clenched fists.", clenched), ("Heavy rain outside.", clenched)}
    assert found["Clenched fists.", clenched][0] > 0.6 > 0.3 > found["Heavy rain outside.", clenched][0]
    assert {encoder for _score, encoder in found.values()} == {"all-MiniLM-L6-v2"}
    assert Job.objects.get().status == JobStatus.DONE


def test_a_sample_that_waits_in_the_queue_is_not_queued_twice(sample, annotator):
    [job] = enqueue_match([sample.pk, sample.pk], by=annotator)
    assert enqueue_match([sample.pk], by=annotator) == []
    assert Job.objects.get().payload == {"samples": [sample.pk]}
    event = Event.objects.get()
    assert (event.verb, event.subject_id, event.by) == ("matching asked for", job.pk, annotator)


def test_comparing_overtakes_a_batch_of_drafts(sample, benchmark, annotator):
    start_run(benchmark, benchmark.samples.all(), Recipe(EngineName.SCRIPTED, default_prompt_set()), by=None)
    [comparing] = enqueue_match([sample.pk], by=annotator)
    assert jobs.claim(*working.HANDLERS, worker="machine:1") == [comparing]


def test_a_label_that_comes_after_the_work_is_compared_by_new_work(sample, admin):
    enqueue_match([sample.pk], by=admin)
    work()
    before = set(TriggerSimilarity.objects.values_list("pk", flat=True))
    make_label(sample, ["A dog barks."], Origin.HUMAN, by=admin)
    enqueue_match([sample.pk], by=admin)
    work()
    after = set(TriggerSimilarity.objects.values_list("pk", flat=True))
    assert (len(before), len(after), before <= after) == (2, 5, True)


def test_a_job_that_a_submit_relies_on_is_not_taken_before_its_label_is_there(sample, annotator):
    enqueue_match([sample.pk], by=annotator)
    with transaction.atomic():
        enqueue_match([sample.pk], by=annotator)
        assert _claimed_elsewhere() == []
    assert [job.payload for job in jobs.claim(JobKind.MATCH, worker="machine:1")] == [{"samples": [sample.pk]}]


def _claimed_elsewhere() -> list[Job]:
    """What another connection can take right now."""
    import threading

    from django.db import connection

    found: list[Job] = []

    def claim():
        found.extend(jobs.claim(JobKind.MATCH, worker="machine:2"))
        connection.close()

    thread = threading.Thread(target=claim)
    thread.start()
    thread.join()
    return found


def test_cancelled_work_leaves_nothing(sample, annotator):
    [job] = enqueue_match([sample.pk], by=annotator)
    jobs.cancel(job, by=annotator)
    work()
    assert scores() == {}


def test_the_command_queues_what_is_not_compared_yet(sample, benchmark, admin, capsys):
    alone = make_sample(benchmark)
    make_label(alone, ["A dog barks."], Origin.HUMAN, by=admin)
    call_command("match_labels", "streets")
    assert capsys.readouterr().out == "1 samples with labels to compare, 1 jobs queued.\n"
    work()
    assert unmatched(benchmark) == []
    call_command("match_labels", "streets")
    assert capsys.readouterr().out == "0 samples with labels to compare, 0 jobs queued.\n"


def test_the_command_names_a_benchmark_that_is_not_there():
    with pytest.raises(CommandError, match="^There is no benchmark “nowhere”.$"):
        call_command("match_labels", "nowhere")


@pytest.mark.worker
def test_a_worker_process_compares_the_labels(start_worker, sample, annotator):
    enqueue_match([sample.pk], by=annotator)
    start_worker()
    eventually(lambda: TriggerSimilarity.objects.count() == 2, seconds=120.0, step=0.3)
