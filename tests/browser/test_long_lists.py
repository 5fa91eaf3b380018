"""Long lists of pictures in Chromium: read to their end they ask for few files, and each row has its own picture."""

import io

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from PIL import Image as Picture

from annotation.models import Image, Role
from annotation.pictures.storing import rendition_name
from tests import factories
from tests.browser.test_every_page import MOST_BYTES, MOST_REQUESTS

PICTURES = 50
ASKED = """() => {
  const entries = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
  return Object.entries(Object.fromEntries(entries.map((entry) => [entry.name, entry.encodedBodySize])));
}"""


@pytest.fixture
def long_benchmark(benchmark):
    """A benchmark whose 50 pictures are asked about twice each."""
    with transaction.atomic():
        for number in range(1, PICTURES + 1):
            image = factories.make_image(benchmark, f"anger/{number:03}.jpg")
            for split in ("basic", "complex"):
                factories.make_sample(benchmark, image, split=split)
    return benchmark


def colours(picture: Picture.Image) -> list[int]:
    """The colours of a picture where its parts lie, away from their edges."""
    return list(picture.convert("RGB").resize((4, 3), Picture.Resampling.BOX).tobytes())


def colours_of(image: Image) -> list[int]:
    """The colours of a picture's thumbnail."""
    with default_storage.open(rendition_name(image.sha256, "thumbnail")) as file:
        return colours(Picture.open(file))


def colours_shown(thumb) -> list[int]:
    """The colours of what a row of the page shows."""
    thumb.scroll_into_view_if_needed()
    thumb.evaluate("(image) => image.decode()")
    shown = Picture.open(io.BytesIO(thumb.screenshot()))
    return colours(shown.crop((2, 2, shown.width - 2, shown.height - 2)))


def nearest(found: list[int], known: dict[str, list[int]]) -> str:
    """The path of the picture whose colours come nearest."""
    return min(known, key=lambda path: sum(abs(a - b) for a, b in zip(found, known[path], strict=True)))


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("page_name", "rows"), [("samples", 2 * PICTURES), ("pictures", PICTURES)])
def test_a_long_list_asks_for_few_files_and_shows_each_picture(page_name, rows, width, long_benchmark, open_page):
    user = factories.make_user("ana")
    factories.add_member(long_benchmark, user, Role.ANNOTATOR)
    known = {image.path: colours_of(image) for image in Image.objects.all()}
    page = open_page(user, width=width)
    page.goto(reverse(f"review:{page_name}", args=[long_benchmark.slug]))
    thumbs, paths = page.locator(".thumb"), page.locator("td.wide .mono").all_inner_texts()
    assert [thumbs.count(), len(paths)] == [rows, rows]
    for row in (0, 1, rows // 2 - 1, rows // 2, rows - 1):
        assert nearest(colours_shown(thumbs.nth(row)), known) == paths[row]
    asked = page.evaluate(ASKED)
    assert len(asked) <= MOST_REQUESTS, [name for name, _size in asked]
    assert sum(size for _name, size in asked) <= MOST_BYTES, asked
