"""Writes the demo benchmark to a folder: its pictures and its questions."""

import json
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from annotation.demo.drawing.canvas import Canvas, Pen
from annotation.demo.pictures import PICTURES
from annotation.demo.scenes import SCENES

QUALITY = 88


def write_demo(folder: Path) -> None:
    """Write every picture and `questions.jsonl` below the folder; what is there already is left alone."""
    for scene in SCENES:
        path = folder / scene.path
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _save(draw(PICTURES[scene.path]), path)
    questions = folder / "questions.jsonl"
    if not questions.exists():
        questions.write_text("".join(f"{json.dumps(row)}\n" for row in question_rows()), encoding="utf-8")


def draw(picture: Callable[[Pen], None]) -> Image.Image:
    """Return a picture at its final size; the same pixels each time."""
    canvas = Canvas()
    picture(Pen(canvas))
    return canvas.finished()


def question_rows() -> list[dict[str, str]]:
    """Return one row a question, in the order of the scenes."""
    return [
        {
            "image": scene.path,
            "question": perspective.question,
            "emotion": perspective.emotion,
            "fine_emotion": perspective.fine_emotion,
            "split": scene.split,
        }
        for scene in SCENES
        for perspective in scene.perspectives
    ]


def _save(image: Image.Image, path: Path) -> None:
    """Save under another name first, so that a run that was cut off leaves no half picture."""
    unfinished = path.with_suffix(".part")
    image.save(unfinished, "JPEG", quality=QUALITY, subsampling=0)
    unfinished.replace(path)
