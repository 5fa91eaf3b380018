"""Whether this machine can write, read and delete in the store of the pictures."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from annotation.pictures.store_errors import MediaStoreError


def check_store() -> None:
    """Write a small file, read it and delete it. Raises MediaStoreError with a sentence that says what to do."""
    content = secrets.token_bytes(16)
    try:
        name = default_storage.save(f"probes/{secrets.token_hex(8)}", ContentFile(content))
        with default_storage.open(name, "rb") as file:
            same = file.read() == content
        default_storage.delete(name)
    except MediaStoreError:
        raise
    except OSError as error:
        raise MediaStoreError(f"The pictures' folder {default_storage.base_location} cannot be used: {error.strerror}.")
    if not same:
        raise MediaStoreError("The picture store gives back other bytes than it was given.")
