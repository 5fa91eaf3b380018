"""Times cutting, verifying and exporting a release of 100,000 samples, and compares an item's cost with 1,665 samples.

    .venv/bin/python benchmarks/export_release.py [--samples 100000]

Each size is measured in a process of its own, in a benchmark that is rolled back (the database user has to be a
superuser, as with the embedded server). Prints seconds, growth of memory, and an
item's cost against that at 1,665.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = 1665

LABELS = """
WITH made AS (
    INSERT INTO annotation_label (sample_id, version, origin, text, created_by_id, created_at)
    SELECT sample.id, %(version)s, %(origin)s, '1. A stimulus.', %(author)s, now()
    FROM annotation_sample sample WHERE sample.benchmark_id = %(benchmark)s ORDER BY sample.id RETURNING id)
INSERT INTO annotation_trigger (label_id, position, text, factor, category)
SELECT made.id, number, 'Trigger ' || number || ' of a label, as long as triggers are.', 'social', 'Objects'
FROM made, generate_series(1, 3 + made.id %% 4) number
"""
DRAFTS = """
WITH made AS (
    INSERT INTO inference_draft (run_id, sample_id, status, label_id, raw_summary, error, failed_rounds,
                                 prompt_tokens, reused_tokens, generated_tokens, seconds, created_at, finished_at)
    SELECT %(run)s, sample.id, 'done', label.id, '', '', '[]', 0, 0, 0, 0, now(), now()
    FROM annotation_sample sample JOIN annotation_label label ON label.sample_id = sample.id AND label.origin = 'draft'
    WHERE sample.benchmark_id = %(benchmark)s RETURNING id)
INSERT INTO inference_round (draft_id, position, phase, subject, question, answer, prompt_tokens, generated_tokens,
                             reused_tokens, seconds, shared)
SELECT made.id, number, 'general', '', 'What do you see?', repeat('An answer of some length. ', 8), 0, 0, 0, 0, false
FROM made, generate_series(1, 4) number
"""
REVIEWS = """
WITH made AS (
    INSERT INTO review_review (sample_id, annotator_id, draft_id, status, slot, version, working, seconds, client_id,
                               reason, flagged, flag_reason, label_id, opened_at, ended_at)
    SELECT sample.id, %(author)s, draft.id, 'submitted', 0, 1, '{}', 20, gen_random_uuid(), '', false, '', label.id,
           now(), now()
    FROM annotation_sample sample JOIN inference_draft draft ON draft.sample_id = sample.id
    JOIN annotation_label label ON label.sample_id = sample.id AND label.origin = 'human'
    WHERE sample.benchmark_id = %(benchmark)s RETURNING id, draft_id, label_id)
INSERT INTO review_decision (review_id, trigger_id, result_id, action, reason, note)
SELECT made.id, drafted.id, result.id, 'accept', '', '' FROM made
JOIN inference_draft draft ON draft.id = made.draft_id
JOIN annotation_trigger drafted ON drafted.label_id = draft.label_id
JOIN annotation_trigger result ON result.label_id = made.label_id AND result.position = drafted.position
"""
ACCEPTED = """
UPDATE annotation_sample sample SET status = 'accepted', final_label_id = label.id FROM annotation_label label
WHERE label.sample_id = sample.id AND label.origin = 'human' AND sample.benchmark_id = %(benchmark)s
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--samples", type=int, default=100_000)
    asked.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    wanted = asked.parse_args()
    if wanted.measure:
        print(json.dumps(measure(wanted.measure)))
        return
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"EIBENCH_DATA_DIR": data}
        subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "--verbosity=0"], check=True, env=environment)
        small, large = (in_own_process(size, environment) for size in (REFERENCE, wanted.samples))
    print(f"{'':<18}{REFERENCE:>12,}{wanted.samples:>12,}   an item costs")
    for step in small:
        ratio = (large[step]["seconds"] / wanted.samples) / (small[step]["seconds"] / REFERENCE)
        cells = "".join(f"{size[step]['seconds']:>10.2f} s" for size in (small, large))
        print(f"{step:<18}{cells}   {ratio:.2f} times as much, memory grew by {large[step]['megabytes']:.0f} MB")


