"""Imports in tests: files on disk, run in this process, and what came of them in short."""

import json

from annotation.importing.brought_files import brought_path
from annotation.importing.running import import_here
from annotation.models import ImportRun, Sample


def jsonl(*values) -> bytes:
    """JSON Lines."""
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def write(folder, name: str, content: bytes):
    """A file below the folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def run_import(benchmark, kind: str, by=None, **files) -> ImportRun:
    """An import of paths by field, run here to its end."""
    brought = {field: [brought_path(path)] for field, path in files.items()}
    return import_here(benchmark, kind, brought, by=by, tell=lambda done, total: None)


def counts(run: ImportRun) -> tuple[int, int, int]:
    """Added, unchanged, refused."""
    return run.added, run.unchanged, run.refused


def remarks(run: ImportRun) -> list[tuple[str, int, str, str]]:
    """Severity, line, what and why of each remark."""
    return list(run.remarks.values_list("severity", "line", "what", "why"))


def samples(benchmark) -> list[tuple[str, str, str, str, int]]:
    """Path, question, emotion, status and position of each sample, in order."""
    rows = Sample.objects.filter(benchmark=benchmark).order_by("position")
    return list(rows.values_list("image__path", "question", "emotion", "status", "position"))
