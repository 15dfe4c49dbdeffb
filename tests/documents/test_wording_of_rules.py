"""Rules and derivations read like a notice and like a calculation sheet."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from competition.documents.wording.blocks import block_codes, block_text, block_title
from competition.documents.wording.derivation import Line, derivation_lines
from competition.documents.wording.figures import Names, aligned, percent
from competition.documents.wording.judge_table import judge_columns
from competition.documents.wording.rules import criterion_names, rules_paragraph
from competition.domain.rules import (
    Block,
    Decision,
    Entry,
    Facts,
    Judge,
    RuleSet,
    Sheet,
    calculate_all,
    parse_rule_set,
)
from competition.domain.rules import steps as steps_package
from tests.domain.panels import MEAN, RANK, TOTALS, carried_out, criterion, document, facts, rules

TRIMMED = MEAN | {
    "drop_high": 1,
    "drop_low": 1,
    "at_least": 5,
    "below": "mean",
    "quorum": 3,
    "as": "exact",
}
ROUND = {"round": 2, "mode": "half_up", "as": "score"}
NAMES = Names(
    stages={"panel": "决赛答辩", "prelim": "网络初评"},
    judges={"J1": "冯志强", "J2": "何晓燕", "J3": "龚永刚"},
    criteria={"all": "得分"},
)


def contest() -> RuleSet:
    fold = [TOTALS, TRIMMED, ROUND, RANK]
    prelim = document(*fold, {"select": "number", "number": 15, "ties": "committee"})
    final = document(
        *fold,
        criteria=[
            criterion("novelty", "60", name="创新性"),
            criterion("benefit", "40", name="效益"),
        ],
    )
    return parse_rule_set(
        {
            "schema": 1,
            "stages": {"prelim": prelim["stages"]["panel"], "panel": final["stages"]["panel"]},
            "final": {
                "steps": [
                    {
                        "combine": {"prelim.score": "30%", "panel.score": "70%"},
                        "missing": "exclude",
                        "as": "exact",
                    },
                    ROUND,
                    {
                        "rank": [
                            {"key": "score"},
                            {"key": "panel.score"},
                            {"criterion": "novelty", "stage": "panel"},
                        ]
                    },
                    {
                        "award": [
                            {"tier": "first", "name": "一等奖", "quota": 3},
                            {"tier": "second", "name": "二等奖", "quota": 10, "line": "80"},
                        ],
                        "boundary": "expand",
                        "next_shrinks": True,
                    },
                ]
            },
        }
    )


def three_sheets(stage: str, marks: dict[str, int]) -> list[Sheet]:
    return [Sheet(stage, "E", f"J{number}", marks) for number in (1, 2, 3)]


def test_a_rule_set_reads_as_a_paragraph_of_a_notice():
    ruleset = contest()
    names = Names(stages=NAMES.stages, criteria=criterion_names(ruleset))

    paragraph = rules_paragraph(ruleset, names)

    assert paragraph == (
        "网络初评由每位评委按all打分，满分 100 分；评委合计去掉一个最高分和一个最低分后取平均，"
        "有效评分表不足 5 份时不去最高分和最低分，少于 3 份时不计分，缺席和回避的评委不计入；"
        "保留两位小数，四舍五入；按得分由高到低排名，相同的名次并列，其后名次空出；"
        "取前 15 项入围，末位并列，由评审委员会决定。"
        "决赛答辩由每位评委按创新性、效益打分，满分 100 分；各项相加得出合计；"
        "评委合计去掉一个最高分和一个最低分后取平均，有效评分表不足 5 份时不去最高分和最低分，"
        "少于 3 份时不计分，缺席和回避的评委不计入；保留两位小数，四舍五入；"
        "按得分由高到低排名，相同的名次并列，其后名次空出。"
        "最终成绩：总分 = 网络初评 × 30% + 决赛答辩 × 70%，缺任一阶段成绩的不参加排名；"
        "保留两位小数，四舍五入；按得分由高到低排名，"
        "相同时依次比较决赛答辩、决赛答辩 创新性平均分，仍相同的名次并列，其后名次空出；"
        "按名次设一等奖 3 项、二等奖 10 项（不低于 80 分），末位并列，一并取用（扩额），"
        "多用的名额从下一等级扣减，未用的名额空缺（宁缺毋滥）。"
    )


def test_a_derivation_reads_step_by_step():
    ruleset = rules(TOTALS, TRIMMED, ROUND, RANK)
    scores = {"E": "93 91 94.5 93 93.5 92 92.5", "F": "92.8 92.8 92.8 92.8 92.8"}

    done = carried_out(ruleset, facts(scores))

    assert derivation_lines(done.derive("E"), NAMES) == [
        Line("有效评分表", "应交 7 份，有效 7 份，缺席 0，回避 0，未交 0", "7 份"),
        Line("去掉最高分、最低分", "最高 94.5（龚永刚），最低 91（何晓燕）", "余 5 份"),
        Line("平均分", "(93.0 + 93.0 + 93.5 + 92.0 + 92.5) ÷ 5 = 464 ÷ 5", "92.8"),
        Line("修约", "92.8：保留两位小数，四舍五入", "92.80"),
        Line("名次", "得分 92.80，共 2 项参加排名", "第 1 名"),
        Line("并列处理", "与 F 全部相同，名次并列", "第 1 名"),
    ]


def by_groups(**names: str) -> RuleSet:
    """Seventy per cent of the experts' mean, thirty of the public's."""
    each = [
        MEAN | {"from": "totals", "only": {"group": [group]}, "as": name}
        for group, name in (("专业", names["expert"]), ("大众评委", names["public"]))
    ]
    parts = {names["expert"]: "70%", names["public"]: "30%"}
    mixed = {"combine": parts, "missing": "block", "as": "mean"}
    return rules(TOTALS, *each, mixed, ROUND, RANK)


def test_groups_of_judges_are_combined_by_what_they_are_called():
    plain = rules_paragraph(by_groups(expert="expert", public="public"), NAMES)
    named = rules_paragraph(by_groups(expert="专业分", public="大众分"), NAMES)

    assert "；专业评委的合计取平均，缺席和回避的评委不计入；" in plain
    assert "；得分 = 专业评委的平均分 × 70% + 大众评委的平均分 × 30%，各部分得分须齐全；" in plain
    assert "；专业评委的合计取平均，得专业分，缺席和回避的评委不计入；" in named
    assert "；得分 = 专业分 × 70% + 大众分 × 30%，各部分得分须齐全；" in named


def test_a_derivation_tells_whose_sheets_and_means_it_is_about():
    given = facts({"E": "90 80 70"})
    judges = tuple(
        Judge(f"J{number}", {"group": group})
        for number, group in enumerate(("专业", "专业", "大众评委"), start=1)
    )
    done = carried_out(by_groups(expert="expert", public="public"), replace(given, judges=judges))

    assert [line.name for line in derivation_lines(done.derive("E"), NAMES)[:4]] == [
        "有效评分表（专业评委）",
        "专业评委的平均分",
        "有效评分表（大众评委）",
        "大众评委的平均分",
    ]
    assert derivation_lines(done.derive("E"), NAMES)[4] == Line(
        "加权合成", "专业评委的平均分 85 × 70% + 大众评委的平均分 70 × 30%", "80.5"
    )


def test_a_place_that_was_drawn_says_so():
    order = Decision("panel", "rank", "order", ("F", "E"), ("E", "F"), "抽签")
    done = carried_out(
        rules(TOTALS, MEAN, RANK | {"then": "decision"}), facts({"E": "90 80", "F": "85 85"}, order)
    )

    assert derivation_lines(done.derive("E"), NAMES)[-1] == Line(
        "并列处理", "与 F 全部相同，按记录的决定（抽签或评议）排定先后", "第 2 名"
    )


def test_equal_extremes_are_said_to_share_the_drop():
    done = carried_out(rules(TOTALS, TRIMMED, ROUND, RANK), facts({"E": "94 94 91 92 90"}))
    derivation = done.derive("E")

    lines = derivation_lines(derivation, NAMES)

    assert lines[1] == Line(
        "去掉最高分、最低分",
        "最高 94（冯志强）、94（何晓燕），同分者共去 1 份，最低 90（J5）",
        "余 3 份",
    )
    assert lines[2].calculation == "(94 + 91 + 92) ÷ 3 = 277 ÷ 3"
    struck = {column.judge: column.dropped for column in judge_columns(derivation, NAMES)}
    assert struck == {"冯志强": "high", "何晓燕": "", "龚永刚": "", "J4": "", "J5": "low"}


def test_the_table_of_judges_shows_states_in_words():
    done = carried_out(rules(TOTALS, MEAN, RANK), facts({"E": "93 absent recused -"}))

    columns = judge_columns(done.derive("E"), NAMES)

    assert [(column.marks["all"], column.total) for column in columns] == [
        ("93.00", "93"),
        ("缺席", ""),
        ("回避", ""),
        ("空项", ""),
    ]


def test_the_tie_rule_that_decided_is_named_with_both_figures():
    chain = {"rank": [{"key": "score"}, {"key": "score", "on": "exact"}]}
    whole = {"round": 0, "mode": "half_up", "as": "score"}
    ruleset = rules(TOTALS, MEAN | {"as": "exact"}, whole, chain)

    done = carried_out(ruleset, facts({"A": "90.1", "B": "90.2"}))

    assert derivation_lines(done.derive("A"), NAMES)[-1] == Line(
        "并列处理",
        "与 B 同为 90。依次比较：（1）修约前的得分（更多小数位）：本项目 90.1，B 90.2",
        "第 2 名",
    )


def test_stages_and_awards_are_told_in_the_final_derivation():
    ruleset = contest()
    prelim = three_sheets("prelim", {"all": 9000})
    final = three_sheets("panel", {"novelty": 550, "benefit": 355})

    done = calculate_all(ruleset, Facts((Entry("E"),), sheets=(*prelim, *final)))

    assert derivation_lines(done["result"].derive("E"), NAMES) == [
        Line("加权合成", "网络初评 90.00 × 30% + 决赛答辩 90.50 × 70%", "90.35"),
        Line("修约", "90.35：保留两位小数，四舍五入", "90.35"),
        Line("名次", "得分 90.35，共 1 项参加排名", "第 1 名"),
        Line("授奖", "按名次和名额", "一等奖"),
    ]


def test_a_barred_entry_keeps_its_rank_in_words():
    bar = Decision("panel", "bar", "bar", ("A",), reason="一票否决：安全事故")
    award = {"award": [{"tier": "first", "name": "一等奖", "quota": 1}], "boundary": "committee"}

    done = carried_out(
        rules(TOTALS, MEAN, RANK, {"bar": "recorded"}, award), facts({"A": "9"}, bar)
    )

    assert derivation_lines(done.derive("A"), NAMES)[-2:] == [
        Line("不授奖", "一票否决：安全事故", "名次不变"),
        Line("授奖", "名次不变，不授奖", "—"),
    ]


@pytest.mark.parametrize(("weight", "text"), [("3/10", "30%"), ("1/3", "1/3"), ("1/8", "12.5%")])
def test_weights_read_as_percentages_where_they_end(weight: str, text: str):
    assert percent(weight) == text


def test_figures_in_a_row_have_the_same_number_of_decimals():
    assert aligned(["93", "92.5", "88.333333…"]) == ["93.0", "92.5", "88.333333…"]


def test_further_rules_of_an_award_are_told():
    tiers = [
        {"tier": "first", "name": "一等奖", "ratio": "10%", "whole": "floor", "of": "ranked"},
        {"tier": "merit", "name": "优胜奖", "within": "50%", "whole": "ceil", "of": "competing"},
    ]
    caps = [{"by": "unit", "most": 2, "tiers": ["first"], "over": "next"}]
    ratio = {"name": "产业工人", "attribute": "job", "in": ["worker"], "at_least": "35%"}
    award = {"award": tiers, "caps": caps, "composition": [ratio], "boundary": "committee"}
    ruleset = rules(TOTALS, MEAN, RANK, award | {"backfill": "chain"})

    text = rules_paragraph(ruleset, Names(attributes={"unit": "单位"}))

    assert text.endswith(
        "按名次设一等奖（有名次数的 10%（舍去小数））、优胜奖（名次在参赛数的前 50%（小数进一）），"
        "末位并列，由评审委员会决定，未用的名额空缺（宁缺毋滥），"
        "同一单位一等奖至多 2 项，超出的顺延至下一等级，撤销奖项后依次递补，"
        "获奖者中产业工人不低于 35%。"
    )


def test_an_award_says_why_not_a_higher_tier():
    tiers = [{"tier": "first", "name": "一等奖", "quota": 1}, {"tier": "second", "quota": 1}]
    ruleset = rules(TOTALS, MEAN, RANK, {"award": tiers, "boundary": "committee"})

    done = carried_out(ruleset, facts({"A": "90", "B": "80", "C": "70"}))

    lines = derivation_lines(done.derive("B"), NAMES)
    assert lines[-2:] == [
        Line("授奖", "按名次和名额", "second"),
        Line("未获一等奖", "名额 1 项，已授予名次在前的 1 项", "—"),
    ]


def raised_codes() -> set[str]:
    """Every code that a step of the engine blocks with."""
    steps = Path(steps_package.__file__).parent
    return {
        str(argument.value)
        for path in steps.parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "block"
        for argument in node.args[1:2]
        if isinstance(argument, ast.Constant)
    }


def test_every_block_has_a_title_and_says_what_to_do():
    values = dict.fromkeys(
        ("judge", "valid", "quorum", "least", "spread", "most", "places", "place", "stage"), 1
    ) | dict.fromkeys(("groups", "name", "total", "count", "limit", "event"), 1)

    texts = {
        code: block_text(Block(code, "step", ("E1", "E2"), values), {"E1": "甲"}, {})
        for code in block_codes()
    }

    by_services = {"EARLIER_SCORES", "EARLIER_ADMITTED"}
    assert (
        raised_codes() | by_services | {"MISSING_MARK", "MISSING_SHEET", "JUDGE_AWAY"}
        == block_codes()
    )
    about_all = {"TIE_IN_QUOTA", "RATIO_BELOW", "RATIO_ABOVE"}
    about_all |= {"RATIOS_UNATTAINABLE", "RATIOS_UNSOLVED"}
    assert all("甲、E2" in text for code, text in texts.items() if code not in about_all)
    assert all("请" in text for text in texts.values())
    assert all(block_title(Block(code, "step", ())) for code in block_codes())
