"""Sheets of thumbnails: what is on them, who may see them, and how long they last."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image as Picture

from annotation.pictures.sheets import CELL, CELLS, MARGIN, PITCH, Place, places_of
from annotation.pictures.storing import rendition_name
from tests import factories


@pytest.fixture
def images(benchmark):
    """Three pictures of three colours."""
    return [factories.make_image(benchmark, f"{number}.jpg") for number in range(3)]


def address_of(*pks) -> str:
    return reverse("annotation:image_sheet", args=["-".join(map(str, pks))])


def sheet_of(answer) -> Picture.Image:
    return Picture.open(io.BytesIO(answer.content)).convert("RGBA")


def thumbnail_of(image) -> Picture.Image:
    with default_storage.open(rendition_name(image.sha256, "thumbnail")) as file:
        return Picture.open(file).convert("RGBA").resize(CELL)


def difference(one: Picture.Image, other: Picture.Image) -> float:
    """How far the colours of two pictures lie apart on average, of 255."""
    pairs = zip(one.resize((8, 6)).tobytes(), other.resize((8, 6)).tobytes(), strict=True)
    return sum(abs(a - b) for a, b in pairs) / (8 * 6 * 4)


def cell(sheet: Picture.Image, number: int) -> Picture.Image:
    width, height = CELL
    return sheet.crop((0, PITCH * number + MARGIN, width, PITCH * number + MARGIN + height))


def test_each_picture_stands_in_its_cell(images, annotator, client_of):
    answer = client_of(annotator).get(address_of(*[image.pk for image in reversed(images)]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    sheet = sheet_of(answer)
    assert sheet.size == (CELL[0], PITCH * 3)
    apart = [[difference(cell(sheet, at), thumbnail_of(image)) for image in images] for at in range(3)]
    assert [row.index(min(row)) for row in apart] == [2, 1, 0]
    assert max(min(row) for row in apart) < 6


def test_a_sheet_is_private_and_never_asked_for_twice(images, annotator, client_of):
    client = client_of(annotator)
    answer = client.get(address_of(images[0].pk, images[1].pk))
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    again = client.get(address_of(images[0].pk, images[1].pk), headers={"If-None-Match": answer["ETag"]})
    other = client.get(address_of(images[1].pk, images[0].pk))
    assert (again.status_code, again.content, other["ETag"] == answer["ETag"]) == (304, b"", False)


def test_a_sheet_with_a_picture_of_elsewhere_is_not_there(images, annotator, outsider, client_of, client):
    elsewhere = factories.make_image(factories.make_benchmark("other"))
    assert client_of(annotator).get(address_of(images[0].pk, elsewhere.pk)).status_code == 404
    assert client_of(outsider).get(address_of(images[0].pk)).status_code == 404
    assert client.get(address_of(images[0].pk)).status_code == 302


def test_a_sheet_with_a_picture_that_is_awaited_is_not_there(benchmark, images, annotator, client_of):
    awaited = factories.make_image(benchmark, "later.jpg", stored=False)
    assert client_of(annotator).get(address_of(images[0].pk, awaited.pk)).status_code == 404


@pytest.mark.parametrize("pks", ["", "x", "1-", "-1", "1--2", "1.5", "٣", "9" * 19, "-".join(["1"] * (CELLS + 1))])
def test_an_odd_address_is_of_no_sheet(images, annotator, client_of, pks):
    assert client_of(annotator).get(f"/images/sheets/{pks}").status_code == 404


def test_the_cell_of_a_file_that_is_gone_stays_empty_until_it_is_back(images, annotator, client_of):
    client, where = client_of(annotator), address_of(*[image.pk for image in images])
    name = rendition_name(images[1].sha256, "thumbnail")
    with default_storage.open(name) as file:
        content = file.read()
    default_storage.delete(name)
    torn = client.get(where)
    default_storage.save(name, ContentFile(content))
    assert torn["Cache-Control"] == "no-store"
    assert cell(sheet_of(torn), 1).getextrema()[3] == (0, 0)
    assert difference(cell(sheet_of(torn), 2), thumbnail_of(images[2])) < 6
    assert difference(cell(sheet_of(client.get(where)), 1), thumbnail_of(images[1])) < 6


def test_a_long_list_has_several_sheets_and_each_picture_one_place():
    pks = [7, 7, *range(100, 100 + CELLS), 7]
    places = places_of(pks)
    first, second = address_of(7, *range(100, 99 + CELLS)), address_of(99 + CELLS)
    assert places[7] == Place(first, 0)
    assert places[98 + CELLS] == Place(first, CELLS - 1)
    assert places[99 + CELLS] == Place(second, 0)
    assert len(places) == CELLS + 1
