import threading

from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect

from annotation import jobs
from annotation.importing import running as importing
from annotation.models import ImportRun, JobKind
from tests.annotation.imports import jsonl, write

COUNT = 4_500


class Worker(threading.Thread):
    """Works one import, and halts behind each chunk until it is let on."""

    def __init__(self):
        super().__init__(daemon=True)
        self.on = threading.Semaphore(0)
        self.reached = threading.Semaphore(0)

    def run(self):
        try:
            importing.work(jobs.claim(JobKind.IMPORT, worker="test")[0], tell=self._halt)
        finally:
            connection.close()

    def _halt(self, done: int, total: int) -> None:
        self.reached.release()
        assert self.on.acquire(timeout=30)


def start_import(page, benchmark, tmp_path):
    """Choose a table on the page and send it off."""
    rows = [{"image": f"{number}.jpg", "question": "Why is he sad?", "emotion": "sad"} for number in range(COUNT)]
    rows[3]["emotion"] = "bored"
    page.goto(reverse("annotation:imports", args=[benchmark.slug]))
    page.get_by_label("Table", exact=True).set_input_files(write(tmp_path, "rows.jsonl", jsonl(*rows)))
    page.get_by_role("region", name="A table of questions").get_by_role("button", name="Import").click()


def test_the_progress_of_an_import_is_seen_moving(open_page, benchmark, admin, tmp_path):
    page = open_page(admin)
    start_import(page, benchmark, tmp_path)
    expect(page.get_by_text("waiting for a worker")).to_be_visible()
    worker = Worker()
    worker.start()
    for done in ("2,000", "4,000"):
        assert worker.reached.acquire(timeout=30)
        expect(page.get_by_text(f"{done} of 4,500 rows read")).to_be_visible()
        worker.on.release()
    worker.on.release()
    expect(page.get_by_text("done", exact=True)).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Unknown emotion “bored”")
    worker.join(timeout=30)


def test_an_import_is_stopped_from_the_page(open_page, benchmark, admin, tmp_path):
    page = open_page(admin)
    start_import(page, benchmark, tmp_path)
    worker = Worker()
    worker.start()
    assert worker.reached.acquire(timeout=30)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("stopping")).to_be_visible()
    worker.on.release()
    expect(page.get_by_text("stopped", exact=True)).to_be_visible()
    worker.join(timeout=30)
    assert ImportRun.objects.get().added == 1_999
