"""Official papers keep the grid of GB/T 9704: 22 lines of 28 characters on a page."""

from datetime import date

import pypdfium2
import pytest

from competition.documents.dates import official_date
from competition.documents.fonts import Fonts
from competition.documents.objection_decision import DecisionPaper, render_decision
from competition.documents.official import CHARACTERS, LINES, OfficialPaper


def pages_of(body: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(body)]


@pytest.mark.parametrize(("more", "pages"), [(0, 1), (1, 2)])
def test_a_page_holds_22_lines_of_28_characters(fonts: Fonts, more: int, pages: int) -> None:
    paper = OfficialPaper(fonts)

    paper.body("示" * (CHARACTERS * LINES - 2 + more))

    found = pages_of(paper.finish("公示"))
    assert (len(found), found[0].count("示")) == (pages, CHARACTERS * LINES - 2)


def test_pages_are_numbered_between_dashes_and_dated_in_arabic_numerals(fonts: Fonts) -> None:
    paper = OfficialPaper(fonts)
    paper.body("示" * (CHARACTERS * LINES))

    paper.signature(("蜀江省总工会",), official_date(date(2026, 7, 9)))

    first, second = pages_of(paper.finish("公示"))
    assert "— 1 —" in first and "— 2 —" in second
    assert "蜀江省总工会" in second and "2026年7月9日" in second


@pytest.mark.parametrize(("objector", "told"), [("李实名", "李实名"), ("", "身份信息依法保密")])
def test_a_decision_names_the_objector_or_says_why_not(
    fonts: Fonts, objector: str, told: str
) -> None:
    paper = DecisionPaper(
        is_appeal=False,
        number="〔2026〕第 3 号",
        objector=objector,
        subject="总成绩与奖项",
        said="核心装置系他人完成",
        found="经查属实",
        ruling="异议成立，取消奖项",
        reasons="通知第五条",
        signers=("蜀江省总工会",),
        day=date(2026, 7, 9),
    )

    (text,) = pages_of(render_decision(paper, fonts))

    assert f"异议人：{told}" in text
    for part in ("异议处理决定书", "一、提出的事实和理由", "三、处理决定", "异议成立，取消奖项"):
        assert part in text
