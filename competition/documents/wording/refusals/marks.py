"""Refusals about marks, sheets and criteria."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "mark.blank": _l("未评，请填写分数；确实不得分请填 0。"),
    "mark.sign": _l("分数不带正负号，请只填数字。"),
    "mark.comma": _l("分数里不能有逗号，小数点请用“.”。"),
    "mark.exponent": _l("请把分数写成普通数字，如 92.5，不用科学记数法。"),
    "mark.unfinished": _l("小数点后面缺数字，请补全或去掉小数点。"),
    "mark.too_long": _l("分数最多 %(limit)s 个字符，请检查。"),
    "mark.grammar": _l("“%(text)s”不是分数，请只填数字和小数点，如 92.5。"),
    "mark.over_max": _l("%(text)s 超过满分 %(max)s，请改小。"),
    "mark.under_min": _l("%(text)s 低于最低分 %(min)s，请改大。"),
    "mark.step": _l("%(text)s 不在打分间隔上，请以 %(step)s 分为一档填写。"),
    "sheet.unknown_criterion": _l("评分表里没有“%(key)s”这一项，请刷新页面后重试。"),
    "criteria.twice": _l("评分细则（%(path)s）中标识“%(key)s”重复，请改其中一个。"),
    "criteria.full_mark": _l("各评分指标的满分合计为 %(total)s 分，应为 %(full)s 分，请修改。"),
    "criteria.too_deep": _l("评分细则（%(path)s）层级过多，最多 %(limit)s 层。"),
    "criteria.range_empty": _l("满分应高于最低分，评分间隔应大于 0。"),
    "criteria.max_off_step": _l("按评分间隔打不到满分，请调整满分或评分间隔。"),
    "criteria.not_at_scale": _l("小数位数不能多于评分间隔的位数，评分间隔最多 6 位小数。"),
    "criteria.level_range": _l("等级的分数段应在最低分与满分之间，且由低到高，请修改。"),
    "criteria.level_off_step": _l(
        "等级“%(level)s”的最低分和最高分应是打得出的分数：从最低分起，每档 %(step)s 分。"
    ),
    "criteria.weight_zero": _l("系数为 0 的指标不计入合计。请填大于 0 的数，或删除这项指标。"),
    "criteria.weight_endless": _l("评分指标“%(key)s”的权重不是有限小数，请改写，如 0.3。"),
    "figure.grammar": _l("“%(text)s”不是数值。"),
}
