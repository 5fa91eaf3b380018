"""Where pictures come from: a folder, a ZIP, or loose files; each found picture is read when its turn comes."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from annotation.formats.reading import Refusal, shown
from annotation.pictures.paths import PathError, check_path
from annotation.pictures.reading import MAXIMUM_BYTES

LEFT_BY_SYSTEMS = ("thumbs.db", "desktop.ini")


class UnreadableFileError(ValueError):
    """A file cannot be read out of its folder or archive; the message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a picture: its relative path, and how to read its bytes (UnreadableFileError)."""

    what: str
    read: Callable[[], bytes]
    line: int = 0


def is_left_by_a_system(path: str) -> bool:
    """Whether a file is none of the user's: hidden, or written by a file manager."""
    parts = path.split("/")
    return any(part[:1] == "." and part[1:2] not in ("", ".") for part in parts) or (
        parts[0] == "__MACOSX" or parts[-1].lower() in LEFT_BY_SYSTEMS
    )


def in_folder(folder: Path) -> Iterator[Found | Refusal]:
    """The files below a folder in the order of their names; links are not followed."""
    for directory, names, files in os.walk(folder):
        names.sort()
        for name in sorted(files + [name for name in names if (Path(directory) / name).is_symlink()]):
            file = Path(directory) / name
            path = file.relative_to(folder).as_posix()
            if not is_left_by_a_system(path):
                yield _found(path, file)


def _found(path: str, file: Path) -> Found | Refusal:
    if not stat.S_ISREG(file.lstat().st_mode):
        return Refusal(0, shown(path), _("This is a link or a device, not a file; it was not followed."))
    return found(path, lambda: read_file(file))


def read_file(file: Path) -> bytes:
    """A file's bytes, and no more than show that it is too large. Raises UnreadableFileError."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise UnreadableFileError(_("The file cannot be read: %s.") % error.strerror)


def found(path: str, read: Callable[[], bytes]) -> Found | Refusal:
    """A found picture, or a refusal where its path cannot name one."""
    try:
        return Found(check_path(path), read)
    except PathError as error:
        return Refusal(0, shown(path), str(error))
