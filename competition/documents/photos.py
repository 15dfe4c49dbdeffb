"""Photos from a phone: known by their content, drawn anew at a size for the screen.

What a camera writes into a picture (place, device, comments) goes; the moment it was taken is read
first. HEIC, which browsers do not show, is refused by name.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageOps

from competition.documents.uploads import megabytes
from competition.domain.refusal import Refusal

LONGEST_SIDE = 1_600
SMALL_SIDE = 320
_MOST_PIXELS = 60_000_000
_QUALITY = 85
_SMALL_QUALITY = 78
_HEIC = re.compile(rb"....ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL)
_EXIF_IFD, _TAKEN, _OFFSET = 0x8769, 0x9003, 0x9011
_MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_ZONE = re.compile(r"[+-]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Photo:
    """An accepted photo.

    Attributes:
        content: a JPEG without metadata, its longest side at most `LONGEST_SIDE`.
        small: the same for lists, at most `SMALL_SIDE`.
        taken: when, as the camera says: by its own clock where it names no zone; None if it is
            silent.
    """

    content: bytes
    small: bytes
    taken: datetime | None

    media_type = "image/jpeg"
    extension = ".jpg"


def check_photo(data: bytes, *, most_bytes: int) -> Photo:
    """Accept a photo by its size and content: JPEG, PNG or WebP.

    Args:
        data: the file.
        most_bytes: largest size allowed.
    Raises:
        Refusal: ``upload.empty``, ``upload.too_big`` (limit in MB, size in MB), ``photo.heic``,
            ``photo.kind``, ``upload.broken`` (kind), ``upload.too_many_pixels`` (limit in
            millions).
    """
    if not data:
        raise Refusal("upload.empty")
    if len(data) > most_bytes:
        raise Refusal("upload.too_big", limit=megabytes(most_bytes), size=megabytes(len(data)))
    if _HEIC.match(data):
        raise Refusal("photo.heic")
    kind = _kind_of(data)
    if kind is None:
        raise Refusal("photo.kind")
    plain, taken = _opened(data, kind)
    return Photo(
        _drawn(plain, LONGEST_SIDE, _QUALITY), _drawn(plain, SMALL_SIDE, _SMALL_QUALITY), taken
    )


def _kind_of(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    return None


def _opened(data: bytes, kind: str) -> tuple[Image.Image, datetime | None]:
    """The pixels, and the moment that the camera wrote beside them."""
    try:
        with Image.open(BytesIO(data), formats=(kind,)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise Refusal("upload.too_many_pixels", limit=_MOST_PIXELS // 1_000_000)
            taken = _taken(image)
            return _upright(image), taken
    except Refusal:
        raise
    except Image.DecompressionBombError as error:
        raise Refusal("upload.too_many_pixels", limit=_MOST_PIXELS // 1_000_000) from error
    except Exception as error:  # Pillow meets broken files with many kinds of exception
        raise Refusal("upload.broken", kind=kind) from error


def _taken(image: Image.Image) -> datetime | None:
    """The moment in the picture's EXIF block; a camera whose clock was never set says nothing."""
    values = image.getexif().get_ifd(_EXIF_IFD)
    found = _MOMENT.fullmatch(str(values.get(_TAKEN, "")).strip("\0 "))
    if found is None:
        return None
    year, month, day, clock = found.groups()
    zone = str(values.get(_OFFSET, "")).strip("\0 ")
    try:
        return datetime.fromisoformat(
            f"{year}-{month}-{day}T{clock}{zone if _ZONE.fullmatch(zone) else ''}"
        )
    except ValueError:
        return None


def _upright(image: Image.Image) -> Image.Image:
    """The pixels alone, turned as they were seen, on white where the picture was open."""
    image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
    image.load()
    turned = ImageOps.exif_transpose(image)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if not turned.has_transparency_data:
        return turned.convert("RGB")
    seen = turned.convert("RGBA")
    ground = Image.new("RGB", seen.size, (255, 255, 255))
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def _drawn(plain: Image.Image, side: int, quality: int) -> bytes:
    bare = Image.new("RGB", plain.size)
    bare.paste(plain)
    bare.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
