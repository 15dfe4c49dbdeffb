import io
import zlib

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf.annotations import FreeText, Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from competition.documents.blind_pdf import bare_jpeg, blind_copy
from competition.documents.uploads import FileKind, check_upload
from competition.domain.refusal import Refusal

SECRET = "Zhang Sanfeng"
MEGABYTE = 1024 * 1024


def picture(kind: str, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    image = Image.new("RGB", size, (200, 30, 40))
    image.putpixel((0, 0), (0, 0, 255))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def telling_jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = SECRET
    exif[0x0112] = 6
    return picture("JPEG", exif=exif, comment=SECRET.encode(), quality=95)


def telling_pdf() -> bytes:
    """Two pages that name their author in every hidden place."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(300, 200), pageCompression=0)
    canvas.setAuthor(SECRET)
    canvas.drawString(20, 150, "visible words")
    canvas.drawImage(ImageReader(io.BytesIO(telling_jpeg())), 20, 20)
    canvas.bookmarkPage("here")
    canvas.addOutlineEntry(SECRET, "here")
    canvas.showPage()
    canvas.drawString(20, 150, "second page")
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(target.getvalue()))
    writer.add_metadata({"/Company": SECRET})
    writer.add_attachment("author.txt", SECRET.encode())
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject(f"app.alert('{SECRET}')"),
        }
    )
    note = FreeText(text="seen", rect=(10, 10, 90, 30))
    note[NameObject("/T")] = TextStringObject(SECRET)
    note[NameObject("/AP")] = DictionaryObject({NameObject("/N"): _appearance(writer)})
    writer.add_annotation(0, note)
    writer.add_annotation(0, Link(url=f"https://{SECRET}.cn", rect=(0, 0, 9, 9)))
    page = writer.pages[0]
    private = StreamObject()
    private.set_data(SECRET.encode())
    page[NameObject("/Metadata")] = writer._add_object(private)
    page[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/Tool"): TextStringObject(SECRET)}
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _appearance(writer: pypdf.PdfWriter) -> object:
    form = StreamObject()
    form.set_data(b"1 0 0 rg 0 0 80 20 re f")
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(map(FloatObject, (0, 0, 80, 20))),
        }
    )
    return writer._add_object(form)


def everything_in(pdf: bytes) -> str:
    """The whole of a PDF as text, each stream unpacked."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    parts = [pdf.decode("latin-1"), repr(reader.trailer)]
    for number in range(1, int(reader.trailer["/Size"])):
        thing = pypdf.generic.IndirectObject(number, 0, reader).get_object()
        parts.append(repr(thing))
        if isinstance(thing, StreamObject):
            image = "/DCTDecode" in repr(thing.get("/Filter"))
            parts.append((thing._data if image else thing.get_data()).decode("latin-1"))
    return "\n".join(parts)


def refusal(data: bytes, **options: object) -> Refusal:
    with pytest.raises(Refusal) as refused:
        check_upload(data, **{"name": "x.pdf", "most_bytes": MEGABYTE, **options})
    return refused.value


def test_the_kind_comes_from_the_content_and_the_name_follows_it() -> None:
    png = check_upload(picture("PNG"), name="..\\报告/照片.pdf.exe", most_bytes=MEGABYTE)
    pdf = check_upload(telling_pdf(), name="证明", most_bytes=MEGABYTE)

    assert (png.kind, png.name, png.pages) == (FileKind.PNG, "照片.pdf.png", 1)
    assert (pdf.kind, pdf.name, pdf.pages) == (FileKind.PDF, "证明.pdf", 2)
    assert [kind.media_type for kind in FileKind] == ["application/pdf", "image/jpeg", "image/png"]


def test_a_picture_is_drawn_anew_upright_and_without_metadata() -> None:
    accepted = check_upload(telling_jpeg(), name="a.jpg", most_bytes=MEGABYTE)

    image = Image.open(io.BytesIO(accepted.content))
    assert SECRET.encode() not in accepted.content
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (40, 60), {})
    assert "comment" not in image.info


def test_a_png_loses_its_texts_and_keeps_its_transparency() -> None:
    clear = Image.new("RGBA", (4, 4), (1, 2, 3, 0))
    out = io.BytesIO()
    info = PngInfo()
    info.add_text("Author", SECRET)
    clear.save(out, "PNG", pnginfo=info)

    accepted = check_upload(out.getvalue(), name="a.png", most_bytes=MEGABYTE)

    image = Image.open(io.BytesIO(accepted.content))
    assert SECRET.encode() not in accepted.content
    assert (image.mode, image.getpixel((0, 0))[3], image.info) == ("RGBA", 0, {})