def in_own_process(size: int, environment: dict[str, str]) -> dict:
    """What `measure` finds, with memory that nothing else has used."""
    command = [sys.executable, __file__, "--measure", str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def measure(size: int) -> dict:
    """Seconds and megabytes of each step, in a transaction that is rolled back."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eibench_site.settings")
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        benchmark = fill(size)
        found = steps(benchmark, size)
        transaction.set_rollback(True)
    return found


def steps(benchmark, size: int) -> dict:
    """Cut, verify, and export in both formats."""
    from annotation.releasing.cutting import release, verify
    from annotation.releasing.writing import write_export
    from review.exporting import export_files

    found, cut = {}, None

    def timed(step, work):
        with Memory() as memory:
            start = time.perf_counter()
            answer = work()
            found[step] = {"seconds": time.perf_counter() - start, "megabytes": 0}
        found[step]["megabytes"] = memory.growth
        return answer

    cut = timed("cut", lambda: release(benchmark, f"timed {benchmark.pk} {size}", "all", by=None))
    timed("verify", lambda: verify(cut))
    with tempfile.TemporaryDirectory() as folder:
        for form, name in (("eibench", "user.jsonl"), ("jsonl", "samples.jsonl")):
            target = Path(folder) / form
            timed(f"export {form}", lambda: write_export(cut, form, export_files(cut, form), target))  # noqa: B023
            lines = (target / name).read_bytes().count(b"\n")
            assert lines == size, f"{lines} lines of {size} samples"
    return found


def fill(size: int):
    """A benchmark of accepted samples with drafts, rounds, reviews and three to six triggers each, in bulk."""
    from django.contrib.auth.models import User
    from django.db import connection

    from annotation.models import Benchmark, Image, Sample
    from inference.models import DraftRun, PromptSet

    with connection.cursor() as cursor:  # the rows keep the rules; asking them of each row again would take minutes
        cursor.execute("SET LOCAL session_replication_role = replica")
    author = User.objects.create(username=f"timed-{os.getpid()}")
    benchmark = Benchmark.objects.create(name="Timed", slug=f"timed-{os.getpid()}")
    prompts = PromptSet.objects.create(name=f"timed-{os.getpid()}", version=1, content={})
    run = DraftRun.objects.create(benchmark=benchmark, engine="scripted", prompt_set=prompts)
    facts = {"byte_size": 1, "width": 640, "height": 480, "format": "JPEG", "stored_at": run.created_at}
    paths = [
        Image(benchmark=benchmark, path=f"image/{n}.jpg", sha256=f"{n:064}", perceptual_hash=n, **facts)
        for n in range(size)
    ]
    images = Image.objects.bulk_create(paths, batch_size=5000)
    question = "What might have caused the person in the image to feel this way?"
    common = {"benchmark": benchmark, "question": question, "emotion": "sad", "split": "basic", "status": "drafted"}
    Sample.objects.bulk_create(
        (Sample(image=image, position=place, **common) for place, image in enumerate(images, 1)), 5000
    )
    named = {"benchmark": benchmark.pk, "author": author.pk, "run": run.pk}
    with connection.cursor() as cursor:
        versions = [named | {"version": 1, "origin": "draft"}, named | {"version": 2, "origin": "human"}]
        for statement, values in [
            *((LABELS, one) for one in versions),
            *((one, named) for one in (DRAFTS, REVIEWS, ACCEPTED)),
        ]:
            cursor.execute("ANALYZE")
            cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ANALYZE")
    return benchmark


class Memory:
    """The largest growth of this process's resident memory inside a `with`, in MB."""

    def __enter__(self):
        import gc

        gc.collect()
        self.before = self.most = resident()
        self.ended = threading.Event()
        self.watcher = threading.Thread(target=self.watch)
        self.watcher.start()
        return self

    def watch(self):
        while not self.ended.wait(0.01):
            self.most = max(self.most, resident())

    def __exit__(self, *problem):
        self.ended.set()
        self.watcher.join()
        self.growth = (self.most - self.before) / 2**20


def resident() -> int:
    """This process's resident memory in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
