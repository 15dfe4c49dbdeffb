"""Files that people send: known by their content, images drawn anew, links checked.

A file name and a declared type are claims; only the bytes count.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps
from pypdf import PdfReader

from competition.domain.numbering import safe_file_name
from competition.domain.refusal import Refusal

_MOST_PIXELS = 60_000_000
_LONGEST_SIDE = 4_000
_JPEG_QUALITY = 88
_MOST_PAGES = 500
_PDF_MARK_WITHIN = 1_024


class FileKind(StrEnum):
    """What an attachment may be."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"

    @property
    def media_type(self) -> str:
        """For the Content-Type header."""
        return "application/pdf" if self is FileKind.PDF else f"image/{self.value}"

    @property
    def extension(self) -> str:
        """With its dot, for file names."""
        return ".jpg" if self is FileKind.JPEG else f".{self.value}"


ALL_KINDS = frozenset(FileKind)


@dataclass(frozen=True, slots=True)
class Upload:
    """An accepted file.

    Attributes:
        kind: found from the content.
        content: what to keep: a PDF as it came, an image drawn anew without metadata.
        name: safe file name with the right extension.
        pages: of a PDF; 1 for an image.
    """

    kind: FileKind
    content: bytes
    name: str
    pages: int


def check_upload(
    data: bytes,
    *,
    name: str,
    most_bytes: int,
    kinds: frozenset[FileKind] = ALL_KINDS,
) -> Upload:
    """Accept a file by its size and content.

    Args:
        data: the file.
        name: as the sender calls it.
        most_bytes: largest size allowed.
        kinds: kinds allowed.
    Raises:
        Refusal: ``upload.empty``, ``upload.too_big`` (limit in MB, size in MB), ``upload.kind``
            (kinds), ``upload.broken`` (kind), ``upload.encrypted``, ``upload.too_many_pages``
            (limit), ``upload.too_many_pixels`` (limit in millions).
    """
    if not data:
        raise Refusal("upload.empty")
    if len(data) > most_bytes:
        raise Refusal("upload.too_big", limit=megabytes(most_bytes), size=megabytes(len(data)))
    kind = _kind_of(data)
    if kind is None or kind not in kinds:
        raise Refusal("upload.kind", kinds="、".join(sorted(each.name for each in kinds)))
    pages = 1
    if kind is FileKind.PDF:
        pages = len(open_pdf(data).pages)
    else:
        data = _drawn_anew(data, kind)
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0] or name
    return Upload(kind, data, safe_file_name(stem, extension=kind.extension), pages)


def open_pdf(data: bytes) -> PdfReader:
    """Parse a PDF, all its pages included.

    Raises:
        Refusal: ``upload.broken`` (kind), ``upload.encrypted``, ``upload.too_many_pages`` (limit).
    """
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise Refusal("upload.encrypted")
        count = len(reader.pages)
        if count > _MOST_PAGES:
            raise Refusal("upload.too_many_pages", limit=_MOST_PAGES)
        for page in reader.pages:
            _ = page.mediabox, page.get("/Resources")
    except Refusal:
        raise
    except Exception as error:  # pypdf meets broken files with many kinds of exception
        raise Refusal("upload.broken", kind="PDF") from error
    if count == 0:
        raise Refusal("upload.broken", kind="PDF")
    return reader


def _kind_of(data: bytes) -> FileKind | None:
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if b"%PDF-" in data[:_PDF_MARK_WITHIN]:
        return FileKind.PDF
    return None


def _drawn_anew(data: bytes, kind: FileKind) -> bytes:
    """The picture alone: upright, bounded, without camera, place, time or comments."""
    try:
        with Image.open(BytesIO(data), formats=(kind.name,)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise Refusal("upload.too_many_pixels", limit=_MOST_PIXELS // 1_000_000)
            image.load()
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.LANCZOS)
            has_alpha = kind is FileKind.PNG and upright.has_transparency_data
            plain = upright.convert("RGBA" if has_alpha else "RGB")
    except Refusal:
        raise
    except Image.DecompressionBombError as error:
        raise Refusal("upload.too_many_pixels", limit=_MOST_PIXELS // 1_000_000) from error
    except Exception as error:  # Pillow meets broken files with many kinds of exception
        raise Refusal("upload.broken", kind=kind.name) from error
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    out = BytesIO()
    if kind is FileKind.JPEG:
        bare.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    else:
        bare.save(out, "PNG", optimize=True)
    return out.getvalue()


def megabytes(size: int) -> str:
    """A size in bytes as MB with at most one decimal, rounded up."""
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
