"""Refusals about periods of a labour competition: who takes part, who scores, opening."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "periods.count": _l("考核期请填 1 到 %(most)s 期。"),
    "periods.quarters": _l("按季评比须按月考核，且期数是 3 的倍数。请改期数，或取消按季评比。"),
    "period.unknown": _l("找不到这个考核期，请刷新页面后重选。"),
    "period.joined": _l(
        "该单位已在“%(period)s”参加考核，不能改为以后进场。如需调整，请更正那一期的成绩。"
    ),
    "period.left_before": _l("该单位在这一期之前已经退场，请先恢复参赛。"),
    "period.joined_after": _l("该单位在这一期之后才进场，请选择进场以后的考核期。"),
    "period.goes_on": _l("该单位已在“%(period)s”参加考核，退场不能早于这一期。"),
    "period.leave_reason": _l("请写明退场的原因。"),
    "period.leave_long": _l("原因最多 %(limit)s 字，请缩短。"),
    "period.no_account": _l(
        "%(units)s等 %(count)s 个单位没有填报人的账号，不能自评。请先在项目页指定。"
    ),
    "period.open_there": _l("“%(stage)s”是考核期，请在“考核期”页面开始。"),
    "department.unknown": _l("计分规则中没有由“%(name)s”考核的指标。"),
    "department.missing": _l("以下部门有考核指标，还没有指定考核人：%(names)s。"),
    "verifier.twice": _l("%(name)s 已经是核定人。"),
    "verifier.missing": _l("本期需要核定，还没有指定核定人。"),
}
