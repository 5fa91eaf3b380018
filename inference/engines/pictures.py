"""Reads pictures for engines: upright, in RGB, and small enough to send."""

from __future__ import annotations

import base64
import io
import math
import warnings

from PIL import ExifTags, Image, ImageOps

from inference.cfsa.conversation import AnswerRefused, ImageReference

SENT_AS_THEY_ARE = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def load_picture(reference: ImageReference) -> Image.Image:
    """The picture upright and in RGB; raises AnswerRefused where it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(reference.path) as picture:
                return ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise AnswerRefused(f"The picture {reference.key} cannot be read: {error}") from error


def data_url(reference: ImageReference, max_pixels: int) -> str:
    """The picture as a data URL: the file's own bytes where they will do, else a fresh JPEG.

    Raises AnswerRefused where it cannot be read.
    """
    kind = _kind_to_send(reference, max_pixels)
    if kind is not None:
        return _as_url(kind, reference.path.read_bytes())
    picture = load_picture(reference)
    scale = math.sqrt(max_pixels / (picture.width * picture.height))
    if scale < 1:
        picture = picture.resize((max(1, int(picture.width * scale)), max(1, int(picture.height * scale))))
    buffer = io.BytesIO()
    picture.save(buffer, format="JPEG", quality=92)
    return _as_url("image/jpeg", buffer.getvalue())


def _kind_to_send(reference: ImageReference, max_pixels: int) -> str | None:
    """The media type of a file that can be sent as it is: known, upright, not too large, whole."""
    try:
        with Image.open(reference.path) as picture:
            upright = picture.getexif().get(ExifTags.Base.Orientation, 1) == 1
            small = picture.width * picture.height <= max_pixels
            if not (upright and small):
                return None
            picture.load()
            return SENT_AS_THEY_ARE.get(picture.format)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise AnswerRefused(f"The picture {reference.key} cannot be read: {error}") from error


def _as_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
