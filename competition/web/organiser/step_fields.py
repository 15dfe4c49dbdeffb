"""What can be filled in about each kind of step, in the words of notices.

A kind of step is told by its first key and, where that key has several forms, by its value:
"reduce", "map:multiply", "calibrate:judge_effect". What a step says beyond these fields stays in
the field of further parameters, as JSON.
"""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from competition.web.organiser.rule_fields import MODES, POLICIES
from competition.web.organiser.step_values import Kind, Param

BEST = [("highest", _l("数值高的为好")), ("lowest", _l("数值低的为好"))]
MEANINGS = [
    ("skip", _l("不计入")),
    ("zero", _l("按零分计")),
    ("carry", _l("结果也算缺")),
    ("block", _l("须处理后才能公布")),
]
FROM = Param("from", _l("从哪一步的结果计算"), hint=_l("不填即接着上一步。"), rare=True)
NAME = Param(
    "as", _l("这一步结果的名称"), hint=_l("后面的步骤要用到时填写，例如 专家分。"), rare=True
)
PER = Param(
    "per",
    _l("分组"),
    Kind.CHOICE,
    hint=_l("不指定即全部一起。"),
    options=[("track", _l("各赛道分别进行"))],
)
ROUNDING = (
    Param("places", _l("保留小数位数"), Kind.INTEGER),
    Param("mode", _l("修约方法"), Kind.CHOICE, options=MODES),
)
BETTER = Param("best", _l("好的方向"), Kind.CHOICE, options=BEST)

