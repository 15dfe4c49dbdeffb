"""A copy of a PDF for blind judges: the pages as they look, nothing about who made them.

Only the pages are carried over, so that document information, XMP, attached files, scripts,
bookmarks and form data stay behind with the catalog. In the pages, what names an author is taken
out wherever it stands: annotations, private data of programs, and the metadata inside pictures.
"""

from io import BytesIO
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from competition.documents.uploads import open_pdf
from competition.domain.refusal import Refusal

_TELLING_OF_PAGES = (
    "/AA", "/AF", "/B", "/DPart", "/ID", "/PresSteps", "/StructParents", "/Tabs",
    "/TemplateInstantiated", "/Thumb", "/VP",
)  # fmt: skip
_TELLING_ANYWHERE = ("/LastModified", "/Metadata", "/OPI", "/PieceInfo")
_ANNOTATION_KEYS = frozenset(("/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F"))
_DROPPED_ANNOTATIONS = frozenset(
    ("/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D", "/Link", "/Popup")
)
_JPEG_TELLING = frozenset((0xE1, 0xED, 0xFE))  # Exif and XMP, IPTC, comment


def blind_copy(data: bytes) -> bytes:
    """The PDF without metadata, attachments, scripts, links and names of authors.

    Text and pictures on the pages are left as they are: form review must have read them.

    Args:
        data: a PDF that `check_upload` accepted.
    Raises:
        Refusal: ``upload.encrypted``, ``upload.broken`` (kind), ``upload.too_many_pages``.
    """
    reader = open_pdf(data)
    writer = PdfWriter()
    try:
        for page in reader.pages:
            for name in (*_TELLING_OF_PAGES, *_TELLING_ANYWHERE):
                page.pop(name, None)
            _keep_appearances(page)
            _strip(page)
            writer.add_page(page)
        writer.metadata = None
        out = BytesIO()
        writer.write(out)
    except Exception as error:  # pypdf meets broken files with many kinds of exception
        raise Refusal("upload.broken", kind="PDF") from error
    return out.getvalue()


def _keep_appearances(page: DictionaryObject) -> None:
    """Annotations keep what is seen of them; who wrote them and what they do goes."""
    kept = ArrayObject()
    annotations = page.get("/Annots")
    for reference in annotations.get_object() if annotations is not None else []:
        annotation = reference.get_object()
        if not isinstance(annotation, DictionaryObject) or "/AP" not in annotation:
            continue
        if annotation.get("/Subtype") in _DROPPED_ANNOTATIONS:
            continue
        for key in list(annotation):
            if key not in _ANNOTATION_KEYS:
                del annotation[key]
        kept.append(reference)
    if kept:
        page[NameObject("/Annots")] = kept
    elif "/Annots" in page:
        del page["/Annots"]


def _strip(page: DictionaryObject) -> None:
    """Take telling entries out of every object that the page uses."""
    waiting: list[Any] = [page.raw_get(name) for name in page if name != "/Parent"]
    seen: set[tuple[int, int]] = set()
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            key = (thing.idnum, thing.generation)
            if key in seen:
                continue
            seen.add(key)
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            for name in _TELLING_ANYWHERE:
                thing.pop(name, None)
            if thing.get("/Type") == "/OCG":
                thing.pop("/Usage", None)
            if isinstance(thing, StreamObject) and _is_jpeg(thing):
                thing._data = bare_jpeg(thing._data)
            waiting += [thing.raw_get(name) for name in thing]
        elif isinstance(thing, ArrayObject):
            waiting += list(thing)


def _is_jpeg(stream: StreamObject) -> bool:
    return stream.get("/Filter") in ("/DCTDecode", ["/DCTDecode"])


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without its Exif, XMP, IPTC and comment segments; the picture is not touched.

    Source: ITU-T T.81, B.1.1: segments up to the start of scan carry their length.
    """
    if not data.startswith(b"\xff\xd8"):
        return data
    kept = [b"\xff\xd8"]
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        if data[place + 1] == 0xFF:
            place += 1
            continue
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if data[place + 1] not in _JPEG_TELLING:
            kept.append(data[place:end])
        place = end
    kept.append(data[place:])
    return b"".join(kept)
