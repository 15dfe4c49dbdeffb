"""Calibration reads like a notice and like a calculation sheet."""

import pytest

from competition.documents.wording.calibration import calibrate_lines
from competition.documents.wording.figures import Line, Names
from competition.documents.wording.rules import rules_paragraph
from competition.domain.rules import Calculation, Entry, Facts, Sheet, calculate, parse_rule_set

FOLD = {"reduce": "judge", "by": "mean", "quorum": 1}
MARKS = {("A", "J1"): 60, ("B", "J1"): 70, ("A", "J2"): 80, ("B", "J2"): 90, ("C", "J2"): 75}
ROOMS = {"A": "一", "B": "一", "C": "二"}
COEFFICIENT = {"coefficient": 3, "mode": "half_up"}
PLACES = {"places": 2, "mode": "half_up"}
WAYS = [
    (
        [{"calibrate": "judge_effect", "estimator": "least_squares", **PLACES}, FOLD],
        "评委打分先扣除该评委的宽严（最小二乘，保留两位小数）",
        Line("评委宽严校准（J1）", "60 − 宽严 -10（最小二乘）", "70"),
    ),
    (
        [{"calibrate": "z_score", "mean": "70", "piles_compared": True, **PLACES}, FOLD],
        "每位评委的分数换算为同一平均分和标准差，保留两位小数",
        Line("标准分（J1）", "70 + (60 − 65) × 1.581138…", "62.09"),
    ),
    (
        [{"calibrate": "min_max", "low": 60, "high": 100, "piles_compared": True}, FOLD],
        "每位评委的最低分和最高分拉伸到 60 至 100",
        Line("极差标准化（J1）", "60，其中最低 60、最高 70", "60"),
    ),
    (
        [FOLD, {"calibrate": "scale_700"}],
        "换算为 700 分量表：中位数为 700，限于 0 到 1000（近似公式，非官方）",
        Line("700 分量表（近似）", "70，全体中位数 75，离差中位数 5（近似公式）", "679.765277…"),
    ),
    (
        [FOLD, {"calibrate": "panel_coefficient", "panel": "room"} | COEFFICIENT],
        "得分乘以修正系数（全体平均分 ÷ 本room平均分），修正系数或修正值保留三位小数，四舍五入",
        Line("评审组修正系数", "70 × 1.000（总平均 75 ÷ 组平均 75）", "70"),
    ),
    (
        [FOLD, {"calibrate": "panel_difference", "panel": "room", "overall": "panels"}],
        "得分加上修正值（各组平均分的平均 − 本room平均分）",
        Line("评审组修正值", "70 + 0（总平均 75 − 组平均 75）", "70"),
    ),
]


def carried_out(steps: list[dict[str, object]]) -> tuple[str, Calculation]:
    criteria = [{"key": "score", "name": "得分", "max": "100", "step": "1"}]
    every = [{"reduce": "criterion", "by": "sum"}, *steps]
    every[-1] = {**every[-1], "as": "score"}
    every.append({"rank": [{"key": "score"}]})
    rules = parse_rule_set({"schema": 1, "stages": {"s": {"criteria": criteria, "steps": every}}})
    facts = Facts(
        tuple(Entry(entry, {"room": room}) for entry, room in ROOMS.items()),
        sheets=tuple(Sheet("s", e, j, {"score": mark}) for (e, j), mark in MARKS.items()),
    )
    return rules_paragraph(rules, Names()), calculate(rules.part("s"), facts)


@pytest.mark.parametrize(("steps", "clause", "line"), WAYS)
def test_each_way_has_its_clause_and_its_line(
    steps: list[dict[str, object]], clause: str, line: Line
):
    paragraph, done = carried_out(steps)

    told = next(step for step in done.derive("A")["steps"] if step["code"] == "calibrate")
    assert f"；{clause}" in paragraph
    assert calibrate_lines(told, Names())[0] == line
