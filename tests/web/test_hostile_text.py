"""What people type can do nothing: not in HTML, not in a PDF, not in Excel."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import html5lib
import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.scene import Scene
from tests.visitor import NAMESPACE, Visitor, check_page, words
from tests.web.access_expectations import EXPECTED
from tests.web.conftest import Open
from tests.web.targets import targets
from tests.web.test_every_page import visits
from tests.web.walk import FIRST, NOWHERE, address_of, routes_of, verdict

PIECES = (
    "<script>x()</script>",
    '"><img src=x onerror=x()>',
    "' onfocus=x() '",
    "{{config}}{% raw %}",
    "</title></textarea>",
)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def nastily(text: str) -> str:
    """The text as a formula, and something beside it that would like to be code."""
    return f"=x(){text}{PIECES[sum(map(ord, text)) % len(PIECES)]}"


@dataclass(frozen=True)
class Seen:
    """One answer: where, of which kind, its bytes and what a reader sees of it."""

    path: str
    mimetype: str
    body: bytes
    words: str = ""


@pytest.fixture(scope="module")
def answers(scene_app: Open) -> list[Seen]:
    """Every page, every file and every export of a scene whose texts are all nasty."""
    app, scene = scene_app(say=nastily)
    found = []
    for stop, visitor in visits(app, scene):
        answer = visitor.client.get(stop.path)
        if answer.mimetype == "text/html":
            check_page(answer)
        shown = words(answer) if answer.mimetype == "text/html" else ""
        found.append(Seen(stop.path, answer.mimetype, answer.get_data(), shown))
        answer.close()
    for path, account in exports(app, scene):
        answer = Visitor(app, account).post(path, status=200)
        found.append(Seen(path, answer.mimetype, answer.get_data()))
        answer.close()
    return found


def exports(app: Flask, scene: Scene) -> Iterator[tuple[str, int]]:
    """Each export of each object, with somebody who may ask for it."""
    objects = targets(scene)
    for endpoint in sorted(name for name in EXPECTED if "export" in name):
        expected = EXPECTED[endpoint]
        rule = next(rule for rule, method in routes_of(app, endpoint) if method == "POST")
        for target in objects[expected.on] if expected.on else [NOWHERE]:
            actor = next((one for one in FIRST if verdict(one, expected, target) == "in"), None)
            if actor:
                yield address_of(app, scene, rule, expected, target), scene.people[actor.name]


def test_no_text_becomes_a_part_of_a_page(answers: list[Seen]) -> None:
    shown = set()

    for seen in answers:
        if seen.mimetype == "text/html":
            shown |= {piece for piece in PIECES if piece in seen.words}
            for element in html5lib.parse(seen.body).iter():
                assert element.get("src") != "x", seen.path
                if element.tag == f"{NAMESPACE}script":
                    assert "x()" not in (element.text or ""), seen.path

    assert shown == set(PIECES)


def test_no_text_becomes_a_formula_in_excel(answers: list[Seen]) -> None:
    texts = set()

    books = [seen for seen in answers if seen.mimetype == EXCEL]
    for seen in books:
        book = load_workbook(BytesIO(seen.body))
        for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f", f"{seen.path} {cell.coordinate}: {cell.value}"
            texts |= {piece for piece in PIECES if piece in str(cell.value)}

    assert len(books) > 8
    assert texts == set(PIECES)


def test_no_text_becomes_an_action_in_a_pdf(answers: list[Seen]) -> None:
    texts = set()

    papers = [seen for seen in answers if seen.mimetype == "application/pdf"]
    for seen in papers:
        reader = PdfReader(BytesIO(seen.body))
        root = reader.trailer["/Root"]
        assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(root), seen.path
        text = "".join("".join(page.extract_text().split()) for page in reader.pages)
        texts |= {piece for piece in PIECES if "".join(piece.split()) in text}

    assert len(papers) > 8
    assert texts == set(PIECES)
