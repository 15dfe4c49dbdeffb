"""Photos are known by their bytes and drawn anew; what the camera says of time stays."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from competition.documents.photos import LONGEST_SIDE, SMALL_SIDE, check_photo
from competition.domain.refusal import Refusal

MEGABYTE = 1024 * 1024
SECRET = "Zhang Sanfeng"


def picture(
    kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: object
) -> bytes:
    out = BytesIO()
    colour = (200, 30, 40, 0)[: len(mode)] if len(mode) > 1 else 0
    Image.new(mode, size, colour).save(out, kind, **more)
    return out.getvalue()


def camera_jpeg(taken: str = "2026:05:20 09:30:00", zone: str = "") -> bytes:
    """Lying on its side, with its maker, place and time."""
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = SECRET, 6
    inner = exif.get_ifd(0x8769)
    inner[0x9003] = taken
    if zone:
        inner[0x9011] = zone
    exif.get_ifd(0x8825)[2] = (30.0, 39.0, 0.0)
    return picture("JPEG", (2400, 1200), exif=exif, comment=SECRET.encode())


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_a_photo_is_upright_bounded_and_says_nothing_of_who_and_where() -> None:
    photo = check_photo(camera_jpeg(), most_bytes=MEGABYTE)

    whole, small = opened(photo.content), opened(photo.small)
    assert (whole.format, whole.size) == ("JPEG", (LONGEST_SIDE // 2, LONGEST_SIDE))
    assert (small.format, small.size) == ("JPEG", (SMALL_SIDE // 2, SMALL_SIDE))
    assert (dict(whole.getexif()), SECRET.encode() in photo.content) == ({}, False)


@pytest.mark.parametrize(
    ("taken", "zone", "moment"),
    [
        ("2026:05:20 09:30:00", "", datetime(2026, 5, 20, 9, 30)),
        ("2026:05:20 09:30:00", "+00:00", datetime(2026, 5, 20, 9, 30, tzinfo=UTC)),
        ("2026:05:20 09:30:00", "nonsense", datetime(2026, 5, 20, 9, 30)),
        ("0000:00:00 00:00:00", "", None),
        ("yesterday", "", None),
    ],
)
def test_the_moment_is_what_the_camera_says(taken: str, zone: str, moment: datetime | None) -> None:
    assert check_photo(camera_jpeg(taken, zone), most_bytes=MEGABYTE).taken == moment


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_that_phones_make_becomes_a_jpeg(kind: str) -> None:
    photo = check_photo(picture(kind), most_bytes=MEGABYTE)

    assert (opened(photo.content).format, opened(photo.content).size) == ("JPEG", (60, 40))


def test_what_is_open_in_a_picture_is_white() -> None:
    photo = check_photo(picture("PNG", mode="RGBA"), most_bytes=MEGABYTE)

    assert opened(photo.content).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "upload.empty"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "photo.heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", "photo.heic"),
        (b"%PDF-1.7", "photo.kind"),
        (b"GIF89a\x01\0\x01\0", "photo.kind"),
        (picture("JPEG")[:200], "upload.broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "upload.broken"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "upload.broken"),
        (picture("PNG", (9_000, 7_000), mode="1", compress_level=9), "upload.too_many_pixels"),
        (picture("JPEG") + bytes(MEGABYTE), "upload.too_big"),
    ],
    ids=["empty", "heic", "mif1", "pdf", "gif", "cut", "png", "webp", "pixels", "size"],
)
def test_what_is_no_photo_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_photo(data, most_bytes=MEGABYTE)

    assert refused.value.code == code
