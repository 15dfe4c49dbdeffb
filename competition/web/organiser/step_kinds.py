"""The kinds of steps with their fields, and how they are called when one is added."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from competition.web.organiser.rule_fields import MODES, POLICIES, STYLES
from competition.web.organiser.step_awards import AWARD
from competition.web.organiser.step_fields import (
    ADJUST,
    CALIBRATIONS,
    CHAIN,
    FROM,
    MAPS,
    NAME,
    PER,
    REDUCE,
)
from competition.web.organiser.step_values import Kind, Param

PARTS = [
    ("exclude", _l("不参加排名")),
    ("zero", _l("该部分按零分计")),
    ("block", _l("须处理后才能公布")),
    ("skip", _l("按有的部分计算")),
]
ROUND = (
    Param("round", _l("保留小数位数"), Kind.INTEGER),
    Param("mode", _l("修约方法"), Kind.CHOICE, options=MODES),
    Param("show_only", _l("只用于公布，后面仍用未修约的数"), Kind.FLAG),
    FROM,
    NAME,
)
WEIGHTED = (
    Param(
        "combine",
        _l("各部分和权重"),
        Kind.MAPPING,
        hint=_l("每行一项，例如 专业分 = 70%；别的阶段的得分写成 online.score = 30%。"),
    ),
    Param(
        "missing",
        _l("缺一部分时"),
        Kind.CHOICE,
        options=PARTS,
    ),
    Param("at_least", _l("至少有几部分"), Kind.INTEGER, rare=True),
    NAME,
)
ALIKE = (
    Param("combine", _l("哪些部分"), Kind.NAMES),
    Param(
        "by",
        _l("方法"),
        Kind.CHOICE,
        options=[
            ("sum", _l("相加")),
            ("mean", _l("取平均")),
            ("max", _l("取最高")),
            ("min", _l("取最低")),
            ("first", _l("依次取先有的")),
            ("count", _l("有成绩的个数")),
        ],
    ),
    Param(
        "missing",
        _l("缺一部分时"),
        Kind.CHOICE,
        options=PARTS,
    ),
    Param("at_least", _l("至少有几部分"), Kind.INTEGER),
    Param("best", _l("只取最高的几部分"), Kind.INTEGER),
    NAME,
)
TEAM = (
    Param("team", _l("哪个属性是队名")),
    Param("by", _l("方法"), Kind.CHOICE, options=[("sum", _l("相加")), ("mean", _l("取平均"))]),
    Param("best", _l("取最好的几人"), Kind.INTEGER),
    Param("at_least", _l("至少几人有成绩"), Kind.INTEGER),
    Param(
        "direction",
        _l("好的方向"),
        Kind.CHOICE,
        options=[("desc", _l("数值高的为好")), ("asc", _l("数值低的为好"))],
    ),
    FROM,
    NAME,
)
SELECT_NUMBER = (
    Param("number", _l("名额"), Kind.QUOTA, hint=_l("各赛道不同时每行一项，例如 DL = 12。")),
    Param("line", _l("且不低于几分"), Kind.DECIMAL),
    PER,
    Param("ties", _l("末位并列时"), Kind.CHOICE, options=POLICIES),
    *CHAIN,
)
WHOM = (
    Param(
        "for",
        _l("只对哪些"),
        Kind.ONLY,
        hint=_l("例如 track = 班组、个人；不填即全部。"),
        rare=True,
    ),
    Param(
        "through",
        _l("看所属的哪一个"),
        hint=_l("看所属标段时填 parent；不填即看项目自己。"),
        rare=True,
    ),
)
RANK = (
    Param("rank", _l("依次比较"), Kind.KEYS),
    Param(
        "style",
        _l("并列名次的编排"),
        Kind.CHOICE,
        options=[
            *STYLES,
            ("1234", _l("1、2、3、4：不设并列")),
            ("1334", _l("1、3、3、4：取并列中最后的名次")),
            ("fractional", _l("1、2.5、2.5、4：取平均名次")),
        ],
    ),
    PER,
    Param(
        "then",
        _l("仍相同时"),
        Kind.CHOICE,
        options=[("shared", _l("名次并列")), ("decision", _l("抽签或评议决定，并记录在案"))],
    ),
)
FIELDS: Mapping[str, Sequence[Param]] = {
    "check:complete": (),
    "check:panel": (Param("at_least", _l("最少几份"), Kind.INTEGER), FROM),
    "check:spread": (Param("at_most", _l("最多相差几分"), Kind.DECIMAL), FROM),
    "reduce": REDUCE,
    **{f"map:{way}": (*params, FROM, NAME) for way, params in MAPS.items()},
    **{f"calibrate:{way}": (*params, FROM, NAME) for way, params in CALIBRATIONS.items()},
    "adjust": ADJUST,
    "round": ROUND,
    "combine:weights": WEIGHTED,
    "combine:alike": ALIKE,
    "team": TEAM,
    "bar:recorded": WHOM,
    "bar:attribute": (
        Param("attribute", _l("项目的哪个属性")),
        Param("in", _l("为哪些值时不授奖"), Kind.NAMES),
        *WHOM,
    ),
    "bar:figure": (
        Param("of", _l("看哪一步的结果")),
        Param("at_least", _l("低于多少不授奖"), Kind.DECIMAL),
        Param("at_most", _l("或高于多少不授奖"), Kind.DECIMAL),
        *WHOM,
    ),
    "bar:event": (
        Param("kinds", _l("哪几类记录"), Kind.NAMES),
        Param(
            "effect",
            _l("后果"),
            Kind.CHOICE,
            options=[("award", _l("不授奖")), ("zero", _l("得分记零"))],
        ),
        Param(
            "span",
            _l("范围"),
            Kind.CHOICE,
            options=[
                ("period", _l("当期")),
                ("year", _l("全年")),
                ("parts", _l("指定的几期")),
            ],
        ),
        Param(
            "parts", _l("指定哪几期"), Kind.NAMES, hint=_l("填阶段代号，用顿号隔开。"), rare=True
        ),
        Param(
            "at",
            _l("只记零的一项"),
            Kind.MAPPING,
            hint=_l("例如 criterion = safety；不填即该期全部。"),
            rare=True,
        ),
        *WHOM,
        FROM,
        NAME,
    ),
    "rank": RANK,
    "select:number": SELECT_NUMBER,
    "select:line": (Param("line", _l("分数线"), Kind.DECIMAL), PER),
    "award": AWARD,
}
NAMES: Mapping[str, Any] = {
    "check:complete": _l("检查：评分表须交齐"),
    "check:panel": _l("检查：有效评分表份数"),
    "check:spread": _l("检查：评委分差"),
    "reduce": _l("合计、平均、去掉最高分和最低分"),
    "map:multiply": _l("乘系数（难度系数等）"),
    "map:add": _l("加上一个数"),
    "map:subtract": _l("减去一个数"),
    "map:deduct_from": _l("从基础分中扣（扣完为止）"),
    "map:points": _l("换算满分（0 至 3 档折成分数）"),
    "map:proportion": _l("按完成目标的比例给分"),
    "map:bands": _l("按档次给分"),
    "map:clamp": _l("限制在最低和最高之间"),
    "map:best_of_field": _l("以最好的为满分折算"),
    "map:share_of_total": _l("按占合计的比例给分"),
    "map:places": _l("按名次给分"),
    "map:attribute": _l("取项目的一个数（票数等）"),
    "map:events": _l("取记录的合计（用时等）"),
    "calibrate:panel_coefficient": _l("评审组系数"),
    "calibrate:panel_difference": _l("评审组差值修正"),
    "calibrate:judge_effect": _l("修正评委宽严"),
    "calibrate:z_score": _l("标准分"),
    "calibrate:min_max": _l("最低最高换算"),
    "calibrate:scale_700": _l("700 分制（近似）"),
    "adjust": _l("加分、扣分、超时"),
    "round": _l("修约"),
    "combine:weights": _l("按权重合成"),
    "combine:alike": _l("几部分相加或平均"),
    "team": _l("团体成绩"),
    "bar:recorded": _l("经决定不授奖"),
    "bar:attribute": _l("按属性不授奖"),
    "bar:figure": _l("未达到一定分数不授奖"),
    "bar:event": _l("一票否决"),
    "rank": _l("排名"),
    "select:number": _l("按名额入围"),
    "select:line": _l("按分数线入围"),
    "award": _l("奖项"),
}
_FAMILIES = (
    (_l("合并"), ("reduce", "round", "combine:weights", "combine:alike", "team")),
    (_l("换算"), tuple(f"map:{way}" for way in MAPS)),
    (_l("修正"), (*(f"calibrate:{way}" for way in CALIBRATIONS), "adjust")),
    (_l("检查"), ("check:complete", "check:panel", "check:spread")),
    (
        _l("排名和奖项"),
        (
            "rank",
            "select:number",
            "select:line",
            "bar:recorded",
            "bar:attribute",
            "bar:figure",
            "bar:event",
            "award",
        ),
    ),
)
_BY_VALUE = ("check", "map", "calibrate", "bar", "select")
_BY_KEY = ("reduce", "adjust", "round", "team", "rank", "award")


def families() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """The kinds to choose from, gathered under what they are about."""
    return [(name, [(kind, NAMES[kind]) for kind in kinds]) for name, kinds in _FAMILIES]


def kind_of(step: Mapping[str, Any]) -> str:
    """Which kind of step this is; empty for one that no kind fits."""
    for key in _BY_VALUE:
        if key in step:
            kind = f"{key}:{step[key]}"
            return kind if kind in FIELDS else ""
    if "combine" in step:
        return "combine:weights" if isinstance(step["combine"], dict) else "combine:alike"
    return next((key for key in _BY_KEY if key in step), "")


def label_of(kind: str, parameter: str) -> str:
    """What a parameter is called, one within a row by the name of its column; "" for none."""
    for param in FIELDS.get(kind, ()):
        if parameter == param.key:
            return str(param.label)
        if parameter.startswith((f"{param.key}.", f"{param.key}[")):
            inner = parameter.rpartition(".")[2]
            named = [str(column.label) for column in param.columns if column.key == inner]
            return named[0] if named else str(param.label)
    return ""


def begun(kind: str, before: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """A step of this kind as it is added after others, with what nearly every notice says."""
    key, _, value = kind.partition(":")
    last = next((step["as"] for step in reversed(before) if step.get("as")), None)
    if kind == "rank" and last is not None:
        return {**_BEGUN[kind], "rank": [{"key": last}]}
    if key in _BY_VALUE:
        return {key: value, **_BEGUN.get(kind, {})}
    return dict(_BEGUN[kind])


_BEGUN: Mapping[str, dict[str, Any]] = {
    "check:panel": {"at_least": 5},
    "check:spread": {"at_most": "10"},
    "reduce": {"reduce": "judge", "by": "mean", "quorum": 3},
    "map:multiply": {"by": ["1"]},
    "map:add": {"amount": "0"},
    "map:subtract": {"amount": "0"},
    "map:deduct_from": {"base": {"attribute": "max", "of": "criterion"}, "floor": "0"},
    "map:points": {"out_of": "3", "max": "1"},
    "map:proportion": {"target": "100", "max": "100", "cap": "1.2", "floor": "0"},
    "map:bands": {"bands": [{"at_least": "90", "points": "10"}], "otherwise": "0"},
    "map:clamp": {"low": "0", "high": "100"},
    "map:best_of_field": {"best": "highest", "max": "100"},
    "map:share_of_total": {"max": "100"},
    "map:places": {"best": "highest"},
    "map:attribute": {"attribute": "votes"},
    "map:events": {"kind": "time"},
    "calibrate:panel_coefficient": {
        "panel": "track",
        "overall_mean": 2,
        "panel_mean": 2,
        "coefficient": 3,
        "mode": "half_up",
    },
    "calibrate:panel_difference": {
        "panel": "track",
        "overall_mean": 2,
        "panel_mean": 2,
        "difference": 2,
        "mode": "half_up",
    },
    "calibrate:judge_effect": {"estimator": "least_squares", "places": 4, "mode": "half_up"},
    "calibrate:z_score": {"places": 4, "mode": "half_up"},
    "calibrate:min_max": {"low": "60", "high": "100", "places": 4, "mode": "half_up"},
    "calibrate:scale_700": {"places": 2, "mode": "half_up"},
    "adjust": {"adjust": [{"kind": "bonus", "effect": "plus", "points": "1"}]},
    "round": {"round": 2, "mode": "half_up", "as": "score"},
    "combine:weights": {"combine": {}, "missing": "exclude"},
    "combine:alike": {"combine": [], "by": "mean", "missing": "skip"},
    "team": {"team": "team", "by": "sum"},
    "bar:attribute": {"attribute": "kind", "in": []},
    "bar:figure": {"of": "score", "at_least": "60"},
    "bar:event": {"kinds": ["accident"], "effect": "award", "span": "year"},
    "rank": {"rank": [{"key": "score"}], "style": "1224"},
    "select:number": {"number": 10, "ties": "committee"},
    "select:line": {"line": "60"},
    "award": {
        "award": [{"tier": "first", "name": "一等奖", "quota": 1}],
        "boundary": "committee",
        "unused": "vacant",
    },
}
