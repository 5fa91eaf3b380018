"""Copying all pictures from one store to another, each file checked; what is there already is left as it is."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from annotation.models import Image
from annotation.pictures.storing import RENDITIONS, original_name, rendition_name


@dataclass(slots=True)
class Copied:
    """Files by what became of them; `troubles` has a sentence for each that could not be copied."""

    copied: int = 0
    unchanged: int = 0
    troubles: list[str] = field(default_factory=list)


def copy_pictures(source: Storage, target: Storage) -> Copied:
    """Copy every original and rendition that the database knows. Raises MediaStoreError, OSError."""
    outcome = Copied()
    for name, sha256 in _files():
        content = _content(source, name)
        if content is None:
            outcome.troubles.append(f"{name} is not in the store it is to come from.")
        elif sha256 and hashlib.sha256(content).hexdigest() != sha256:
            outcome.troubles.append(f"{name} is damaged in the store it is to come from: its checksum differs.")
        elif _content(target, name) == content:
            outcome.unchanged += 1
        else:
            _copy(target, name, content, outcome)
    return outcome


def _files() -> Iterator[tuple[str, str]]:
    """The name of each file of each picture; originals with their checksum."""
    pictures = Image.objects.exclude(sha256=None).order_by("sha256").values_list("sha256", "format").distinct()
    for sha256, format_ in pictures.iterator():
        yield original_name(sha256, format_), sha256
        for rendition in RENDITIONS:
            yield rendition_name(sha256, rendition), ""


def _content(storage: Storage, name: str) -> bytes | None:
    try:
        with storage.open(name, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _copy(target: Storage, name: str, content: bytes, outcome: Copied) -> None:
    target.delete(name)
    target.save(name, ContentFile(content))
    if _content(target, name) == content:
        outcome.copied += 1
    else:
        outcome.troubles.append(f"{name} did not arrive as it was sent.")
