"""Drafting with the scripted engine, in this process: what a run leaves behind, however it ends."""

import json
import threading

import pytest
from django.db import connection

from annotation import jobs
from annotation.models import Event, Job, JobKind, Label, Origin, Sample, Split
from annotation.states import JobStatus, SampleStatus
from inference import drafting, working
from inference.cancelling import cancel_run
from inference.models import Draft, Support
from inference.progressing import progress_of
from inference.states import DraftStatus
from tests import factories
from tests.inference.drafts import make_perspectives, make_samples, start, statuses, work
from tests.waiting import eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_engine_is_left")]


def test_a_run_drafts_every_sample_once_and_makes_it_ready_to_review(benchmark, admin):
    samples = make_samples(benchmark, 3)
    run = start(benchmark, by=admin)
    assert statuses(run) == [DraftStatus.PENDING] * 3
    work()
    assert [draft.sample for draft in run.drafts.order_by("sample__position")] == samples
    assert statuses(run) == [DraftStatus.DONE] * 3
    assert set(Sample.objects.values_list("status", flat=True)) == {SampleStatus.DRAFTED}
    assert set(Job.objects.values_list("status", flat=True)) == {JobStatus.DONE}
    assert Event.objects.filter(verb="drafted").count() == 3
    assert Event.objects.get(verb="drafting started").by == admin


def test_a_draft_keeps_its_words_its_rounds_and_what_each_trigger_rests_on(benchmark, script):
    sample = factories.make_sample(benchmark, factories.make_image(benchmark, "a.jpg"))
    run = start(benchmark, script=script)
    work()
    draft = run.drafts.get()
    label = draft.label
    assert (label.origin, label.version, label.text) == (
        Origin.DRAFT,
        1,
        "1. Clenched fists.\n2. His umbrella was taken.",
    )
    assert list(label.triggers.values_list("position", "text", "factor", "explicit", "category")) == [
        (1, "Clenched fists.", "physical", True, "Body Movements"),
        (2, "His umbrella was taken.", "social", False, "Other"),
    ]
    supports = Support.objects.order_by("trigger__position", "round__position")
    assert list(supports.values_list("trigger__position", "round__phase", "round__subject")) == [
        (1, "reading", "reading"),
        (1, "general", "posture"),
        (2, "scenario_answer", "What happened before?"),
    ]
    assert [each.position for each in draft.rounds.all()] == list(range(1, draft.rounds.count() + 1))
    assert draft.prompt_tokens == sum(draft.rounds.values_list("prompt_tokens", flat=True)) > 0
    assert json.loads(draft.raw_summary)["triggers"][0]["text"] == "Clenched fists."
    run.refresh_from_db()
    assert run.packages == {"engine": "scripted", "model": "rain", "revision": "", "packages": {}}
    assert sample.labels.get() == label


def test_perspectives_on_a_picture_share_a_job_and_what_belongs_to_the_picture(benchmark):
    make_perspectives(benchmark, ["Why is the host happy?", "Why is the guest sad?"])
    make_samples(benchmark, 1)
    run = start(benchmark)
    assert Job.objects.count() == 2
    work()
    first, second = run.drafts.filter(sample__split=Split.COMPLEX).order_by("pk")
    answers = [
        list(draft.rounds.filter(phase="general").values_list("subject", "answer", "shared"))
        for draft in (first, second)
    ]
    assert answers[0] == answers[1]
    assert [shared for _, _, shared in answers[0]] == [True] * 4
    assert first.label.text != second.label.text


def test_a_new_run_makes_new_drafts_and_leaves_the_old_ones(benchmark):
    [sample] = make_samples(benchmark, 1)
    start(benchmark)
    work()
    before = list(Label.objects.values_list("pk", "text", "version"))
    start(benchmark)
    work()
    assert list(Label.objects.order_by("version").values_list("pk", "text", "version"))[:1] == before
    assert [label.version for label in sample.labels.order_by("version")] == [1, 2]
    assert Draft.objects.filter(status=DraftStatus.DONE).count() == 2


def test_waves_are_as_large_as_the_batch(benchmark):
    make_samples(benchmark, 5)
    start(benchmark, batch=2)
    sizes = []
    while wave := jobs.claim(JobKind.DRAFT, worker="machine:1", limit=working._batch):
        sizes.append(len(wave))
    assert sizes == [2, 2, 1]


def test_a_cancelled_run_keeps_what_is_done_and_stops_the_worker(benchmark, admin):
    make_samples(benchmark, 6)
    run = start(benchmark, batch=2, delay_seconds=0.2)
    worker = threading.Thread(target=lambda: (work(), connection.close()))
    worker.start()
    eventually(lambda: progress_of(run).done >= 2)
    cancel_run(run, by=admin)
    worker.join()
    done = run.drafts.filter(status=DraftStatus.DONE).count()
    assert 2 <= done < 6
    assert run.drafts.filter(status=DraftStatus.CANCELLED).count() == 6 - done
    assert not Job.objects.filter(status__in=[JobStatus.QUEUED, JobStatus.RUNNING]).exists()
    assert progress_of(run).is_over
    assert Event.objects.get(verb="drafting cancelled").by == admin


def test_a_run_that_is_cancelled_before_its_worker_looked_has_no_job_that_says_done(benchmark, admin):
    make_samples(benchmark, 1)
    run = start(benchmark, by=admin)
    wave = jobs.claim(JobKind.DRAFT, worker="here")
    cancel_run(run, by=admin)
    assert drafting.work_wave(wave, lambda: False)
    assert [job.status for job in Job.objects.all()] == [JobStatus.CANCELLED]
    assert statuses(run) == [DraftStatus.CANCELLED]


def test_a_run_that_is_over_cannot_be_cancelled_any_more(benchmark, admin):
    make_samples(benchmark, 2)
    run = start(benchmark)
    work()
    assert cancel_run(run, by=admin) == 0
    run.refresh_from_db()
    assert run.cancelled_at is None
    assert not Event.objects.filter(verb="drafting cancelled").exists()


def test_a_worker_that_is_told_to_leave_gives_its_pictures_back(benchmark):
    make_samples(benchmark, 2)
    run = start(benchmark)
    asked = iter([False, False, True, True, True, True])
    working.work(should_leave=lambda: next(asked))
    assert list(Job.objects.values_list("status", "attempts")) == [(JobStatus.QUEUED, 0)] * 2
    work()
    assert statuses(run) == [DraftStatus.DONE] * 2


def test_progress_counts_the_rounds_of_the_wave_in_hand(benchmark):
    make_samples(benchmark, 2)
    run, seen = start(benchmark, batch=1, scenario_limit=2), []
    working.work(should_leave=lambda: seen.append(progress_of(run)) or False)  # asked before each part of a wave
    told = [(each.done, each.step, each.steps, each.step_words) for each in seen if each.in_hand]
    rounds = [
        (1, 10, "putting the questions into detail"),
        (2, 10, "reading the pictures"),
        (3, 10, "general questions"),
        (5, 10, "general questions"),
        (7, 10, "asking about the scene"),
        (8, 10, "answering about the scene"),
        (10, 10, "summing up"),
    ]
    assert told == [(done, *each) for done in (0, 1) for each in rounds]
    assert progress_of(run).done == 2
