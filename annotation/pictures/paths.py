"""The names of pictures: relative paths with forward slashes, as the official files write them."""

import re
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

MAXIMUM_LENGTH = 500
UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class PathError(ValueError):
    """A path that cannot name a picture; the message says why."""


def check_path(path: str) -> str:
    """The path itself where it is a plain relative one. Raises PathError."""
    if not path:
        raise PathError(_("The picture's path is empty."))
    if len(path) > MAXIMUM_LENGTH:
        raise PathError(_("The path is longer than %(limit)s characters.") % {"limit": MAXIMUM_LENGTH})
    if UNWRITABLE.search(path):
        raise PathError(_("The path holds control characters or text that is not UTF-8."))
    if path.startswith("/") or path[1:2] == ":":
        raise PathError(_("The path is absolute; paths have to be relative."))
    if "\\" in path:
        raise PathError(_("The path holds a backslash: write / between folders."))
    parts = path.split("/")
    if ".." in parts:
        raise PathError(_("The path leads out of its folder (..)."))
    if "." in parts or "" in parts:
        raise PathError(_("The path holds an empty part or a lone dot."))
    return path


def source_of(path: str) -> str:
    """Where a picture comes from, by the first folder of its path; empty without a folder."""
    parts = PurePosixPath(path).parts
    return parts[0][:120] if len(parts) > 1 else ""


def tails(path: str):
    """The path, then the path without its first folder, without its first two, …"""
    parts = path.split("/")
    for start in range(len(parts)):
        yield "/".join(parts[start:])


def as_prefix(folder: str) -> str:
    """A folder as it is put in front of paths: without outer slashes, with one behind it; empty for none."""
    cleaned = folder.strip().strip("/")
    return f"{cleaned}/" if cleaned else ""
