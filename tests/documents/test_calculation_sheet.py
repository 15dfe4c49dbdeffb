"""A calculation sheet can be read by people and recomputed by a stranger's program."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from competition.documents.calculation_sheet import (
    CalculationSheet,
    render_calculation_sheet,
    render_calculation_sheets,
)
from competition.documents.fonts import Fonts
from competition.documents.sheet_words import SheetEntry, SheetVersion, calculation_sheet
from competition.documents.wording.figures import Names
from competition.documents.wording.rules import criterion_names
from competition.domain.marks import State
from competition.domain.rules import Entry, Facts, Sheet, calculate_all, parse_rule_set
from tests.domain.panels import MEAN, RANK, TOTALS, criterion, document
from tests.sheet_script import findings, text_by_poppler, text_of

TRIMMED = MEAN | {"drop_high": 1, "drop_low": 1, "at_least": 5, "below": "mean", "quorum": 3}
TWO = {"round": 2, "mode": "half_up", "as": "score"}
MARKS = {
    "A": ("30 40.5", "28.5 41", "31 39", "29 44", "27 41.5", "30 40", "33 38"),
    "B": ("20 40", "28.5 30", "31 39", "29 44", "27 41.5", "30 40", "33 38"),
}
VERSION = SheetVersion(
    competition="蜀江省职工创新大赛",
    part="panel",
    number=2,
    state="final",
    computed_at=datetime(2026, 6, 20, 9, 0, tzinfo=UTC),
    approved_at=datetime(2026, 6, 20, 10, 0, tzinfo=UTC),
    zone="Asia/Shanghai",
    digests=dict.fromkeys(("rules", "facts", "outcome"), "ab" * 32),
    audit_head="17:" + "cd" * 32,
    is_rehearsal=False,
)


def sheets_of(
    steps: Sequence[Mapping[str, Any]],
    marks: Mapping[str, Sequence[str]] = MARKS,
    *,
    judges: Mapping[str, str] | None = None,
    states: Mapping[str, State] | None = None,
) -> list[CalculationSheet]:
    """The sheet of each entry under a rule set of one stage; one text of marks for each judge."""
    width = max(len(one.split()) for texts in marks.values() for one in texts)
    keys = [f"c{number}" for number in range(1, width + 1)]
    ruleset = parse_rule_set(document(*steps, criteria=[criterion(key) for key in keys]))
    given = Facts(
        tuple(Entry(key, {}, (states or {}).get(key, State.SCORED)) for key in marks),
        sheets=tuple(
            sheet(entry, f"J{place:02}", text, keys)
            for entry, texts in marks.items()
            for place, text in enumerate(texts, start=1)
        ),
    )
    done = calculate_all(ruleset, given)["panel"]
    names = Names(criteria=criterion_names(ruleset), judges=judges or {}, stages={"panel": "终评"})
    rows = {one.entry: one for one in done.evaluation.standings}
    return [
        calculation_sheet(
            VERSION,
            SheetEntry(
                key=key,
                number=f"DL-{place:03}",
                title=f"项目{key}",
                unit="蜀江电力检修公司",
                track="电力",
                score=done.evaluation.score_of(key) or "",
                rank=rows[key].text,
                outcome="一等奖",
            ),
            [done.derive(key)],
            ruleset,
            names,
        )
        for place, key in enumerate(marks, start=1)
    ]


def sheet(entry: str, judge: str, text: str, keys: Sequence[str]) -> Sheet:
    """Marks in half points, `-` for a blank; one word for a sheet without marks."""
    if text in ("absent", "recused"):
        return Sheet("panel", entry, judge, state=State(text))
    cells = dict(zip(keys, text.split(), strict=True))
    given = {key: int(float(mark) * 10) for key, mark in cells.items() if mark != "-"}
    return Sheet("panel", entry, judge, given)


RULES: dict[str, list[Mapping[str, Any]]] = {
    "trimmed mean of totals": [TOTALS, TRIMMED | {"as": "mean"}, TWO, RANK],
    "each criterion trimmed": [
        {"reduce": "judge", "by": "mean", "drop_high": 1, "drop_low": 1, "as": "each"},
        {"reduce": "criterion", "by": "sum", "as": "mean"},
        TWO,
        RANK,
    ],
    "weighted criteria": [
        TOTALS | {"weights": {"c1": "30%", "c2": "70%"}},
        MEAN | {"as": "mean"},
        {"round": 1, "mode": "half_even", "as": "score"},
        RANK,
    ],
    "median": [TOTALS, {"reduce": "judge", "by": "median", "as": "score"}, RANK],
    "winsorised": [
        TOTALS,
        {"reduce": "judge", "by": "winsorised", "drop_high": 2, "drop_low": 1, "as": "mean"},
        {"round": 3, "mode": "truncate", "as": "score"},
        RANK,
    ],
    "shown rounded, ranked so": [TOTALS, MEAN | {"as": "mean"}, TWO | {"show_only": True}, RANK],
    "best four": [TOTALS, {"reduce": "judge", "by": "mean", "best": 4, "as": "score"}, RANK],
    "highest of all": [TOTALS, {"reduce": "judge", "by": "max", "as": "score"}, RANK],
}


@pytest.mark.parametrize("rule", RULES)
def test_a_stranger_recomputes_the_score_under_any_of_these_rules(
    app: Flask, fonts: Fonts, rule: str
) -> None:
    with app.test_request_context():
        sheets = sheets_of(RULES[rule])

        pdf = render_calculation_sheets(sheets, fonts, title="计分单")

    found = findings(text_of(pdf))
    assert [(entry, problem, taken) for entry, _score, problem, taken in found] == [
        ("A", "", []),
        ("B", "", []),
    ]
    assert findings(text_by_poppler(pdf)) == found
    assert all(score != "-" for _entry, score, _problem, _taken in found)


def trimmed(app: Flask, fonts: Fonts, **more: Any) -> str:
    """The text of the first entry's sheet under the trimmed mean."""
    with app.test_request_context():
        sheets = sheets_of(RULES["trimmed mean of totals"], **more)
        return text_of(render_calculation_sheet(sheets[0], fonts))


