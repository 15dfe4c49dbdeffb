"""The rules of a labour competition as a notice says them, and a derivation of what bars a crew."""

from datetime import date
from typing import Any

import pytest

from competition.documents.wording.derivation import derivation_lines
from competition.documents.wording.figures import Names
from competition.documents.wording.rules import criterion_names, rules_sentences, step_clauses
from competition.domain.labour import Calendar, PeriodUnit
from competition.domain.presets import load_preset
from competition.domain.rules import Entry, Event, Facts, Sheet, parse_rule_set
from tests.domain.panels import MEAN, TOTALS, carried_out, rules

PRESET = load_preset("five_compare", Calendar(PeriodUnit.MONTH, date(2026, 1, 1), 6, quarters=True))
RULES = parse_rule_set(PRESET.rule_document)
NAMES = Names(
    criteria=criterion_names(RULES),
    stages={stage.key: stage.name for stage in PRESET.stages},
    groups={track.key: track.name for track in PRESET.tracks},
)
CREWS: dict[str, Any] = {"for": {"track": ["CREW"]}, "through": "parent"}


@pytest.fixture
def told(app):
    with app.test_request_context():
        yield rules_sentences(RULES, NAMES)


def test_months_with_the_same_rules_share_one_sentence(told):
    months = "、".join(f"2026年{number}月" for number in range(1, 7))

    assert len(told) == 5
    assert told[0].startswith(f"{months}按比工程质量（自评、质量管理部）、")
    assert [sentence.partition("：")[0] for sentence in told[1:3]] == [
        "2026年第一季度",
        "2026年第二季度",
    ]


def test_the_sentences_say_what_counts_and_what_it_costs(told):
    month, quarter, *_, year = told

    assert "；当期奖励加分，同一事项只计最高一次，最多 5 分，当期通报扣分，" in month
    assert "2026年1月、2026年2月、2026年3月的成绩取平均，缺的成绩不计入" in quarter
    assert "2026年1月、2026年2月、2026年3月内发生生产安全死亡事故、" in quarter
    assert "年度荣誉按级别加分（业主 3、集团 5、省部 8、国家 10）" in year
    assert "参加期数低于 3 的不授奖，名次不变（只对标段）" in year
    assert "名次不变（一票否决）（只对班组、个人；看其所属单位）" in year
    assert "优胜单位 标段 2 项、先进单位 标段 1 项、优秀班组 班组 3 项、先进个人 个人 6 项" in year
    assert "先进个人按所属单位的名次依次至多 3、2、2 项，其余至多 1 项，超出的不授奖" in year


@pytest.mark.parametrize(
    ("step", "clause"),
    [
        (
            {"bar": "event", "kinds": ["事故"], "effect": "zero", "span": "period"},
            "发生事故的，该期计零分（一票否决）",
        ),
        (
            {
                "bar": "event",
                "kinds": ["事故"],
                "effect": "zero",
                "span": "parts",
                "parts": ["panel"],
                "at": {"criterion": "all"},
                "from": "marks",
            },
            "考核内发生事故的，总分计零分（一票否决）",
        ),
        (
            {"bar": "recorded", **CREWS},
            "经决定一票否决的不授奖，名次不变（只对班组；看其所属单位）",
        ),
    ],
)
def test_what_bars_or_makes_zero_is_a_clause(app, step, clause):
    names = Names(criteria={"all": "总分"}, stages={"panel": "考核"}, groups={"CREW": "班组"})
    ruleset = rules(TOTALS, MEAN, step, {"rank": [{"key": "score"}]})

    with app.test_request_context():
        assert step_clauses(ruleset.part("panel"), names)[2] == clause


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (
            {"bar": "event", "kinds": ["事故"], "effect": "award", "span": "period", **CREWS},
            ("一票否决", "看其所属单位；2026-05-08 事故", "名次不变，不授奖"),
        ),
        (
            {"bar": "figure", "of": "score", "at_least": "95", **CREWS},
            ("不授奖", "看其所属单位：score=90", "名次不变"),
        ),
    ],
)
def test_the_derivation_of_a_crew_names_what_it_belongs_to(app, step, line):
    entries = (
        Entry("L", {"track": "LOT"}),
        Entry("C", {"track": "CREW", "parent": "L"}),
    )
    sheets = tuple(Sheet("panel", one.id, "J", {"all": 9000}) for one in entries)
    event = Event("T1", "L", "事故", "panel", date="2026-05-08")
    ruleset = rules(TOTALS, MEAN, {"rank": [{"key": "score"}]}, step)
    done = carried_out(ruleset, Facts(entries, sheets=sheets, events=(event,)))

    with app.test_request_context():
        last = derivation_lines(done.derive("C"), NAMES)[-1]

    assert (last.name, last.calculation, last.outcome) == line