REDUCE = (
    Param(
        "reduce",
        _l("合并哪一项"),
        Kind.CHOICE,
        options=[("criterion", _l("各项评分指标")), ("judge", _l("各位评委"))],
    ),
    Param(
        "by",
        _l("方法"),
        Kind.CHOICE,
        options=[
            ("sum", _l("相加")),
            ("mean", _l("取平均")),
            ("median", _l("取中位数")),
            ("winsorised", _l("极端分缩到相邻分后取平均")),
            ("max", _l("取最高")),
            ("min", _l("取最低")),
            ("rank_sum", _l("名次相加")),
        ],
    ),
    Param("drop_high", _l("去掉最高分的个数"), Kind.INTEGER),
    Param("drop_low", _l("去掉最低分的个数"), Kind.INTEGER),
    Param("at_least", _l("达到几份才去"), Kind.INTEGER),
    Param(
        "below",
        _l("不够时"),
        Kind.CHOICE,
        options=[("mean", _l("不去，直接计算")), ("block", _l("暂不计分，另行决定"))],
    ),
    Param("quorum", _l("最少几份才计分"), Kind.INTEGER),
    Param(
        "below_quorum",
        _l("少于这个数时"),
        Kind.CHOICE,
        options=[("block", _l("须处理后才能公布")), ("unranked", _l("不排名"))],
        rare=True,
    ),
    Param("best", _l("只取最好的几个"), Kind.INTEGER, rare=True),
    Param("best_is", _l("好的方向"), Kind.CHOICE, options=BEST, rare=True),
    Param(
        "only",
        _l("只计哪些"),
        Kind.ONLY,
        hint=_l("评委组填 group = 专业；指标填其代号，用顿号隔开。"),
        rare=True,
    ),
    Param(
        "weights", _l("权重"), Kind.MAPPING, hint=_l("每行一项，例如 novelty = 40%。"), rare=True
    ),
    Param("weights_of", _l("权重按哪个属性给"), hint=_l("例如 role，权重填 组长 = 2。"), rare=True),
    Param("spread", _l("相差超过多少须重新打分"), Kind.DECIMAL, rare=True),
    Param("missing.blank", _l("未交的"), Kind.CHOICE, options=MEANINGS, rare=True),
    Param("missing.absent", _l("缺席的"), Kind.CHOICE, options=MEANINGS, rare=True),
    Param("missing.recused", _l("回避的"), Kind.CHOICE, options=MEANINGS, rare=True),
    FROM,
    NAME,
)
NUMBER_HINT = _l("填数；取自属性或其他结果的，按规则说明写成 JSON。")
MAPS: Mapping[str, Sequence[Param]] = {
    "multiply": (
        Param("by", _l("乘以"), Kind.NUMBERS, hint=NUMBER_HINT),
        Param("over", _l("再除以"), Kind.DECIMAL),
    ),
    "add": (Param("amount", _l("加上"), Kind.NUMBER, hint=NUMBER_HINT),),
    "subtract": (Param("amount", _l("减去"), Kind.NUMBER, hint=NUMBER_HINT),),
    "deduct_from": (
        Param(
            "base",
            _l("基础分"),
            Kind.NUMBER,
            hint=_l("填数；从各项满分中扣时保留原来的写法。"),
        ),
        Param("each", _l("每次扣几分"), Kind.DECIMAL),
        Param("floor", _l("最低扣到几分"), Kind.NUMBER, hint=_l("扣完为止填 0。")),
    ),
    "points": (
        Param("out_of", _l("原来的满分"), Kind.NUMBER, hint=NUMBER_HINT),
        Param("max", _l("折成几分"), Kind.NUMBER, hint=NUMBER_HINT),
    ),
    "proportion": (
        Param("target", _l("目标值"), Kind.NUMBER, hint=NUMBER_HINT),
        Param("max", _l("完成目标得几分"), Kind.NUMBER, hint=NUMBER_HINT),
        Param("cap", _l("完成率最高按多少计"), Kind.DECIMAL, hint=_l("例如 1.2。")),
        Param("floor", _l("完成率最低按多少计"), Kind.DECIMAL),
        Param("lower_is_better", _l("数值低的为好"), Kind.FLAG),
        *ROUNDING,
    ),
    "bands": (
        Param(
            "bands",
            _l("分档"),
            Kind.ROWS,
            columns=(
                Param("at_least", _l("达到"), Kind.DECIMAL),
                Param("above", _l("或高于"), Kind.DECIMAL),
                Param("at_most", _l("或不超过"), Kind.DECIMAL),
                Param("below", _l("或低于"), Kind.DECIMAL),
                Param("points", _l("得分"), Kind.DECIMAL),
            ),
        ),
        Param("otherwise", _l("都不到时得分"), Kind.DECIMAL),
        Param(
            "between",
            _l("两档之间"),
            Kind.CHOICE,
            options=[("step", _l("按低的一档")), ("linear", _l("按比例插值"))],
        ),
    ),
    "clamp": (
        Param("low", _l("最低"), Kind.DECIMAL),
        Param("high", _l("最高"), Kind.DECIMAL),
    ),
    "best_of_field": (
        BETTER,
        Param("max", _l("最好的得几分"), Kind.DECIMAL),
        Param(
            "each",
            _l("与最好的每差 1 扣几分"),
            Kind.DECIMAL,
            hint=_l("不填即按与最好的之比折算。"),
        ),
        Param("floor", _l("最低扣到几分"), Kind.DECIMAL),
        PER,
    ),
    "share_of_total": (Param("max", _l("全部合计折成几分"), Kind.DECIMAL), PER),
    "places": (
        BETTER,
        Param("points", _l("各名次得分"), Kind.NUMBERS, hint=_l("每行一个，从第一名起。")),
        Param("otherwise", _l("其余名次得分"), Kind.DECIMAL),
        Param(
            "ties",
            _l("并列的"),
            Kind.CHOICE,
            options=[("mean", _l("平分所占名次")), ("best", _l("都按最前的名次"))],
        ),
        PER,
    ),
    "attribute": (Param("attribute", _l("项目的哪个属性")),),
    "events": (
        Param("kind", _l("哪一类记录")),
        Param("none", _l("没有记录的计为"), Kind.DECIMAL),
    ),
}
PANEL = Param("panel", _l("按哪个属性分评审组"), hint=_l("每个赛道一组时填 track。"))
PANEL_ROUNDING = (
    PANEL,
    Param(
        "overall",
        _l("总平均"),
        Kind.CHOICE,
        options=[("entries", _l("全部项目的平均")), ("panels", _l("各组平均的平均"))],
    ),
    Param("overall_mean", _l("总平均保留几位小数"), Kind.INTEGER),
    Param("panel_mean", _l("组平均保留几位小数"), Kind.INTEGER),
)
DROPS = (
    Param("mode", _l("修约方法"), Kind.CHOICE, options=MODES),
    Param("drop_high", _l("算平均时去掉几个最高"), Kind.INTEGER),
    Param("drop_low", _l("算平均时去掉几个最低"), Kind.INTEGER),
)
PILE = Param("panel", _l("按哪个属性分组"), hint=_l("不填即按评委。"))
COMPARED = Param(
    "piles_compared",
    _l("已比较各评委所评项目的水平，确认大体相当"),
    Kind.FLAG,
    hint=_l("各评委评的项目水平不同时，这种换算会改变名次而没有依据。"),
)
CALIBRATIONS: Mapping[str, Sequence[Param]] = {
    "panel_coefficient": (
        *PANEL_ROUNDING,
        Param("coefficient", _l("系数保留几位小数"), Kind.INTEGER),
        *DROPS,
    ),
    "panel_difference": (
        *PANEL_ROUNDING,
        Param("difference", _l("差值保留几位小数"), Kind.INTEGER),
        *DROPS,
    ),
    "judge_effect": (
        Param(
            "estimator",
            _l("估计方法"),
            Kind.CHOICE,
            options=[
                ("least_squares", _l("最小二乘")),
                ("random", _l("评委为随机效应（REML）")),
                ("robust", _l("随机效应，Huber 权重")),
            ],
        ),
        *ROUNDING,
        PER,
    ),
    "z_score": (
        COMPARED,
        PILE,
        Param(
            "deviation_of",
            _l("标准差"),
            Kind.CHOICE,
            options=[("sample", _l("样本标准差")), ("population", _l("总体标准差"))],
        ),
        Param("mean", _l("换算到的平均"), Kind.DECIMAL),
        Param("deviation", _l("换算到的标准差"), Kind.DECIMAL),
        *ROUNDING,
        PER,
    ),
    "min_max": (
        COMPARED,
        PILE,
        Param("low", _l("最低换算到"), Kind.DECIMAL),
        Param("high", _l("最高换算到"), Kind.DECIMAL),
        *ROUNDING,
        PER,
    ),
    "scale_700": (
        Param("centre", _l("中心分"), Kind.DECIMAL),
        Param("step", _l("一个标准差合几分"), Kind.DECIMAL),
        Param("low", _l("最低"), Kind.DECIMAL),
        Param("high", _l("最高"), Kind.DECIMAL),
        *ROUNDING,
        PER,
    ),
}
ADJUST = (
    Param(
        "adjust",
        _l("加分和扣分的种类"),
        Kind.ROWS,
        columns=(
            Param("kind", _l("种类")),
            Param(
                "effect",
                _l("加或减"),
                Kind.CHOICE,
                options=[("plus", _l("加分")), ("minus", _l("扣分"))],
            ),
            Param("points", _l("每次几分"), Kind.DECIMAL),
            Param("levels", _l("或按等级"), Kind.MAPPING, hint=_l("例如 省部级 = 8。")),
            Param("once_per", _l("同一什么只计一次"), Kind.NAMES, hint=_l("例如 matter。")),
            Param("times", _l("最多计几次"), Kind.INTEGER),
            Param("cap", _l("合计最多"), Kind.DECIMAL),
            Param("needs_evidence", _l("须有佐证"), Kind.FLAG),
        ),
    ),
    Param(
        "once_per",
        _l("各种类之间同一什么只计最高"),
        Kind.NAMES,
        hint=_l("例如 matter。"),
        rare=True,
    ),
    Param("most_plus", _l("加分合计最多"), Kind.DECIMAL),
    Param("most_minus", _l("扣分合计最多"), Kind.DECIMAL),
    Param("floor", _l("最后得分不低于"), Kind.DECIMAL),
    Param("ceiling", _l("最后得分不高于"), Kind.DECIMAL),
    FROM,
    NAME,
)
CHAIN = (
    Param("chain", _l("依次比较"), Kind.KEYS),
    Param("then", _l("比较后仍相同时"), Kind.CHOICE, options=POLICIES),
)
