"""Pictures are decoded in a process of their own, and never beyond what a photograph of a letter needs."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from web.picture_worker import MOST_PIXELS, ORIENTATION
from web.uploads import TooLargePictureError, UnreadableFileError, checked

pytestmark = pytest.mark.either_stack


def a_picture(size=(40, 30), kind="PNG", mode="RGB", **options) -> SimpleUploadedFile:
    content = BytesIO()
    Image.new(mode, size, 1).save(content, kind, **options)
    return SimpleUploadedFile("x", content.getvalue())


def drawn(upload: SimpleUploadedFile) -> Image.Image:
    return Image.open(BytesIO(checked(upload).content.read()))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_with_too_many_pixels_is_refused_by_its_heading(kind):
    side = int(MOST_PIXELS**0.5) + 1
    with pytest.raises(TooLargePictureError):
        checked(a_picture((side, side), kind, "L"))


def test_a_large_jpeg_that_takes_much_memory_is_read_at_half_its_size():
    picture = drawn(a_picture((4000, 3000), "JPEG", progressive=True, subsampling=0))
    assert picture.size == (2000, 1500)


def test_which_way_is_up_is_kept_and_nothing_else_of_the_camera():
    exif = Image.Exif()
    exif[ORIENTATION], exif[0x010E] = 6, "Kitchen at 214 Dundas Street"
    picture = drawn(a_picture(kind="JPEG", exif=exif, comment=b"214 Dundas Street"))
    assert dict(picture.getexif()) == {ORIENTATION: 6}
    assert "comment" not in picture.info


def test_a_transparent_drawing_stays_transparent():
    content = BytesIO()
    Image.new("RGBA", (40, 30), (200, 10, 10, 0)).quantize().save(content, "PNG")
    picture = drawn(SimpleUploadedFile("x", content.getvalue()))
    assert picture.mode == "P"
    assert picture.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"words",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + b"x" * 100_000,
        b"\xff\xd8\xff" + b"\x00" * 100_000,
        b"%PDF-1.7 cut off",
    ],
)
def test_what_is_damaged_or_something_else_is_unreadable(content):
    with pytest.raises(UnreadableFileError) as refusal:
        checked(SimpleUploadedFile("x", content))
    assert not isinstance(refusal.value, TooLargePictureError)


def test_a_picture_that_breaks_off_is_unreadable():
    content = a_picture((400, 300), "JPEG", quality=100).read()
    with pytest.raises(UnreadableFileError):
        checked(SimpleUploadedFile("x", content[: len(content) // 2]))
