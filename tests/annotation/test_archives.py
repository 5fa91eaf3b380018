import io
import stat
import struct
import zipfile

import pytest

from annotation.formats.reading import Refusal, WrongFileError
from annotation.importing.archives import in_archive, open_archive
from annotation.importing.found_pictures import UnreadableFileError
from tests.annotation.pictures import encoded, zipped


def outcomes(content: bytes) -> list[tuple[str, str]]:
    """Each entry with `read`, or with the reason why it was not."""
    with open_archive(io.BytesIO(content)) as archive:
        return [(record.what, outcome(record)) for record in in_archive(archive)]


def outcome(record) -> str:
    if isinstance(record, Refusal):
        return record.why
    try:
        record.read()
    except UnreadableFileError as error:
        return str(error)
    return "read"


def entry(name: str, *, mode=stat.S_IFREG | 0o644, **fields) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def archive_of(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in entries:
            archive.writestr(info, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.png", "The path leads out of its folder (..)."),
        ("a/../../evil.png", "The path leads out of its folder (..)."),
        ("/etc/evil.png", "The path is absolute; paths have to be relative."),
        ("C:/evil.png", "The path is absolute; paths have to be relative."),
        ("..\\evil.png", "The path holds a backslash: write / between folders."),
        ("a//evil.png", "The path holds an empty part or a lone dot."),
        ("x" * 501, "The path is longer than 500 characters."),
        ("new\nline.png", "The path holds control characters or text that is not UTF-8."),
    ],
)
def test_a_name_that_leads_out_is_refused_and_its_neighbour_is_read(name, reason):
    assert outcomes(zipped({name: b"x", "good.png": b"y"})) == [(name[:300], reason), ("good.png", "read")]


def test_links_and_devices_are_refused():
    link = entry("link.png", mode=stat.S_IFLNK | 0o777)
    device = entry("device.png", mode=stat.S_IFCHR | 0o777)
    reason = "This is a link or a device, not a file; it was not followed."
    found = outcomes(archive_of((link, b"/etc/passwd"), (device, b""), (entry("good.png"), b"y")))
    assert found == [("link.png", reason), ("device.png", reason), ("good.png", "read")]


def test_an_archive_within_the_archive_is_not_opened_whatever_its_name():
    bomb = zipped({"zeros": b"\0" * 10_000_000})
    reason = "This is an archive within the archive; it was not opened."
    assert outcomes(zipped({"a.zip": bomb, "b.png": bomb})) == [("a.zip", reason), ("b.png", reason)]


def test_an_entry_that_unpacks_to_too_much_is_not_unpacked():
    found = outcomes(zipped({"bomb.png": b"\0" * (41 * 2**20), "good.png": b"y"}))
    assert found == [("bomb.png", "The file unpacks to more than 40 MB."), ("good.png", "read")]


def with_size(content: bytes, name: bytes, size: int) -> bytes:
    """The archive with a false unpacked size for an entry, in both places where it is written."""
    changed = bytearray(content)
    for signature, offset, length in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = changed.find(signature)
        while changed[at + length : at + length + len(name)] != name:
            at = changed.find(signature, at + 1)
        changed[at + offset : at + offset + 4] = struct.pack("<I", size)
    return bytes(changed)


@pytest.mark.parametrize("size", [10, 5_000_000])
def test_a_false_size_is_noticed(size):
    content = with_size(zipped({"liar.png": b"\0" * 1_000_000, "good.png": b"y"}), b"liar.png", size)
    [(_liar, reason), good] = outcomes(content)
    assert "false size" in reason
    assert good == ("good.png", "read")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_read_once():
    content = archive_of((entry("a.png"), b"one"), (entry("a.png"), b"two"))
    assert outcomes(content) == [("a.png", "read"), ("a.png", "The ZIP holds this name twice; the first one was read.")]


def test_an_encrypted_entry_is_refused():
    content = bytearray(zipped({"secret.png": b"x", "good.png": b"y"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        content[at + offset] |= 1
    reason = "The file is encrypted: make the ZIP without a password."
    assert outcomes(bytes(content)) == [("secret.png", reason), ("good.png", "read")]


def test_an_unusual_compression_is_refused():
    reason = "The file is packed in a way that is not read: make the ZIP with the usual method (deflate)."
    assert outcomes(zipped({"a.png": b"x"}, zipfile.ZIP_BZIP2)) == [("a.png", reason)]


def test_damaged_bytes_spoil_their_own_entry_only():
    content = bytearray(zipped({"a.png": encoded((300, 200)), "good.png": b"y"}))
    content[60] ^= 0xFF
    [(_name, reason), good] = outcomes(bytes(content))
    assert reason.startswith("The ZIP is damaged here, or gives a false size (")
    assert good == ("good.png", "read")


def test_what_file_managers_leave_behind_is_passed_over():
    files = {"__MACOSX/._a.png": b"x", ".DS_Store": b"x", "folder/Thumbs.db": b"x", "folder/": b"", "good.png": b"y"}
    assert outcomes(zipped(files)) == [("good.png", "read")]


@pytest.mark.parametrize("content", [b"", b"no archive", zipped({"a.png": b"x" * 1000})[:-30]])
def test_what_is_no_archive_is_refused_whole(content):
    with pytest.raises(WrongFileError) as refusal:
        open_archive(io.BytesIO(content))
    assert str(refusal.value) == "This is not a ZIP file, or it is cut off."
