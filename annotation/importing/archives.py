"""Reading a ZIP that a stranger made: names, kinds, sizes and sums are checked, nothing is unpacked to disk."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from annotation.formats.reading import Refusal, WrongFileError, shown
from annotation.importing.found_pictures import Found, UnreadableFileError, found, is_left_by_a_system
from annotation.pictures.reading import MAXIMUM_BYTES

MAXIMUM_ENTRIES = 300_000
MAXIMUM_TOTAL = 64 * 1024**3  # bytes, unpacked
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, LookupError)


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """The archive. Raises WrongFileError where the file is none or holds too many entries."""
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN:
        raise WrongFileError(_("This is not a ZIP file, or it is cut off."))
    if len(archive.infolist()) > MAXIMUM_ENTRIES:
        raise WrongFileError(_("The ZIP holds more than %s files: split it.") % MAXIMUM_ENTRIES)
    return archive


def in_archive(archive: zipfile.ZipFile) -> Iterator[Found | Refusal]:
    """The archive's files in its order, each read when its turn comes."""
    names, total = set(), 0
    for entry in archive.infolist():
        if entry.is_dir() or is_left_by_a_system(entry.filename):
            continue
        total += entry.file_size
        reason = _reason(entry, names, total)
        names.add(entry.orig_filename)
        if reason:
            yield Refusal(0, shown(entry.orig_filename), reason)
        else:
            yield found(entry.orig_filename, lambda entry=entry: read_entry(archive, entry))


def _reason(entry: zipfile.ZipInfo, names: set[str], total: int) -> str:
    """Why an entry is not read; empty where it may be."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return _("This is a link or a device, not a file; it was not followed.")
    if entry.flag_bits & 0x1:
        return _("The file is encrypted: make the ZIP without a password.")
    if entry.compress_type not in READABLE:
        return _("The file is packed in a way that is not read: make the ZIP with the usual method (deflate).")
    if entry.orig_filename in names:
        return _("The ZIP holds this name twice; the first one was read.")
    if entry.file_size > MAXIMUM_BYTES:
        return _("The file unpacks to more than %s MB.") % (MAXIMUM_BYTES // 2**20)
    if total > MAXIMUM_TOTAL:
        return _("The ZIP unpacks to more than %s GB; the rest was not read.") % (MAXIMUM_TOTAL // 2**30)
    return ""


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry's bytes, never more than it says and never more than a picture may have. Raises UnreadableFileError."""
    try:
        with archive.open(entry) as file:
            content = file.read(MAXIMUM_BYTES + 1)
    except BROKEN as error:
        raise UnreadableFileError(
            _("The ZIP is damaged here, or gives a false size (%(error)s).") % {"error": str(error)[:120]}
        )
    if len(content) != entry.file_size:
        raise UnreadableFileError(_("The ZIP gives a false size for this file."))
    if content.startswith(ARCHIVES):
        raise UnreadableFileError(_("This is an archive within the archive; it was not opened."))
    return content
