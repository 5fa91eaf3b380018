"""A release of the demo, so that models can be measured at once: its labels are the truth of the drawn scenes."""

import tempfile
from pathlib import Path

from annotation.demo.description import Perspective
from annotation.demo.scenes import SCENES
from annotation.formats.eibench_writing import basic_labels, complex_lines
from annotation.importing.brought_files import brought_path
from annotation.importing.running import import_here
from annotation.models import Benchmark, ImportKind, Release, ReleaseSplit, Split
from annotation.releasing.cutting import release
from inference.demo import SLUG

NAME = "demo-v1"


class NoDemo(LookupError):
    """The demo is not here; the message says how to make it."""


def make_demo_release() -> Release:
    """Import the scenes' own triggers as labels and cut a release of them, once. Raises NoDemo."""
    benchmark = Benchmark.objects.filter(slug=SLUG).first()
    if benchmark is None:
        raise NoDemo("The demo is not here: make it with “manage.py demo”.")
    found = Release.objects.filter(benchmark=benchmark, name=NAME).first()
    return found or _cut(benchmark)


def _cut(benchmark: Benchmark) -> Release:
    with tempfile.TemporaryDirectory() as folder:
        labels, perspectives = Path(folder) / "basic_ground_truth.json", Path(folder) / "ec_complex.jsonl"
        labels.write_text("".join(basic_labels(_rows(Split.BASIC))), encoding="utf-8")
        perspectives.write_text("".join(complex_lines(_perspectives(Split.COMPLEX))), encoding="utf-8")
        files = {"labels": [brought_path(labels)], "complex": [brought_path(perspectives)]}
        import_here(benchmark, ImportKind.EIBENCH, files, by=None, tell=lambda done, total: None)
    return release(benchmark, NAME, ReleaseSplit.ALL, include_imported=True, by=None)


def _rows(split: str) -> list[tuple[str, str]]:
    return [(path, text) for path, _question, text in _perspectives(split)]


def _perspectives(split: str) -> list[tuple[str, str, str]]:
    """The path, question and true label of each perspective of a split."""
    scenes = [scene for scene in SCENES if scene.split == split]
    return [(scene.path, one.question, _label(one)) for scene in scenes for one in scene.perspectives]


def _label(perspective: Perspective) -> str:
    return "\n".join(f"{number}. {trigger.text}" for number, trigger in enumerate(perspective.triggers, start=1))
