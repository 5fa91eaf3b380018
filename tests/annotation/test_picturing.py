import io

import pytest
from PIL import ExifTags, Image

from annotation.pictures.reading import MAXIMUM_BYTES, UnreadablePictureError, read_picture
from tests.annotation.pictures import encoded, png_header


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_the_type_is_told_by_the_content(format_):
    picture = read_picture(encoded((640, 480), format_))
    assert (picture.format, picture.width, picture.height) == (format_, 640, 480)


def test_renditions_are_webp_within_their_squares_and_never_enlarged():
    large, small = read_picture(encoded((2000, 1000))), read_picture(encoded((200, 100)))
    assert [opened(large.screen).size, opened(large.thumbnail).size] == [(1600, 800), (320, 160)]
    assert [opened(small.screen).size, opened(small.thumbnail).size] == [(200, 100), (200, 100)]
    assert opened(large.screen).format == "WEBP"


def test_orientation_is_applied_and_metadata_are_dropped():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "A private person"
    picture = read_picture(encoded((64, 32), "JPEG", exif=exif))
    assert (picture.width, picture.height) == (32, 64)
    screen = opened(picture.screen)
    assert (screen.size, dict(screen.getexif())) == ((32, 64), {})
    assert b"private" not in picture.screen + picture.thumbnail


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_metadata_do_not_spoil_a_picture():
    assert read_picture(encoded(format_="JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")).width == 64


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_a_png_is_read(mode):
    buffer = io.BytesIO()
    Image.new(mode, (40, 30)).save(buffer, "PNG")
    assert opened(read_picture(buffer.getvalue()).screen).mode == "RGB"


def test_what_is_transparent_becomes_white():
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(buffer, "PNG")
    assert opened(read_picture(buffer.getvalue()).screen).getpixel((20, 15)) == (255, 255, 255)


def test_the_same_picture_in_another_size_has_nearly_the_same_hash():
    one, other = (read_picture(encoded(size)).perceptual_hash for size in ((640, 480), (320, 240)))
    assert ((one ^ other) & (2**64 - 1)).bit_count() <= 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"hello, I am a text", "This is not a picture: JPEG, PNG, WebP, GIF and BMP are read."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is not a picture: JPEG, PNG, WebP, GIF and BMP are read."),
        (png_header(60_000, 10), "The picture is 60000 × 10 pixels; a side may have 20000."),
        (png_header(60_000, 60_000), "The picture has more than 50 million pixels: save it smaller."),
        (png_header(8_000, 7_000), "The picture has more than 50 million pixels: save it smaller."),
    ],
    ids=["empty", "text", "svg", "wide", "bomb", "large"],
)
def test_what_is_no_picture_is_refused_with_a_reason(content, reason):
    with pytest.raises(UnreadablePictureError) as refusal:
        read_picture(content)
    assert str(refusal.value) == reason


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_truncated_picture_is_refused(format_):
    content = encoded((640, 480), format_)
    with pytest.raises(UnreadablePictureError):
        read_picture(content[: len(content) * 2 // 3])


def test_a_file_that_is_too_large_is_refused_before_it_is_decoded():
    with pytest.raises(UnreadablePictureError) as refusal:
        read_picture(b"\0" * (MAXIMUM_BYTES + 1))
    assert str(refusal.value) == "The file is larger than 40 MB: save the picture smaller."
