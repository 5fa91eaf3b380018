"""Exporting a release: its files as streams of bytes, in the official form or as lines with everything.

An export never holds more than a chunk of samples in memory. What only later steps know (drafts, decisions) is added
by their own module through `enrich`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext_lazy as _

from annotation.formats import eibench_writing, jsonl_writing
from annotation.models import Release, ReleaseItem, Split

FORMATS = {"eibench": _("the official EIBench files"), "jsonl": _("lines with everything")}
CHUNK = 2000
PIECE = 64 * 1024

# From the items of a chunk to their further values as JSON text, by key: one mapping an item, in their order.
Enrich = Callable[[Release, list[ReleaseItem]], list[dict[str, str]]]


@dataclass(frozen=True)
class ExportFile:
    """A file of an export: its name, its media type, and how to write it from the start."""

    name: str
    media_type: str
    pieces: Callable[[], Iterator[bytes]]


def eibench_files(release: Release) -> list[ExportFile]:
    """The official files of the splits that the release holds."""
    held = set(release.items.values_list("split", flat=True).distinct().order_by("split"))
    files = [
        (Split.BASIC, "user.jsonl", "application/jsonl", _questions),
        (Split.BASIC, "basic_ground_truth.json", "application/json", _basic_labels),
        (Split.COMPLEX, "ec_complex.jsonl", "application/jsonl", _complex_labels),
    ]
    return [_file(name, media, write, release) for split, name, media, write in files if split in held]


def file_names(release: Release) -> list[str]:
    """The files of all formats, in their order."""
    return [file.name for file in [*eibench_files(release), *jsonl_files(release)]]


def jsonl_files(release: Release, enrich: Enrich | None = None) -> list[ExportFile]:
    """One file of one line a sample, with its label's triggers and what `enrich` adds."""

    def write(release: Release) -> Iterator[str]:
        for chunk in chunked(release.items.order_by("position").iterator(chunk_size=CHUNK), CHUNK):
            yield from jsonl_writing.item_lines(release, chunk, enrich(release, chunk) if enrich else None)

    return [_file("samples.jsonl", "application/jsonl", write, release)]


def chunked(rows: Iterable, size: int) -> Iterator[list]:
    """The rows in lists of at most `size`."""
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


def _file(name: str, media_type: str, write: Callable[[Release], Iterator[str]], release: Release) -> ExportFile:
    return ExportFile(name, media_type, lambda: _pieces(write(release)))


def _pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """The texts as UTF-8 in pieces of about 64 KiB, so that neither disk nor network sees every line alone."""
    waiting, size = [], 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode()


def _questions(release: Release) -> Iterator[str]:
    return eibench_writing.question_lines(_rows(release, Split.BASIC, "position", "image_path", "question"))


def _basic_labels(release: Release) -> Iterator[str]:
    return eibench_writing.basic_labels(_rows(release, Split.BASIC, "label_position", "image_path", "label_text"))


def _complex_labels(release: Release) -> Iterator[str]:
    rows = _rows(release, Split.COMPLEX, "label_position", "image_path", "question", "label_text")
    return eibench_writing.complex_lines(rows)


def _rows(release: Release, split: str, order: str, *columns: str) -> Iterator[tuple]:
    items = release.items.filter(split=split).order_by(order, "position")
    return items.values_list(*columns).iterator(chunk_size=CHUNK)
