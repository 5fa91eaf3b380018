"""Reading a picture that a stranger made: limits first, then every pixel, then renditions made anew from pixels.

The type is told by the content, never by the name. What comes out carries no metadata.
"""

import hashlib
import io
import struct
import warnings
import zlib
from dataclasses import dataclass

import imagehash
import numpy
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAXIMUM_BYTES = 40 * 1024 * 1024
MAXIMUM_PIXELS = 50_000_000
MAXIMUM_SIDE = 20_000
SCREEN_SIDE = 1600
THUMBNAIL_SIDE = 320
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")

# The limits above are asked first; Pillow's own stand behind them for whatever a decoder opens by itself.
Image.MAX_IMAGE_PIXELS = MAXIMUM_PIXELS
warnings.filterwarnings("ignore", message="Corrupt EXIF data", category=UserWarning)
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# What Pillow's decoders raise on broken files.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    Warning,
    struct.error,
    zlib.error,
)


class UnreadablePictureError(ValueError):
    """The file cannot be taken as a picture; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture: width and height in pixels with the orientation applied, renditions as WebP bytes."""

    sha256: str
    byte_size: int
    width: int
    height: int
    format: str
    perceptual_hash: int
    screen: bytes
    thumbnail: bytes


def read_picture(content: bytes) -> Picture:
    """Decode a picture fully and make its renditions. Raises UnreadablePictureError."""
    format_, pixels = _decoded(content)
    screen = _within(pixels, SCREEN_SIDE)
    thumbnail = _within(screen, THUMBNAIL_SIDE)
    return Picture(
        sha256=hashlib.sha256(content).hexdigest(),
        byte_size=len(content),
        width=pixels.width,
        height=pixels.height,
        format=format_,
        perceptual_hash=perceptual_hash(thumbnail),
        screen=_webp(screen),
        thumbnail=_webp(thumbnail),
    )


def perceptual_hash(pixels: Image.Image) -> int:
    """The 64-bit pHash as a signed number, as Postgres keeps it."""
    return int.from_bytes(bytes.fromhex(str(imagehash.phash(pixels))), "big", signed=True)


def check_bytes(size: int) -> None:
    """Raise UnreadablePictureError where a file is empty or larger than pictures may be."""
    if size == 0:
        raise UnreadablePictureError(_("The file is empty."))
    if size > MAXIMUM_BYTES:
        raise UnreadablePictureError(
            _("The file is larger than %(limit)s MB: save the picture smaller.") % {"limit": MAXIMUM_BYTES // 2**20}
        )


def _decoded(content: bytes) -> tuple[str, Image.Image]:
    """The format, and the pixels as RGB, upright."""
    check_bytes(len(content))
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            _check_size(*opened.size)
            opened.load()
            return "JPEG" if opened.format == "MPO" else opened.format, _as_rgb(_upright(opened))
    except UnreadablePictureError:
        raise
    except Image.UnidentifiedImageError:
        raise UnreadablePictureError(_("This is not a picture: JPEG, PNG, WebP, GIF and BMP are read."))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnreadablePictureError(_too_many_pixels())
    except BROKEN as error:
        raise UnreadablePictureError(
            _("The picture is cut off or damaged (%(error)s).") % {"error": str(error)[:120] or type(error).__name__}
        )


def _check_size(width: int, height: int) -> None:
    if width * height > MAXIMUM_PIXELS:
        raise UnreadablePictureError(_too_many_pixels())
    if width > MAXIMUM_SIDE or height > MAXIMUM_SIDE:
        sizes = {"width": width, "height": height, "side": MAXIMUM_SIDE}
        raise UnreadablePictureError(
            _("The picture is %(width)s × %(height)s pixels; a side may have %(side)s.") % sizes
        )


def _too_many_pixels() -> str:
    return _("The picture has more than %s million pixels: save it smaller.") % (MAXIMUM_PIXELS // 10**6)


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as its camera was held; broken EXIF data say nothing about that."""
    try:
        return ImageOps.exif_transpose(picture)
    except BROKEN:
        return picture


def _as_rgb(picture: Image.Image) -> Image.Image:
    """Eight-bit RGB; what is transparent becomes white."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = Image.fromarray((numpy.asarray(picture).astype("uint32") >> 8).clip(0, 255).astype("uint8"))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture.convert("RGB")


def _within(pixels: Image.Image, side: int) -> Image.Image:
    """The picture within a square of `side` pixels, never enlarged."""
    smaller = pixels.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    return smaller


def _webp(pixels: Image.Image) -> bytes:
    buffer = io.BytesIO()
    pixels.save(buffer, "WEBP", quality=82, method=2)
    return buffer.getvalue()
