"""Where picture files lie: under names made of their sha256, through Django's default storage.

Originals are kept for models and for the checksum, and are never served; browsers get the renditions.
"""

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from annotation.models import Image
from annotation.pictures.fetching import fetched

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "BMP": "bmp"}
RENDITIONS = {"screen": "screens", "thumbnail": "thumbnails"}


def original_name(sha256: str, format_: str) -> str:
    """The storage's name of the file as it was brought."""
    return f"originals/{sha256[:2]}/{sha256}.{EXTENSIONS[format_]}"


def rendition_name(sha256: str, rendition: str) -> str:
    """The storage's name of a rendition: `screen` or `thumbnail`."""
    return f"{RENDITIONS[rendition]}/{sha256[:2]}/{sha256}.webp"


def original_path(image: Image) -> Path:
    """Where the picture's original lies on this machine, for the models that read it. Raises MediaStoreError."""
    name = original_name(image.sha256, image.format)
    return (
        Path(default_storage.path(name))
        if isinstance(default_storage, FileSystemStorage)
        else fetched(name, image.sha256)
    )


def open_rendition(sha256: str, rendition: str):
    """A rendition, as a binary file to be closed by the caller. Raises FileNotFoundError, MediaStoreError."""
    return default_storage.open(rendition_name(sha256, rendition), "rb")


def keep(name: str, content: bytes) -> None:
    """Store content under a name made of its checksum; a file cut off by a crash is written again."""
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return
        default_storage.delete(name)
    saved = default_storage.save(name, ContentFile(content))
    if saved != name:  # somebody else was writing the same file
        default_storage.delete(saved)
