from pathlib import Path

import pytest
from django.db import connection

from annotation import jobs
from annotation.importing import running as importing
from annotation.importing.brought_files import brought_path
from annotation.models import Event, ImportKind, ImportRun, Job, JobKind, Sample
from annotation.tasks import work_imports
from tests.annotation.imports import counts, jsonl, remarks, samples, write

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 4_500  # three chunks


@pytest.fixture
def queued(benchmark, admin, tmp_path):
    """An import of three chunks with a bad row in each, waiting for a worker."""
    rows = [{"image": f"{number}.jpg", "question": "Why?", "emotion": "sad"} for number in range(COUNT)]
    for number in (10, 2_010, 4_010):
        rows[number]["emotion"] = "bored"
    brought = {"rows": [brought_path(write(tmp_path, "rows.jsonl", jsonl(*rows)))]}
    return importing.ask_for_import(benchmark, ImportKind.ROWS, brought, by=admin)


def claimed() -> Job:
    return jobs.claim(JobKind.IMPORT, worker="test")[0]


def after_a_chunk(deed):
    """Hears of progress, and does the deed once the first chunk is in."""
    chunks = []

    def tell(done: int, total: int) -> None:
        chunks.append(done)
        if len(chunks) == 1:
            deed()

    return tell


class Died(BaseException):
    """Stands for kill -9: nothing in the importer catches it."""


def die():
    raise Died


def outcome(run) -> tuple:
    run = ImportRun.objects.select_related("job").get(pk=run.pk)
    return run.job.status, counts(run), [line for _severity, line, _what, _why in remarks(run)]


def test_a_worker_that_dies_between_chunks_leaves_nothing_twice(queued):
    with pytest.raises(Died):
        importing.work(claimed(), tell=after_a_chunk(die))
    assert outcome(queued) == ("running", (1_999, 0, 1), [11])
    Job.objects.update(lease_until="2000-01-01T00:00Z")
    jobs.sweep()
    work_imports()
    assert outcome(queued) == ("done", (COUNT - 3, 0, 3), [11, 2_011, 4_011])
    positions = Sample.objects.order_by("position").values_list("position", "image__path")
    assert [path for _position, path in positions] == [
        f"{number}.jpg" for number in range(COUNT) if number not in (10, 2_010, 4_010)
    ]


def test_two_imports_of_one_table_at_once_count_what_the_other_brought_as_unchanged(queued, admin):
    """The second goes in whole between the first chunk of the first and its second, and repeats a row of its own."""
    table = Path(queued.files["rows"][0]["path"])
    rows = table.read_bytes().splitlines(keepends=True)
    table.write_bytes(b"".join([*rows, rows[-1]]))
    second = importing.ask_for_import(queued.benchmark, ImportKind.ROWS, queued.files, by=admin)
    importing.work(claimed(), tell=after_a_chunk(lambda: importing.work(claimed())))
    assert outcome(second) == ("done", (COUNT - 3 - 1_999, 1_999, 4), [11, 2_011, 4_011, 4_501])
    assert outcome(queued) == ("done", (1_999, 2_499, 3), [11, 2_011, 4_011])


def test_a_worker_that_is_told_to_end_gives_the_import_back(queued):
    asked = iter([False, True])
    importing.work(claimed(), should_leave=lambda: next(asked))
    assert outcome(queued) == ("queued", (1_999, 0, 1), [11])
    work_imports()
    assert outcome(queued) == ("done", (COUNT - 3, 0, 3), [11, 2_011, 4_011])


def test_a_worker_whose_lease_was_lost_writes_nothing_more(queued):
    def lose():
        Job.objects.filter(pk=queued.job_id).update(fence=99)

    importing.work(claimed(), tell=after_a_chunk(lose))
    assert outcome(queued) == ("running", (1_999, 0, 1), [11])


def test_stopping_keeps_what_is_in_and_says_so(queued, admin):
    importing.work(claimed(), tell=after_a_chunk(lambda: importing.cancel_import(queued, by=admin)))
    assert outcome(queued) == ("cancelled", (1_999, 0, 1), [11])
    assert len(samples(queued.benchmark)) == 1_999
    assert Event.objects.get(verb="import stopped").detail == {"added": 1_999, "unchanged": 0, "refused": 1}


def test_an_import_that_is_still_queued_stops_at_once(queued, admin):
    importing.cancel_import(queued, by=admin)
    work_imports()
    assert outcome(queued) == ("cancelled", (0, 0, 0), [])


def test_a_file_that_is_gone_is_a_refusal_not_a_failure(queued, tmp_path):
    (tmp_path / "rows.jsonl").unlink()
    work_imports()
    assert outcome(queued) == ("done", (0, 0, 1), [0])
    assert remarks(queued) == [("refused", 0, "rows.jsonl", "No such file or directory")]


def test_a_database_that_refuses_puts_the_import_back_with_its_cause(queued):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE annotation_sample ADD CONSTRAINT no_more CHECK (position < 3000)")
    try:
        importing.work(claimed())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE annotation_sample DROP CONSTRAINT no_more")
    job = Job.objects.get(pk=queued.job_id)
    assert (job.status, 'violates check constraint "no_more"' in job.error) == ("queued", True)
    Job.objects.update(retry_at=None)  # the time for the trouble to pass is over
    work_imports()
    assert outcome(queued) == ("done", (COUNT - 3, 0, 3), [11, 2_011, 4_011])


def test_a_flaw_of_the_code_is_tried_three_times_then_quarantined_with_its_cause(queued, settings):
    settings.JOB_RETRY_SECONDS = 0

    def stumble():
        raise LookupError("half a \udce4 and a \0")

    found = []
    for _ in range(3):
        importing.work(claimed(), tell=after_a_chunk(stumble))
        found.append(Job.objects.values_list("status", "error").get(pk=queued.job_id))
    cause = "LookupError: half a \\udce4 and a \\0"
    assert found == [("queued", cause), ("queued", cause), ("quarantined", cause)]
    assert outcome(queued) == ("quarantined", (1_999, 0, 1), [11])
