"""Puts an export where it is wanted: into a folder, whole or not at all, or into a ZIP sent while it is made."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from annotation.models import Release
from annotation.releasing.exporting import ExportFile

MANIFEST = "release.json"


class FolderTakenError(ValueError):
    """The folder holds a manifest that the export would overwrite though it speaks of other files."""


def write_export(release: Release, form: str, files: list[ExportFile], folder: Path) -> dict:
    """Write the files and `release.json` into a folder; where one fails, those there before stay as they were.

    Returns the manifest. Raises OSError, FolderTakenError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _check_free(folder, form)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as place:
        written = [_write(file, Path(place)) for file in files]
        manifest = manifest_of(release, form, written)
        (Path(place) / MANIFEST).write_bytes(_manifest_bytes(manifest))
        for name in [*(entry["name"] for entry in written), MANIFEST]:
            (Path(place) / name).replace(folder / name)
    return manifest


def zip_stream(release: Release, form: str, files: list[ExportFile]) -> Iterator[bytes]:
    """The bytes of a ZIP of the files and `release.json`, piece by piece."""
    pipe, written = _Pipe(), []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for file in files:
            entry = _Entry(file.name)
            with archive.open(_zip_info(release, file.name), "w", force_zip64=True) as target:
                for piece in file.pieces():
                    target.write(entry.count(piece))
                    yield pipe.take()
            written.append(entry.facts())
        archive.writestr(_zip_info(release, MANIFEST), _manifest_bytes(manifest_of(release, form, written)))
    yield pipe.take()


def manifest_of(release: Release, form: str, written: list[dict]) -> dict:
    """What the release is and what its files are: name, bytes and SHA-256 of each."""
    return {
        "release": release.name,
        "benchmark": release.benchmark.slug,
        "split": release.split,
        "include_imported": release.include_imported,
        "created_at": release.created_at.isoformat(),
        "samples": release.sample_count,
        "sha256": release.sha256,
        "format": form,
        "files": written,
    }


class _Entry:
    """Counts and hashes a file while it goes by."""

    def __init__(self, name: str):
        self.name, self.bytes, self.digest = name, 0, hashlib.sha256()

    def count(self, piece: bytes) -> bytes:
        self.bytes += len(piece)
        self.digest.update(piece)
        return piece

    def facts(self) -> dict:
        return {"name": self.name, "bytes": self.bytes, "sha256": self.digest.hexdigest()}


class _Pipe:
    """What a ZIP is written into: keeps the bytes until they are taken. It cannot seek, so zipfile does not either."""

    def __init__(self):
        self.waiting = bytearray()

    def write(self, piece: bytes) -> int:
        self.waiting += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing to do: the bytes leave when they are taken."""

    def take(self) -> bytes:
        taken, self.waiting = bytes(self.waiting), bytearray()
        return taken


def _check_free(folder: Path, form: str) -> None:
    """The same format may be written anew; anything else would lose the checksums of the files beside it."""
    if not (folder / MANIFEST).exists():
        return
    try:
        held = json.loads((folder / MANIFEST).read_bytes())["format"]
    except (ValueError, LookupError, TypeError):  # not one of ours
        held = None
    if held != form:
        raise FolderTakenError(f"{folder} holds the {MANIFEST} of another export, which would be lost.")


def _write(file: ExportFile, place: Path) -> dict:
    entry = _Entry(file.name)
    with (place / file.name).open("wb") as target:
        for piece in file.pieces():
            target.write(entry.count(piece))
    return entry.facts()


def _manifest_bytes(manifest: dict) -> bytes:
    return (json.dumps(manifest, indent=4, ensure_ascii=False) + "\n").encode()


def _zip_info(release: Release, name: str) -> zipfile.ZipInfo:
    """An entry dated like its release, so that the same release gives the same ZIP."""
    info = zipfile.ZipInfo(name, release.created_at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
