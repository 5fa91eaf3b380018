"""Times handing out and submitting samples over HTTP, for one client and for eight, at 1,665 and at 100,000 samples.

    .venv/bin/python benchmarks/review_loop.py [--items 300] [--seconds 10]

A web server as `make run` starts it (gunicorn, two workers of four threads), each item a question with a picture and 3
to 6 drafted triggers with their rounds. Prints medians in milliseconds, distinct items a second, how many items were
handed out twice, and the medians at 100,000 against those at 1,665. The data lie in a folder that is thrown away.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_665, 100_000)
CLIENTS = 8

FILL = [
    "SET session_replication_role = replica",  # the rows are sound: the rules need not be asked about each of them
    """INSERT INTO annotation_image (benchmark_id, path, source, sha256, byte_size, width, height, format,
           perceptual_hash, stored_at)
       SELECT %(benchmark)s, 'set/picture_' || n || '.jpg', '', lpad(to_hex(n), 64, '0'), 40000, 640, 480, 'JPEG', n,
              now()
       FROM generate_series(1, %(size)s) n""",
    """INSERT INTO annotation_sample (benchmark_id, image_id, question, emotion, fine_emotion, split, status, position,
           created_at)
       SELECT %(benchmark)s, id, 'What might have caused the man in the image to become agitated?', 'angry', 'outrage',
              'basic', 'drafted', perceptual_hash, now()
       FROM annotation_image WHERE benchmark_id = %(benchmark)s ORDER BY perceptual_hash""",
    """INSERT INTO annotation_label (sample_id, version, origin, text, created_at)
       SELECT id, 1, 'draft', '', now() FROM annotation_sample WHERE benchmark_id = %(benchmark)s ORDER BY id""",
    """INSERT INTO annotation_trigger (label_id, position, text, factor, category)
       SELECT label.id, n, 'Trigger ' || n || ', about as long as triggers are.', 'social', 'Objects'
       FROM annotation_label label JOIN annotation_sample sample ON sample.id = label.sample_id,
            generate_series(1, 3 + label.id %% 4) n WHERE sample.benchmark_id = %(benchmark)s""",
    """INSERT INTO inference_draft (run_id, sample_id, status, label_id, raw_summary, error, failed_rounds,
           prompt_tokens, reused_tokens, generated_tokens, seconds, created_at, finished_at)
       SELECT %(run)s, label.sample_id, 'done', label.id, '', '', '[]', 0, 0, 0, 0, now(), now()
       FROM annotation_label label JOIN annotation_sample sample ON sample.id = label.sample_id
       WHERE sample.benchmark_id = %(benchmark)s""",
    """INSERT INTO inference_round (draft_id, position, phase, subject, question, answer, prompt_tokens,
           generated_tokens, reused_tokens, seconds, shared)
       SELECT id, n, 'general', '', 'What do you see?', repeat('An answer of some length. ', 8), 0, 0, 0, 0, false
       FROM inference_draft, generate_series(1, 4) n WHERE run_id = %(run)s""",
    """INSERT INTO inference_support (trigger_id, round_id)
       SELECT trigger.id, round.id FROM inference_draft draft JOIN annotation_trigger trigger USING (label_id)
       JOIN inference_round round ON round.draft_id = draft.id AND round.position = 1 + trigger.position %% 4
       WHERE draft.run_id = %(run)s""",
    "SET session_replication_role = DEFAULT",
]  # fmt: skip


def prepare(size: int) -> list[str]:
    """A benchmark of that size; returns the session keys of one and of eight annotators."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    from annotation.models import Benchmark, Membership, Role
    from inference.models import DraftRun

    benchmark = Benchmark.objects.create(slug=f"loop-{size}", name=f"{size} samples")
    run = DraftRun.objects.create(benchmark=benchmark, engine="imported")
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, {"benchmark": benchmark.pk, "run": run.pk, "size": size})
        cursor.execute("VACUUM ANALYZE")
    sessions = []
    for number in range(CLIENTS + 1):
        user = get_user_model().objects.create_user(f"annotator-{size}-{number}")
        Membership.objects.create(benchmark=benchmark, user=user, role=Role.ANNOTATOR)
        client = Client()
        client.force_login(user)
        sessions.append(client.cookies["sessionid"].value)
    return sessions


