"""Thumbnails drawn one below the other on a sheet: a long list asks for a few files, not for one a row."""

import io
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from PIL import Image, ImageOps

from annotation.pictures.storing import open_rendition

CELL = (120, 90)  # pixels of one thumbnail; `.thumb` in studio.css shows it as 72 × 54, and has a class for each place
MARGIN = 3  # pixels above and below it, of its own colours, or its neighbours would shine in where it is made smaller
PITCH = CELL[1] + 2 * MARGIN  # from one cell to the next
CELLS = 25  # on a sheet: what a browser loads ahead of a list stays small
ADDRESS = re.compile(rf"[0-9]{{1,18}}(-[0-9]{{1,18}}){{0,{CELLS - 1}}}")
KEPT_SHEETS = 64  # of some 60 kB each, in a process
QUALITY = 70  # of 100, as WebP counts


class Place(NamedTuple):
    """Where a thumbnail is found: the sheet's address, and its cell from the top, counted from 0."""

    address: str
    cell: int


def places_of(pks: Iterable[int]) -> dict[int, Place]:
    """The place of each picture, by its id, in the order in which a list shows them; a picture is drawn once."""
    distinct, places = list(dict.fromkeys(pks)), {}
    for start in range(0, len(distinct), CELLS):
        part = distinct[start : start + CELLS]
        address = reverse("annotation:image_sheet", args=["-".join(map(str, part))])
        places |= {pk: Place(address, cell) for cell, pk in enumerate(part)}
    return places


def ids_of(pks: str) -> list[int]:
    """The picture ids of a sheet's address; none where it is not one."""
    return [int(pk) for pk in pks.split("-")] if ADDRESS.fullmatch(pks) else []


@lru_cache(maxsize=KEPT_SHEETS)
def whole_sheet(checksums: tuple[str, ...]) -> bytes:
    """The pictures' thumbnails as one WebP. Raises FileNotFoundError where one is missing, MediaStoreError."""
    return _drawn([_cell(sha256) for sha256 in checksums])


def torn_sheet(checksums: tuple[str, ...]) -> bytes:
    """The same with an empty cell for each thumbnail that is missing. Raises MediaStoreError."""
    return _drawn([_cell_or_none(sha256) for sha256 in checksums])


def _cell(sha256: str) -> Image.Image:
    with open_rendition(sha256, "thumbnail") as file, Image.open(file, formats=["WEBP"]) as thumbnail:
        return _with_margins(ImageOps.fit(thumbnail.convert("RGB"), CELL, Image.Resampling.BOX))


def _with_margins(picture: Image.Image) -> Image.Image:
    (width, height), cell = CELL, Image.new("RGB", (CELL[0], PITCH))
    for edge, top in ((0, 0), (height - 1, MARGIN + height)):
        cell.paste(picture.crop((0, edge, width, edge + 1)).resize((width, MARGIN)), (0, top))
    cell.paste(picture, (0, MARGIN))
    return cell


def _cell_or_none(sha256: str) -> Image.Image | None:
    try:
        return _cell(sha256)
    except FileNotFoundError:
        return None


def _drawn(cells: list[Image.Image | None]) -> bytes:
    sheet = Image.new("RGBA", (CELL[0], PITCH * len(cells)))
    for place, cell in enumerate(cells):
        if cell:
            sheet.paste(cell, (0, PITCH * place))
    buffer = io.BytesIO()
    sheet.save(buffer, "WEBP", quality=QUALITY, method=2)
    return buffer.getvalue()
