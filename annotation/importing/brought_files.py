"""The files that an import reads: uploads in the storage, or paths that a command names.

An import keeps for each file its name and where it lies: `stored`, a name in the storage, or `path`, on this machine.
Pictures may have a `prefix`, put in front of their paths.
"""

import logging
import secrets
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import default_storage

from annotation.formats.reading import WrongFileError
from annotation.pictures.store_errors import MediaStoreError

log = logging.getLogger("eibench.importing")


def brought_path(path: Path) -> dict:
    """A file or folder of this machine."""
    return {"name": path.name, "path": str(path.resolve())}


def brought_uploads(uploads: dict[str, list]) -> dict[str, list[dict]]:
    """Uploaded files by field, moved to the storage as they are, under names of our own."""
    folder = f"uploads/{secrets.token_hex(16)}"
    return {
        field: [
            {"name": Path(file.name).name[:200], "stored": default_storage.save(f"{folder}/{field}-{number}", file)}
            for number, file in enumerate(files)
        ]
        for field, files in uploads.items()
        if files
    }


def open_brought(file: dict) -> BinaryIO:
    """The file's bytes; to be closed by the caller. Raises WrongFileError where it is gone, MediaStoreError."""
    try:
        return default_storage.open(file["stored"], "rb") if "stored" in file else Path(file["path"]).open("rb")
    except MediaStoreError:
        raise  # the file may well be there
    except OSError as error:
        raise WrongFileError(error.strerror or str(error))


def drop_uploads(files: dict[str, list[dict]]) -> None:
    """Delete the uploads of an import that is over, and the folder that held them."""
    stored = [file["stored"] for brought in files.values() for file in brought if "stored" in file]
    folders = {name.rpartition("/")[0] for name in stored}
    try:
        for name in [*stored, *folders]:
            default_storage.delete(name)
    except OSError as error:  # an upload that will not go hurts nobody
        log.warning("An upload was left in the store: %s", error)
