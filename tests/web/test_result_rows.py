"""Rows built in one pass are the rows that the component draws, and user text does nothing."""

from dataclasses import dataclass, field

import pytest
from flask import Flask, render_template_string

from competition.web.public.result_rows import note_words, result_rows

ONE = "{% import 'components/results.html' as results %}{{ results.row(r, 'd1', 0) }}"


@dataclass
class Line:
    rank_text: str = "1"
    score: str = "86.50"
    stage_scores: list[list[str]] = field(default_factory=list)
    advances: bool = False
    note: str = ""
    entry_id: int = 7
    number: str = "DL-001"
    title: str = "精馏塔真空系统干式改造"
    unit: str = "蜀江电力检修公司"
    tier_name: str | None = None


LINES = {
    "plain": Line(),
    "awarded": Line(tier_name="一等奖", stage_scores=[["online", "80.00"], ["defence", ""]]),
    "advancing": Line(advances=True),
    "withdrawn": Line(rank_text="", score="", note="withdrawn"),
    "barred": Line(note="一票否决"),
    "hostile": Line(title='<script>alert(1)</script>"><img>', unit="{{7*7}} & <b>", number="'1"),
}


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("prefix", ["", "/competitions/1/results/"])
def test_a_row_is_the_component_s_row(app: Flask, name: str, prefix: str) -> None:
    line = LINES[name]
    with app.test_request_context("/"):
        drawn = render_template_string(
            ONE,
            r={
                "rank": line.rank_text or "—",
                "code": line.number,
                "title": line.title,
                "unit": line.unit,
                "stages": [score or "—" for _, score in line.stage_scores],
                "total": line.score or "—",
                "award": line.tier_name,
                "award_note": "入围" if line.advances else note_words(line.note),
                "href": f"{prefix}{line.entry_id}" if prefix else "",
            },
        )

        built = result_rows([line], prefix)

    assert spelt_alike(built) == spelt_alike(drawn)


def spelt_alike(markup: str) -> list[str]:
    """The markup in pieces; a quotation mark has two spellings as a character reference."""
    return markup.replace("&#39;", "&#x27;").replace("&#34;", "&quot;").split()


def test_markup_in_a_title_is_text(app: Flask) -> None:
    with app.test_request_context("/"):
        built = result_rows([LINES["hostile"]], "/competitions/1/results/")

    assert "<script>" not in built
    assert "&lt;script&gt;" in built
