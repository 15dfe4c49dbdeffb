"""The printable 申报表 of an entry: fields, members, attachments, signatures. Never shown blind."""

from dataclasses import dataclass

from flask_babel import gettext as _

from competition.documents.fonts import Fonts
from competition.documents.paper import A4_PORTRAIT, FAINT, Cell, Paper
from competition.documents.qr import qr_path

_MARGIN = 50.0
_LABEL_WIDTH = 104.0
_SIZE = 10.0
_LEADING = _SIZE * 1.5
_QR_SIDE = 66.0
_SIGNATURE_HEIGHT = 118.0
_SHORT_LINES = 3


@dataclass(frozen=True, slots=True)
class EntryField:
    """One answer: its label and what was written, line ends kept; empty prints as a dash."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class EntryTable:
    """Members or attachments: heads, rows of texts, and the share of the width of each column."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What is printed.

    Attributes:
        competition: its name.
        title: such as 项目申报表.
        number: of the entry; empty while it has none.
        address: what the QR code opens; empty for none.
        fields: in order.
        tables: members, attachments.
        declarations: full texts that were agreed to.
        signatures: one box each, such as 申报单位意见（盖章）.
        note: at the foot of each page, such as when it was submitted.
        draft: printed across each page as 草稿.
    """

    competition: str
    title: str
    number: str
    address: str
    fields: tuple[EntryField, ...]
    tables: tuple[EntryTable, ...]
    declarations: tuple[str, ...]
    signatures: tuple[str, ...]
    note: str = ""
    draft: bool = False


def render_entry_form(form: EntryForm, fonts: Fonts) -> bytes:
    """The form as a PDF of A4 pages; characters without a glyph are shown as code points.

    Raises:
        Refusal: ``text.too_long`` (limit, length), ``qr.content`` (length).
    """
    watermark = _("草稿") if form.draft else ""
    foot = "　".join(filter(None, (form.number, form.note)))
    paper = Paper(A4_PORTRAIT, margin=_MARGIN, fonts=fonts, foot=foot, watermark=watermark)
    _head(paper, form)
    for field in form.fields:
        _field(paper, field)
    for table in form.tables:
        _table(paper, table)
    if form.declarations:
        _declarations(paper, form.declarations)
    _signatures(paper, form.signatures)
    return paper.finish(f"{form.title} {form.number}".strip())


def _head(paper: Paper, form: EntryForm) -> None:
    middle = paper.width / 2
    width = paper.right - paper.left - 2 * (_QR_SIDE + 8)
    lines = paper.wrap(form.competition, paper.fonts.song, size=12, width=width)
    y = paper.top - 12
    for line in lines:
        paper.line(line, middle, y, size=12, align="centre")
        y -= 17
    title = paper.set(form.title, paper.fonts.black, longest=30)
    paper.line(title, middle, y - 18, size=23, align="centre", tracking=5)
    if form.address:
        symbol = qr_path(form.address)
        corner = paper.right - _QR_SIDE, paper.top - _QR_SIDE + 6
        paper.draw(lambda canvas: canvas.addLiteral(symbol.placed(*corner, _QR_SIDE)))
    number = paper.set(_("编号：%(number)s", number=form.number or "—"), paper.fonts.hei)
    paper.y = min(y - 44, paper.top - _QR_SIDE - 6)
    paper.line(number, paper.left, paper.y, size=_SIZE)
    paper.y -= 8


def _field(paper: Paper, field: EntryField) -> None:
    """A short answer stands beside its label, a long one below it and over as many pages."""
    fonts = paper.fonts
    inner = paper.right - paper.left - _LABEL_WIDTH - 10
    text = field.text.strip() or "—"
    lines = paper.wrap(text, fonts.song, size=_SIZE, width=inner)
    label = paper.wrap(field.label, fonts.hei, size=_SIZE, width=_LABEL_WIDTH - 10)
    if len(lines) <= _SHORT_LINES:
        edges = (paper.left, paper.left + _LABEL_WIDTH, paper.right)
        paper.row((Cell(label, _SIZE, shaded=True), Cell(lines, _SIZE)), edges, least=26)
        return
    lines = paper.wrap(text, fonts.song, size=_SIZE, width=paper.right - paper.left - 16)
    paper.need(26 + 4 * _LEADING)
    _bar(paper, field.label)
    while lines:
        room = int((paper.y - paper.bottom - 12) / _LEADING)
        if room < 2:
            paper.new_page()
            continue
        part, lines = lines[:room], lines[room:]
        height = len(part) * _LEADING + 12
        paper.box(paper.left, paper.y - height, paper.right - paper.left, height)
        for number, line in enumerate(part):
            y = paper.y - 6 - number * _LEADING - _SIZE * 1.1
            paper.line(line, paper.left + 8, y, size=_SIZE)
        paper.y -= height


def _bar(paper: Paper, title: str) -> None:
    label = (paper.set(title, paper.fonts.hei),)
    paper.row((Cell(label, _SIZE, shaded=True),), (paper.left, paper.right), least=24)


def _table(paper: Paper, table: EntryTable) -> None:
    width = paper.right - paper.left
    edges = [paper.left]
    for share in table.shares:
        edges.append(edges[-1] + width * share / sum(table.shares))
    paper.need(100)
    _bar(paper, table.title)

    def head() -> None:
        paper.row(_cells(paper, table.heads, edges, is_head=True), edges, least=22)

    head()
    paper.repeat = head
    for row in table.rows:
        paper.row(_cells(paper, row, edges, is_head=False), edges, least=22)
    paper.repeat = None
    if not table.rows:
        nothing = Cell((paper.set("—", paper.fonts.song),), align="centre")
        paper.row((nothing,), (paper.left, paper.right), least=22)


def _cells(
    paper: Paper, texts: tuple[str, ...], edges: list[float], *, is_head: bool
) -> list[Cell]:
    chain = paper.fonts.hei if is_head else paper.fonts.song
    return [
        Cell(
            paper.wrap(text, chain, size=9.5, width=edges[place + 1] - edges[place] - 10),
            align="centre" if is_head else "left",
        )
        for place, text in enumerate(texts)
    ]


def _declarations(paper: Paper, declarations: tuple[str, ...]) -> None:
    paper.need(80)
    _bar(paper, _("承诺"))
    width = paper.right - paper.left - 16
    for number, text in enumerate(declarations, start=1):
        lines = paper.wrap(f"{number}．{text}", paper.fonts.song, size=9.5, width=width)
        paper.row((Cell(lines),), (paper.left, paper.right))


def _signatures(paper: Paper, signatures: tuple[str, ...]) -> None:
    """Boxes side by side, two in a row, each with a line for the date; never broken."""
    middle = (paper.left + paper.right) / 2
    for start in range(0, len(signatures), 2):
        pair = signatures[start : start + 2]
        paper.need(_SIGNATURE_HEIGHT)
        paper.y -= _SIGNATURE_HEIGHT
        edges = (paper.left, middle, paper.right) if len(pair) == 2 else (paper.left, paper.right)
        for number, label in enumerate(pair):
            left, right = edges[number], edges[number + 1]
            paper.box(left, paper.y, right - left, _SIGNATURE_HEIGHT)
            words = paper.set(label, paper.fonts.hei)
            paper.line(words, left + 8, paper.y + _SIGNATURE_HEIGHT - 18, size=_SIZE)
            day = paper.set(_("　　　　年　　月　　日"), paper.fonts.song)
            paper.line(day, right - 10, paper.y + 12, size=_SIZE, colour=FAINT, align="right")
