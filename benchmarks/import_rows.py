"""Imports 1,665 and 100,000 rows and prints rows a second, the ratio of both speeds and the growth of memory.

    .venv/bin/python benchmarks/import_rows.py [--labels]

The studio's data are not touched: the database is an embedded one in a folder that is thrown away.
"""

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SIZES = (1_665, 100_000)
EMOTIONS = ("angry", "sad", "excited", "happy")


def write_rows(path: Path, count: int) -> None:
    with path.open("w") as file:
        for number in range(count):
            row = {
                "image": f"set-{count}/image/{number % 997}/picture_{number:06}.jpg",
                "question": f"What might have caused person {number} in the image to become agitated or outraged?",
                "emotion": EMOTIONS[number % 4],
                "fine_emotion": "outrage",
            }
            file.write(json.dumps(row) + "\n")


def write_eibench(folder: Path, count: int) -> tuple[Path, Path]:
    """Questions and labels in the official form, four to five triggers a label."""
    questions, labels = folder / f"user-{count}.jsonl", folder / f"labels-{count}.json"
    paths = [f"set-{count}/Angry/{number:06}.png" for number in range(count)]
    texts = ["A heated argument.", "Clenched fists.", "Sense of defeat.", "A frown.", "An unfair decision"]
    with questions.open("w") as file:
        for number, path in enumerate(paths):
            file.write(json.dumps({path: f"What might have made person {number} in the image angry?"}) + "\n")
    label = "\n".join(f"{position}. {text}" for position, text in enumerate(texts, 1))
    labels.write_text(json.dumps(dict.fromkeys(paths, label), indent=4))
    return questions, labels


def measure(benchmark, kind: str, files: dict, count: int) -> tuple[float, int]:
    """Rows a second, and the growth of the largest memory in bytes."""
    from annotation.importing.running import import_here

    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    run = import_here(benchmark, kind, files, by=None, tell=lambda done, total: None)
    seconds = time.perf_counter() - began
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    rows = run.added
    print(f"{rows:>8,} rows  {seconds:7.2f} s  {rows / seconds:9,.0f} rows/s  memory +{growth / 2**20:.1f} MiB")
    assert run.refused == 0 and rows % count == 0, (run.added, run.refused)
    return rows / seconds, growth


def main(folder: Path, *, with_labels: bool) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from annotation.founding import found_benchmark
    from annotation.importing.brought_files import brought_path
    from annotation.models import ImportKind

    speeds = []
    for count in SIZES:
        benchmark = found_benchmark(name=f"{count} rows", slug=f"rows-{count}", by=None)
        if with_labels:
            questions, labels = write_eibench(folder, count)
            files = {"questions": [brought_path(questions)], "labels": [brought_path(labels)]}
            speeds.append(measure(benchmark, ImportKind.EIBENCH, files, count)[0])
        else:
            write_rows(folder / f"{count}.jsonl", count)
            files = {"rows": [brought_path(folder / f"{count}.jsonl")]}
            speeds.append(measure(benchmark, ImportKind.ROWS, files, count)[0])
    print(f"a row at {SIZES[1]:,} costs {speeds[0] / speeds[1]:.2f} times a row at {SIZES[0]:,}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eibench_site.settings")
        os.environ["EIBENCH_DATA_DIR"] = name
        main(Path(name), with_labels="--labels" in sys.argv)
