"""Other ways to rank read like a notice and like a calculation sheet."""

import pytest

from competition.documents.wording.derivation import derivation_lines
from competition.documents.wording.figures import Line, Names
from competition.documents.wording.rules import rules_paragraph
from competition.domain.rules import Entry, Facts, Sheet, calculate, parse_rule_set

MARKS = {("A", "J1"): 9, ("B", "J1"): 8, ("A", "J2"): 7, ("B", "J2"): 8}
WAYS = [
    (
        {"method": "rank_sum"},
        "每位评委的打分化为名次，名次相加，和小者列前，评委须评完全部项目",
        Line("名次和", "1（J1） + 2（J2）", "3"),
    ),
    (
        {"method": "majority", "incomplete": "leave_out"},
        "按多数名次定名次（滑动规则第 5 至 11 条），没有评完全部项目的评委不计入",
        Line("多数名次", "1.5", "1.5"),
    ),
    (
        {"method": "schulze", "better": "lower"},
        "按评委两两比较，以舒尔茨法（最强路径）定名次（评委给出的是名次，小者为优）",
        Line("舒尔茨法胜过的项目数", "对B：1 比 1（最强路径 0 比 0）", "0"),
    ),
    (
        {"method": "kemeny"},
        "按评委两两比较，以凯门尼法（与各评委次序分歧最少）定名次",
        Line("凯门尼法名次", "对B：1 比 1；最优次序：A > B；B > A", "1"),
    ),
    (
        {"method": "bradley_terry", "places": 3, "mode": "half_up"},
        "按两两比较，以布拉德利—特里模型的能力值定名次",
        Line("能力值", "对B：1 比 1", "0"),
    ),
]


@pytest.mark.parametrize(("method", "clause", "line"), WAYS)
def test_each_method_has_its_clause_and_its_line(
    method: dict[str, object], clause: str, line: Line
):
    criteria = [{"key": "score", "name": "得分", "max": "10", "step": "1"}]
    steps = [{"reduce": "criterion", "by": "sum"}, {"rank": [method]}]
    rules = parse_rule_set({"schema": 1, "stages": {"s": {"criteria": criteria, "steps": steps}}})
    facts = Facts(
        (Entry("A"), Entry("B")),
        sheets=tuple(Sheet("s", e, j, {"score": mark}) for (e, j), mark in MARKS.items()),
    )

    derivation = calculate(rules.part("s"), facts).derive("A")

    assert f"；{clause}；按{line.name}由" in rules_paragraph(rules, Names())
    assert derivation_lines(derivation, Names())[0] == line