def test_a_large_picture_is_made_smaller() -> None:
    accepted = check_upload(picture("PNG", (5000, 100)), name="a.png", most_bytes=MEGABYTE)

    assert Image.open(io.BytesIO(accepted.content)).size == (4000, 80)


def test_what_was_drawn_once_is_accepted_again() -> None:
    once = check_upload(picture("PNG"), name="a.png", most_bytes=MEGABYTE)

    assert check_upload(once.content, name="a.png", most_bytes=MEGABYTE) == once


def encrypted_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(telling_pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "upload.empty"),
        (b"MZ\x90\x00" + b"\0" * 99, "upload.kind"),
        (b"<svg onload=alert(1)>", "upload.kind"),
        (picture("GIF"), "upload.kind"),
        (b"%PDF-1.7\nnothing more", "upload.broken"),
        (picture("JPEG")[:200], "upload.broken"),
        (picture("PNG")[:-30], "upload.broken"),
        (b"\x89PNG\r\n\x1a\n" + b"<script>", "upload.broken"),
        (b"x" * (MEGABYTE + 1), "upload.too_big"),
    ],
)
def test_what_is_no_sound_file_of_an_allowed_kind_is_refused(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_an_encrypted_pdf_is_refused() -> None:
    assert refusal(encrypted_pdf()).code == "upload.encrypted"


def test_a_kind_that_this_field_does_not_take_is_refused() -> None:
    refused = refusal(picture("PNG"), kinds=frozenset([FileKind.PDF, FileKind.JPEG]))

    assert (refused.code, refused.values) == ("upload.kind", {"kinds": "JPEG、PDF"})


def test_sizes_are_told_in_megabytes_rounded_up() -> None:
    refused = refusal(b"x" * (MEGABYTE * 3 // 2 + 1))

    assert refused.values == {"limit": "1", "size": "1.6"}


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    bomb = bytearray(picture("PNG"))
    header = bytearray(bomb[16:29])
    header[0:8] = (60_000).to_bytes(4, "big") + (60_000).to_bytes(4, "big")
    bomb[16:29] = header
    bomb[29:33] = zlib.crc32(b"IHDR" + bytes(header)).to_bytes(4, "big")

    assert refusal(bytes(bomb)).code == "upload.too_many_pixels"


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    writer = pypdf.PdfWriter()
    for _ in range(501):
        writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)

    assert refusal(out.getvalue()).values == {"limit": 500}


def test_a_blind_copy_names_nobody_and_shows_the_same_pages() -> None:
    original = telling_pdf()
    assert everything_in(original).count(SECRET) > 8

    copy = blind_copy(original)

    reader = pypdf.PdfReader(io.BytesIO(copy), strict=True)
    assert SECRET not in everything_in(copy)
    assert [page.extract_text().strip() for page in reader.pages] == [
        "visible words",
        "second page",
    ]
    assert reader.attachments == {}
    assert reader.xmp_metadata is None
    assert reader.outline == []
    assert "/Names" not in reader.root_object
    assert [each.get_object()["/Subtype"] for each in reader.pages[0]["/Annots"]] == ["/FreeText"]
    (image,) = reader.pages[0].images
    assert image.image.size == (60, 40)


def test_a_blind_copy_of_an_encrypted_pdf_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        blind_copy(encrypted_pdf())

    assert refused.value.code == "upload.encrypted"


def test_a_jpeg_is_stripped_without_touching_the_picture() -> None:
    stripped = bare_jpeg(telling_jpeg())

    assert SECRET.encode() not in stripped
    assert (
        Image.open(io.BytesIO(stripped)).tobytes()
        == Image.open(io.BytesIO(telling_jpeg())).tobytes()
    )


@given(data=st.binary(max_size=80))
@settings(derandomize=True, max_examples=200)
def test_stripping_never_fails_on_broken_pictures(data: bytes) -> None:
    stripped = bare_jpeg(b"\xff\xd8" + data)

    assert stripped.startswith(b"\xff\xd8")
    assert len(stripped) <= len(data) + 2


@given(data=st.binary(max_size=200), head=st.sampled_from([b"%PDF-1.4\n", b"\xff\xd8\xff", b""]))
@settings(derandomize=True, max_examples=150, deadline=None)
def test_any_bytes_are_accepted_or_refused_and_nothing_else(data: bytes, head: bytes) -> None:
    try:
        accepted = check_upload(head + data, name="x", most_bytes=MEGABYTE)
    except Refusal as refused:
        assert refused.code.startswith("upload.")
    else:
        assert accepted.kind in FileKind
