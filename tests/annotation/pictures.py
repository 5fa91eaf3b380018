"""Pictures, good and hostile, for tests of what comes in."""

import io
import struct
import zipfile
import zlib

from PIL import Image


def encoded(size=(64, 48), format_="PNG", colour="navy", mode="RGB", **options) -> bytes:
    """A picture of one colour with a white corner."""
    picture = Image.new(mode, size, colour)
    picture.paste(Image.new(mode, (size[0] // 3 or 1, size[1] // 3 or 1), "white"))
    buffer = io.BytesIO()
    picture.save(buffer, format_, **options)
    return buffer.getvalue()


def striped(step: int, size=(96, 96)) -> bytes:
    """A PNG whose perceptual hash follows from `step`."""
    picture = Image.new("L", size)
    picture.putdata([255 * ((x * step + y * (7 - step)) // 48 % 2) for y in range(size[1]) for x in range(size[0])])
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is of this size and holds a few bytes of pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    parts = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def zipped(files: dict[str, bytes], compression=zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()
