"""The command `draft`."""

import json
import signal
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from annotation.models import Job
from annotation.states import JobStatus
from inference.models import DraftRun
from inference.progressing import progress_of
from inference.states import DraftStatus
from tests.inference.drafts import make_samples, statuses
from tests.waiting import eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_engine_is_left")]


def test_the_command_drafts_in_its_own_process_where_no_worker_is_alive(benchmark, capsys):
    make_samples(benchmark, 3)
    call_command("draft", benchmark.slug, "--engine", "scripted", "--limit", "2", "--option", "batch=1", "--wait")
    lines = capsys.readouterr().out.splitlines()
    run = DraftRun.objects.get()
    assert lines[0] == f"Run {run.pk}: 2 samples queued. Its page: /b/streets/drafts/{run.pk}/"
    assert lines[1:3] == [
        "These drafts come from a script, not from a model.",
        "No worker is alive, so this command does the work itself.",
    ]
    assert lines[-1] == "2 drafted, 0 failed, 0 cancelled."
    assert (statuses(run), run.options) == ([DraftStatus.DONE] * 2, {"batch": 1})


def test_the_command_that_is_interrupted_leaves_the_run_to_others_and_says_where_it_is(benchmark, capsys):
    make_samples(benchmark, 8)

    def interrupt():
        try:
            eventually(Job.objects.filter(status=JobStatus.RUNNING).exists)
        finally:
            connection.close()
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    impatient = threading.Thread(target=interrupt)
    impatient.start()
    options = ["--option", "batch=1", "--option", "delay_seconds=0.5"]
    with pytest.raises(SystemExit) as end:
        call_command("draft", benchmark.slug, "--engine", "scripted", *options, "--wait")
    impatient.join()
    run = DraftRun.objects.get()
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == f"The run goes on: its page is /b/streets/drafts/{run.pk}/"
    assert (end.value.code, said.err, progress_of(run).is_over) == (130, "", False)
    assert not Job.objects.filter(status=JobStatus.RUNNING).exists()


def test_the_command_queues_only_without_wait(benchmark):
    make_samples(benchmark, 1)
    call_command("draft", benchmark.slug, "--engine", "scripted")
    assert statuses(DraftRun.objects.get()) == [DraftStatus.PENDING]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no benchmark “nowhere”; there are: streets."),
        (["streets", "--limit", "0"], "--limit must be from 1 to 2147483647."),
        (["streets", "--limit", "9" * 30], "--limit must be from 1 to 2147483647."),
        (["streets", "--temperature", "-1"], "temperature must be a number that is not negative."),
        (["streets", "--temperature", "nan"], "temperature must be a number that is not negative."),
        (["streets", "--model", "x" * 301], "Keep “model” under 301 characters, without null characters."),
        (["streets", "--seed", "9" * 30], "seed must be from 0 to 2147483647."),
        (["streets", "--option", "delay"], "--option takes KEY=VALUE, not “delay”."),
        (["streets", "--prompt-set", "x"], "There is no prompt set “x”; choose one of paper-1."),
        (["streets", "--emotion", "happy"], "No sample matches this choice, so there is nothing to draft."),
    ],
)
def test_the_command_says_what_is_wrong(benchmark, arguments, sentence):
    make_samples(benchmark, 1)
    with pytest.raises(CommandError) as refused:
        call_command("draft", *arguments, "--engine", "scripted")
    assert str(refused.value) == sentence
    assert DraftRun.objects.count() == 0


def test_the_command_fails_when_samples_failed_and_prints_why(benchmark, capsys):
    [sample] = make_samples(benchmark, 1)
    option = f"fail_keys={json.dumps([sample.image.path])}"
    with pytest.raises(CommandError, match=r"^1 samples failed; their causes are on /b/streets/drafts/\d+/\.$"):
        call_command("draft", benchmark.slug, "--engine", "scripted", "--option", option, "--wait")
    [draft] = DraftRun.objects.get().drafts.all()
    assert capsys.readouterr().out.splitlines()[-2:] == ["0 drafted, 1 failed, 0 cancelled.", f"1 × {draft.error}"]
    assert draft.error
