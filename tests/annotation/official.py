"""EIBench's official files, and rows made from them without the importer, for tests of what goes out."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from annotation.models import Benchmark, Image, Label, Origin, Sample, Split, Trigger

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "eibench"
NAMES = ["user.jsonl", "basic_ground_truth.json", "ec_complex.jsonl"]

needed = pytest.mark.skipif(not FOLDER.is_dir(), reason="the official files are not beside the checkout")


def official(name: str) -> bytes:
    """The bytes of an official file."""
    return (FOLDER / name).read_bytes()


def fill(benchmark: Benchmark) -> None:
    """Bring the official samples and labels in, by the shortest way."""
    labels = list(json.loads(official("basic_ground_truth.json")).items())
    places = {path: (place, text) for place, (path, text) in enumerate(labels, 1)}
    for line in official("user.jsonl").decode().splitlines():
        [(path, question)] = json.loads(line).items()
        _add(benchmark, path, question, Split.BASIC, *places[path])
    for place, line in enumerate(official("ec_complex.jsonl").decode().splitlines(), 1):
        [(path, asked)] = json.loads(line).items()
        [(question, text)] = asked.items()
        _add(benchmark, path, question, Split.COMPLEX, place, text)


def _add(benchmark, path, question, split, label_position, text) -> None:
    image, _ = Image.objects.get_or_create(benchmark=benchmark, path=path)
    emotion = "sad" if split == Split.BASIC else ""
    position = Sample.objects.filter(benchmark=benchmark).count() + 1
    sample = Sample.objects.create(
        benchmark=benchmark, image=image, question=question, emotion=emotion, split=split, position=position
    )
    label = Label.objects.create(sample=sample, version=1, origin=Origin.IMPORTED, text=text, position=label_position)
    Trigger.objects.create(label=label, position=1, text=text)
