"""Certificates: what is the same for all is compiled once, the rest is drawn on each.

The sheet is A4 landscape. All measures are points from the lower left corner.
"""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from flask_babel import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from competition.documents import certificate_art as art
from competition.documents.certificate_words import check_wording, fit_words, write_words
from competition.documents.dates import chinese_date
from competition.documents.draw import draw_line
from competition.documents.fonts import Fonts
from competition.documents.lines import fit_block, fit_items
from competition.documents.qr import qr_path
from competition.documents.stencil import Pen, Stencil, compile_stencil
from competition.documents.text import typeset
from competition.domain.refusal import Refusal

_ISSUER_X, _ISSUER_Y, _ISSUER_WIDTH = 606.0, 128.0, 330.0
_ISSUER_STEP = 26.0  # from one issuer's baseline up to the next
_SEAL_SIDE = 86.0
_QR_X, _QR_Y, _QR_SIDE = 92.0, 76.0, 72.0
_NUMBER_X = _QR_X + _QR_SIDE + 8
_VOID_COLOUR = HexColor("#f0d5cc")


@dataclass(frozen=True, slots=True)
class CertificateTemplate:
    """What all certificates of one issue share.

    Attributes:
        competition: name above the heading.
        wording: text with the places ``{title}``, ``{tier}`` and ``{unit}``; each line is a
            paragraph, and a line that is just ``{tier}`` is set large in the middle.
        issuers: bodies that sign, at most three.
        issued_on: date of issue.
        seal_png: image of the seal, transparent where there is no ink.
        heading: large words at the top.
        after_names: what follows the names, such as ``同志：``.
        rehearsal: mark every sheet as void.
    """

    competition: str
    wording: str
    issuers: tuple[str, ...]
    issued_on: date
    seal_png: bytes | None = None
    heading: str = "荣誉证书"
    after_names: str = "："
    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """What differs from certificate to certificate; one to eight names."""

    names: tuple[str, ...]
    title: str
    tier: str
    number: str
    verify_url: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CompiledTemplate:
    """A template whose ground, heading, issuers and seal are bytes already."""

    template: CertificateTemplate
    fonts: Fonts
    stencil: Stencil

    def render(self, certificate: Certificate) -> bytes:
        """The PDF of one certificate; the same bytes for the same values.

        Raises:
            Refusal: ``certificate.names`` (most), ``glyph.missing``, ``text.too_long``,
                ``text.does_not_fit``, ``certificate.placeholder``.
        """
        template = self.template
        words = fit_words(
            certificate.names,
            template.after_names,
            template.wording,
            {"title": certificate.title, "tier": certificate.tier, "unit": certificate.unit},
            fonts=self.fonts,
            bottom=_ISSUER_Y + len(template.issuers) * _ISSUER_STEP,
        )
        pen = Pen()
        write_words(pen, words)
        _write_number(pen, certificate, self.fonts)
        return self.stencil.complete(
            pen,
            title=f"{template.heading} {certificate.number}",
            author="、".join(template.issuers),
        )


def compile_template(template: CertificateTemplate, fonts: Fonts) -> CompiledTemplate:
    """Draw what all certificates share, once.

    Raises:
        Refusal: ``certificate.placeholder`` (name), ``certificate.seal`` when the seal is no
            image, and what `typeset` refuses.
    """
    check_wording(template.wording)
    stencil = compile_stencil(
        lambda canvas: _draw_static(canvas, template, fonts), (art.WIDTH, art.HEIGHT)
    )
    return CompiledTemplate(template, fonts, stencil)


def _draw_static(canvas: Canvas, template: CertificateTemplate, fonts: Fonts) -> None:
    middle = art.WIDTH / 2
    art.define_pieces(canvas)
    canvas.saveState()
    art.draw_ground(canvas)
    if template.rehearsal:
        _draw_void(canvas, fonts)
    _draw_competition(canvas, template.competition, fonts)
    heading = typeset(template.heading, fonts.black, longest=12)
    draw_line(
        canvas, heading, middle, 440,
        size=52, colour=art.RED, align="centre", tracking=20 if len(heading) < 7 else 4,
    )  # fmt: skip
    art.draw_heading_rule(canvas, 420)
    hint = typeset(_("扫描二维码可验证本证书"), fonts.song)
    draw_line(canvas, hint, _NUMBER_X, _QR_Y + 22, size=9.5, colour=art.DEEP_GOLD)
    _draw_issuers(canvas, template, fonts)
    canvas.restoreState()


def _draw_competition(canvas: Canvas, name: str, fonts: Fonts) -> None:
    """The name of the competition in one line, or in two small ones."""
    block = fit_block(
        [typeset(name, fonts.song, longest=90)],
        width=570,
        height=34,
        sizes=(17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0),
        leading=1.25,
    )
    (lines,) = block.paragraphs
    y = 504 + (len(lines) - 1) * block.size * 0.62
    for line in lines:
        draw_line(
            canvas, line, art.WIDTH / 2, y,
            size=block.size, colour=art.DEEP_GOLD, align="centre", tracking=1.2,
        )  # fmt: skip
        y -= block.size * 1.25


def _draw_void(canvas: Canvas, fonts: Fonts) -> None:
    """The mark of a rehearsal, large and under everything else."""
    words = typeset(_("演练用　无效"), fonts.black)
    for x, y in ((art.WIDTH * 0.33, 300), (art.WIDTH * 0.69, 190)):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(24)
        draw_line(canvas, words, 0, 0, size=64, colour=_VOID_COLOUR, align="centre", tracking=6)
        canvas.restoreState()


def _draw_issuers(canvas: Canvas, template: CertificateTemplate, fonts: Fonts) -> None:
    issuers = [typeset(name, fonts.song, longest=60) for name in template.issuers]
    fitted = [
        fit_items(
            [name],
            gap=name,
            width=_ISSUER_WIDTH,
            height=40,
            sizes=(18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0),
            leading=1.5,
        )
        for name in issuers
    ]
    if template.seal_png is not None:
        _draw_seal(canvas, template.seal_png)
    size = min((line.size for line in fitted), default=16.0)
    for number, line in enumerate(fitted):
        y = _ISSUER_Y + (len(fitted) - 1 - number) * _ISSUER_STEP
        draw_line(canvas, line.lines[0], _ISSUER_X, y, size=size, colour=art.INK, align="centre")
    day = typeset(chinese_date(template.issued_on), fonts.song)
    draw_line(canvas, day, _ISSUER_X, _ISSUER_Y - 27, size=15, colour=art.INK, align="centre")


def _draw_seal(canvas: Canvas, png: bytes) -> None:
    try:
        image = ImageReader(BytesIO(png))
        width, height = image.getSize()
    except Exception as error:  # Pillow raises many kinds for broken images
        raise Refusal("certificate.seal") from error
    side = _SEAL_SIDE / max(width, height)
    canvas.drawImage(
        image,
        _ISSUER_X - width * side / 2,
        _ISSUER_Y - 6 - height * side / 2,
        width * side,
        height * side,
        mask="auto",
    )


def _write_number(pen: Pen, certificate: Certificate, fonts: Fonts) -> None:
    pen.path(qr_path(certificate.verify_url).placed(_QR_X, _QR_Y, _QR_SIDE))
    number = typeset(_("证书编号：") + certificate.number, fonts.song, longest=60)
    pen.line(number, _NUMBER_X, _QR_Y + 42, size=11.5, colour=art.INK)