CHANGES = {
    "a mark": ("J01 30.0 40.5", "J01 30.5 40.5", "total of J01: 71 comes out, 70.5 is printed"),
    "a total that counts": ("41.0 69.5 ", "41.0 69.0 ", "total of J02"),
    "the mean": ("gives 70.2]", "gives 70.7]", "panel: reduce: 70.2 comes out, 70.7 is printed"),
    "the score": ("score=70.20", "score=70.70", "score: 70.2 comes out, 70.70 is printed"),
    "a row that is lacking": ("J03 31.0", "Jx 31.0", "6 judges' sheets instead of 7"),
    "a row that stands twice": ("J03 31.0", "J02 31.0", "J02 stands twice"),
    "what was dropped": ("73.0↑", "73.0↓", "↓ stands at other figures"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_on_the_paper_is_noticed(app: Flask, fonts: Fonts, change: str) -> None:
    text = trimmed(app, fonts)
    old, new, told = CHANGES[change]
    assert text.count(old) == 1

    ((entry, _score, problem, _taken),) = findings(text.replace(old, new))

    assert entry == "A"
    assert told in problem


def test_judges_who_were_absent_or_recused_stand_there_without_marks(
    app: Flask, fonts: Fonts
) -> None:
    marks = {"A": ("30 40", "absent", "31 41", "recused", "29 39", "30 41", "33 42")}

    text = trimmed(app, fonts, marks=marks)

    assert "J02 — — — 缺席" in text
    assert "J04 — — — 回避" in text
    assert [one[2] for one in findings(text)] == [""]


def test_a_disqualified_entry_has_its_marks_and_no_score(app: Flask, fonts: Fonts) -> None:
    text = trimmed(app, fonts, states={"A": State.DISQUALIFIED})

    assert "取消资格" in text
    assert re.search(r"^J01 30.0 40.5 —?", text, re.MULTILINE)
    assert findings(text) == [("A", "-", "", [])]


def test_judges_are_named_only_to_those_who_may_know(app: Flask, fonts: Fonts) -> None:
    named = trimmed(app, fonts, judges={"J01": "欧阳䶮", "J05": "李四"})

    coded = trimmed(app, fonts)

    assert "J01 欧阳䶮 30.0 40.5" in named
    assert [one[2] for one in findings(named)] == [""]
    assert "J01 30.0 40.5" in coded


def test_a_long_table_goes_on_with_its_head_and_is_still_recomputed(
    app: Flask, fonts: Fonts
) -> None:
    row = " ".join(str(number) for number in range(1, 31))
    marks = {"A": tuple(row.replace("7", str(7 + place % 9)) for place in range(80))}

    with app.test_request_context():
        sheets = sheets_of(RULES["trimmed mean of totals"], marks)
        pdf = render_calculation_sheet(sheets[0], fonts)

    text = text_of(pdf)
    pages = re.findall(r"第 (\d+) 页　共 (\d+) 页", text)
    assert len(pages) > 4
    assert pages == [(str(place), str(len(pages))) for place in range(1, len(pages) + 1)]
    assert text.count("代号") >= len(pages) - 1
    assert [one[2] for one in findings(text)] == [""]


def test_a_step_that_rests_on_more_than_marks_is_taken_as_printed_and_said(
    app: Flask, fonts: Fonts
) -> None:
    steps = [
        TOTALS,
        MEAN | {"as": "mean"},
        {"map": "multiply", "by": ["0.6"], "as": "weighted"},
        TWO,
        RANK,
    ]
    with app.test_request_context():
        sheets = sheets_of(steps)
        text = text_of(render_calculation_sheet(sheets[0], fonts))

    ((_entry, _score, problem, taken),) = findings(text)

    assert (problem, taken) == ("", ["panel: map"])


def test_the_paper_tells_rules_digests_and_who_signs(app: Flask, fonts: Fonts) -> None:
    text = "".join(trimmed(app, fonts).split())

    for words in (
        "蜀江省职工创新大赛计分单",
        "第2版·最终结果·形成时间2026-06-2017:00·公布时间2026-06-2018:00·北京时间",
        "ab" * 32,
        "17:" + "cd" * 32,
        "保留两位小数，四舍五入",
        "去掉最高",
        "评审组长",
        "监督员",
    ):
        assert words in text
