import io

import pytest
from PIL import Image as Picture

from tests import factories


@pytest.fixture
def image(benchmark):
    return factories.make_image(benchmark)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_rendition_is_private_and_never_asked_for_twice(image, annotator, client_of):
    client = client_of(annotator)
    answer = client.get(image.screen_url())
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert Picture.open(io.BytesIO(body(answer))).size == (64, 48)
    again = client.get(image.screen_url(), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])


def test_each_rendition_has_a_tag_of_its_own(image, annotator, client_of):
    client = client_of(annotator)
    screen, thumbnail = client.get(image.screen_url()), client.get(image.thumbnail_url())
    assert (screen["ETag"] == thumbnail["ETag"], body(screen)[:4], body(thumbnail)[:4]) == (False, b"RIFF", b"RIFF")


@pytest.mark.parametrize("rendition", ["original", "originals", "..", "screens"])
def test_nothing_but_renditions_is_served(image, annotator, client_of, rendition):
    assert client_of(annotator).get(f"/images/{image.pk}/{rendition}").status_code == 404


def test_pictures_are_for_members_only(image, outsider, client_of, client):
    assert client_of(outsider).get(image.screen_url()).status_code == 404
    assert client.get(image.screen_url()).status_code == 302
    assert client_of(outsider).get("/images/999999/screen").status_code == 404


def test_a_picture_that_is_awaited_is_not_there(benchmark, annotator, client_of):
    image = factories.make_image(benchmark, "later.jpg", stored=False)
    assert client_of(annotator).get(image.screen_url()).status_code == 404


def test_behind_nginx_the_file_is_handed_on(image, annotator, client_of, settings):
    settings.ACCEL_REDIRECT_PREFIX = "/protected/"
    answer = client_of(annotator).get(image.thumbnail_url())
    name = f"/protected/thumbnails/{image.sha256[:2]}/{image.sha256}.webp"
    assert (answer["X-Accel-Redirect"], answer.content) == (name, b"")
