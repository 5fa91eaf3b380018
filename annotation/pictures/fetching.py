"""Pictures of a store without a folder, fetched to this machine for the models that read files.

They lie under names made of their sha256, so that they never change; the folder may be emptied at any time.
"""

import contextlib
import hashlib
import logging
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

log = logging.getLogger("eibench.pictures")


def fetched(name: str, sha256: str) -> Path:
    """Where the file lies on this machine; nowhere, if the store has lost or changed it. Raises MediaStoreError.

    Whoever opens a picture that is nowhere says so of this one picture, and the others go on.
    """
    path = settings.MEDIA_CACHE / name
    if not path.exists():
        with contextlib.suppress(FileNotFoundError), default_storage.open(name, "rb") as file:
            _write(path, file.read(), sha256)
    return path


def _write(path: Path, content: bytes, sha256: str) -> None:
    """Write it whole or not at all, as several workers may share the folder."""
    if hashlib.sha256(content).hexdigest() != sha256:
        log.error("The store's %s is not the picture that was imported: its checksum differs.", path.name)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(content)
    Path(draft.name).replace(path)
