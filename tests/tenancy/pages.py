"""What an answer says, what it offers next, and what of it may differ between equal answers."""

import re
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import unquote

from pypdf import PdfReader
from werkzeug.test import TestResponse

NEW_EACH_TIME = re.compile(
    r"'nonce-[^']+'|nonce=\"[^\"]+\"|(?:value|content)=\"[^\"]{60,}\"|"
    r"name=\"(?:key|token|page|seen)\" value=\"[^\"]+\"|data-key=\"[^\"]+\"|/l/[\w-]{20,}"
)
PASSING = ("Content-Length", "Set-Cookie", "Date", "Expires", "ETag", "Last-Modified")
PDF, ZIPS = "application/pdf", ("spreadsheetml", "zip", "wordprocessingml")
MOST_PAGES = 3
Face = tuple[int, str, str]


@dataclass
class Control:
    """One field of a form, with the values that a browser could send for it."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    now: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as a browser shows it."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)


class Reader(HTMLParser):
    """Collects links and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.named: dict[str, Form] = {}
        self.open: Form | None = None
        self.select: Control | None = None
        self.textarea: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        for key in ("href", "hx-get", "src"):
            if told.get(key, "").startswith("/"):
                self.links.append(told[key])
        if tag == "form":
            self._begin(told)
        elif tag in ("input", "select", "textarea", "button") and "name" in told:
            self._control(tag, told)
        elif tag == "option" and self.select is not None:
            value = told.get("value", "")
            self.select.values.append(value)
            if "selected" in told or not self.select.now:
                self.select.now = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.textarea.now = [(self.textarea.now or [""])[0] + data]

    def _begin(self, told: dict[str, str]) -> None:
        action = told.get("hx-post") or told.get("action", "")
        method = "POST" if "hx-post" in told else told.get("method", "get").upper()
        self.open = Form(action, method)
        self.forms.append(self.open)
        if "id" in told:
            self.named[told["id"]] = self.open

    def _control(self, tag: str, told: dict[str, str]) -> None:
        form = self.named.get(told["form"]) if "form" in told else self.open
        if form is None:
            return
        kind = told.get("type", "text") if tag == "input" else tag
        control = form.controls.setdefault(told["name"], Control(told["name"], kind))
        if tag == "select":
            self.select = control
        elif tag == "textarea":
            self.textarea = control
        elif kind in ("checkbox", "radio", "submit", "button"):
            control.values.append(told.get("value", "on"))
            if "checked" in told:
                control.now.append(told.get("value", "on"))
        else:
            control.now = [told.get("value", "")]


def read_page(answer: TestResponse) -> Reader:
    """Links and forms of an answer; nothing where it is no page."""
    reader = Reader()
    if answer.mimetype == "text/html":
        reader.feed(answer.get_data(as_text=True))
    return reader


def text_of(answer: TestResponse) -> str:
    """All words of an answer, whatever it is: HTML, JSON, PDF, a workbook, an archive."""
    told = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return told + "\n" + words_in(answer.get_data(), answer.mimetype)


def words_in(body: bytes, mimetype: str) -> str:
    if mimetype == PDF and body:
        pages = PdfReader(BytesIO(body)).pages[:MOST_PAGES]
        return "".join("".join(page.extract_text().split()) for page in pages)
    if any(sign in mimetype for sign in ZIPS) and zipfile.is_zipfile(BytesIO(body)):
        with zipfile.ZipFile(BytesIO(body)) as archive:
            names = archive.namelist()
            parts = [words_in(archive.read(name), kind_by(name)) for name in names]
        return "\n".join([*names, *parts])
    return body.decode("utf-8", "replace")


def kind_by(name: str) -> str:
    """The kind of a file in an archive, by its ending."""
    if name.endswith(".pdf"):
        return PDF
    return "application/zip" if name.endswith((".zip", ".xlsx")) else ""


def face(answer: TestResponse, hide: tuple[str, ...] = ()) -> Face:
    """Status, headers and words of an answer, but for what is new each time and what was asked."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers if name not in PASSING)
    body = words_in(answer.get_data(), answer.mimetype)
    return answer.status_code, plain(headers, hide), plain(body, hide)


def plain(text: str, hide: tuple[str, ...]) -> str:
    text = unquote(unquote(NEW_EACH_TIME.sub("", text))).replace("+", " ")
    for each in sorted(hide, key=len, reverse=True):
        edge = r"(?<![0-9A-Za-z])" if each.isalnum() and each.isascii() else ""
        after = r"(?![0-9A-Za-z])" if edge else ""
        text = re.sub(f"{edge}{re.escape(each)}{after}", "#", text)
    return text