class Annotator:
    """One keep-alive connection that reviews as the browser does."""

    def __init__(self, port: int, size: int, session: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.root = f"/b/loop-{size}/review/"
        token = "a" * 32
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token}
        self.headers["Content-Type"] = "application/json"
        self.seen: list[int] = []

    def post(self, path: str, **body) -> tuple[dict, float]:
        """The answer, and the milliseconds it took."""
        began = time.perf_counter()
        self.connection.request("POST", self.root + path, json.dumps(body), self.headers)
        response = self.connection.getresponse()
        content = response.read()
        took = (time.perf_counter() - began) * 1000
        assert response.status == 200, (response.status, content[:500])
        return json.loads(content), took

    def work(self, sheet: dict, **more) -> tuple[dict, float]:
        """Submit: one rejected, one edited, the rest accepted."""
        first, second, *_rest = sheet["triggers"]
        rows = [
            {"trigger": first["id"], "action": "reject", "reason": "irrelevant"},
            {"trigger": second["id"], "action": "edit", "text": "What a person wrote instead."},
        ]
        body = {"client_id": str(uuid.uuid4()), "version": sheet["version"], "working": {"rows": rows, "flag": ""}}
        return self.post(f"{sheet['id']}/submit/", **body, accept_rest=True, seconds=20, **more)

    def item(self) -> tuple[float, float] | None:
        """Next, then submit: the milliseconds of both; None when nothing is left."""
        answer, next_took = self.post("next/", besides=[])
        if answer["next"] is None:
            return None
        self.seen.append(answer["next"]["sample"]["id"])
        return next_took, self.work(answer["next"])[1]


def measure_one(port: int, size: int, session: str, items: int) -> tuple[float, float]:
    """Median milliseconds of next and of submit for one client."""
    annotator = Annotator(port, size, session)
    for _ in range(20):
        annotator.item()
    times = [annotator.item() for _ in range(items)]
    medians = [statistics.median(column) for column in zip(*times, strict=True)]
    print(f"{size:>8,} samples, one client:  next {medians[0]:6.2f} ms   submit {medians[1]:6.2f} ms")
    return medians[0], medians[1]


def busy_seconds(server: subprocess.Popen) -> dict[str, float]:
    """Processor time so far of the web server, of Postgres and of this process with its clients."""
    import psutil

    parents = {"web": psutil.Process(server.pid)}
    folder = os.environ["EIBENCH_DATA_DIR"]
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] == "postgres" and folder in " ".join(process.info["cmdline"] or []):
            parents["Postgres"] = process
    busy = {"clients": sum(os.times()[:2])}
    for name, parent in parents.items():
        own = [process.cpu_times() for process in (parent, *parent.children(recursive=True))]
        busy[name] = sum(times.user + times.system for times in own)
    return busy


def measure_many(port: int, size: int, sessions: list[str], seconds: float, server: subprocess.Popen) -> None:
    """Distinct items a second of eight clients in a loop of next and submit, and how many came twice."""
    annotators, before = [Annotator(port, size, session) for session in sessions], busy_seconds(server)
    together, end = threading.Barrier(CLIENTS + 1), [0.0]

    def loop(annotator):
        together.wait()
        while time.perf_counter() < end[0] and annotator.item():
            pass

    threads = [threading.Thread(target=loop, args=[annotator]) for annotator in annotators]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    end[0] = began + seconds
    together.wait()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    seen = [sample for annotator in annotators for sample in annotator.seen]
    twice = len(seen) - len(set(seen))
    print(f"{size:>8,} samples, {CLIENTS} clients: {len(set(seen)) / took:7.1f} items/s   handed out twice: {twice}")
    costs = {name: (now - before[name]) / len(seen) * 1000 for name, now in busy_seconds(server).items()}
    print("         processor time an item: " + ", ".join(f"{name} {cost:.1f} ms" for name, cost in costs.items()))


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def serve(port: int) -> subprocess.Popen:
    """The web server, once it answers."""
    command = [sys.executable, "-m", "gunicorn", "-c", "eibench_site/running/web.py"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PORT": str(port)})
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    raise SystemExit("The web server did not come up within 30 seconds.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=6.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="review-loop-") as folder:
        os.environ["EIBENCH_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "eibench_site.settings"
        sys.path.insert(0, str(ROOT))
        measure(options)


def measure(options) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from eibench_site import embedded

    call_command("migrate", verbosity=0)
    sessions = {size: prepare(size) for size in SIZES}
    port = free_port()
    server = serve(port)
    try:
        medians = [measure_one(port, size, sessions[size][0], options.items) for size in SIZES]
        for size in SIZES:
            measure_many(port, size, sessions[size][1:], options.seconds, server)
    finally:
        server.terminate()
        server.wait()
        embedded.leave_and_wait(embedded.places())
    ratios = [large / small for small, large in zip(*medians, strict=True)]
    print(f"100,000 against 1,665: next × {ratios[0]:.2f}, submit × {ratios[1]:.2f}")


if __name__ == "__main__":
    main()
