"""What can be filled in about the step that gives awards."""

from flask_babel import lazy_gettext as _l

from competition.web.organiser.rule_fields import POLICIES
from competition.web.organiser.step_fields import CHAIN, PER
from competition.web.organiser.step_values import Kind, Param

AWARD = (
    Param(
        "award",
        _l("奖项"),
        Kind.ROWS,
        columns=(
            Param("tier", _l("代号")),
            Param("name", _l("名称")),
            Param("quota", _l("名额"), Kind.QUOTA),
            Param("line", _l("最低分数线"), Kind.DECIMAL),
            Param("ratio", _l("或按比例"), Kind.DECIMAL, hint=_l("例如 10%。")),
            Param(
                "whole",
                _l("比例取整"),
                Kind.CHOICE,
                options=[
                    ("floor", _l("舍去")),
                    ("ceil", _l("进一")),
                    ("half_up", _l("四舍五入")),
                ],
            ),
            Param(
                "of",
                _l("比例按什么计"),
                Kind.CHOICE,
                options=[
                    ("entered", _l("申报的")),
                    ("competing", _l("参评的")),
                    ("ranked", _l("有名次的")),
                ],
            ),
        ),
    ),
    PER,
    Param("boundary", _l("末位并列时"), Kind.CHOICE, options=POLICIES),
    *CHAIN,
    Param("next_shrinks", _l("多用的名额从下一等级扣减"), Kind.FLAG),
    Param(
        "unused",
        _l("未用的名额"),
        Kind.CHOICE,
        options=[("vacant", _l("空缺")), ("pass_down", _l("转入下一等级"))],
    ),
    Param(
        "barred",
        _l("不授奖者的名额"),
        Kind.CHOICE,
        options=[("skip", _l("依次递补")), ("vacant", _l("空缺"))],
    ),
    Param(
        "caps",
        _l("每单位最多"),
        Kind.ROWS,
        columns=(
            Param("by", _l("按哪个属性")),
            Param("most", _l("最多几项"), Kind.INTEGER),
            Param(
                "over",
                _l("超过的"),
                Kind.CHOICE,
                options=[
                    ("next", _l("降到下一等级")),
                    ("none", _l("不授奖，依次递补")),
                    ("vacant", _l("不授奖，名额空缺")),
                ],
            ),
        ),
    ),
    Param(
        "composition",
        _l("获奖结构比例"),
        Kind.ROWS,
        columns=(
            Param("name", _l("名称")),
            Param("attribute", _l("看哪个属性")),
            Param("in", _l("哪些值计入"), Kind.NAMES),
            Param("at_least", _l("至少"), Kind.DECIMAL, hint=_l("例如 35%。")),
            Param("at_most", _l("或至多"), Kind.DECIMAL),
        ),
        rare=True,
    ),
    Param(
        "unkept",
        _l("达不到比例时"),
        Kind.CHOICE,
        options=[
            ("block", _l("须处理后才能公布")),
            ("replace", _l("由符合条件的按名次替换")),
        ],
        rare=True,
    ),
    Param(
        "backfill",
        _l("撤销奖项后"),
        Kind.CHOICE,
        options=[
            ("vacant", _l("空缺")),
            ("chain", _l("逐级递补")),
            ("last", _l("只补最后一等")),
        ],
    ),
)
