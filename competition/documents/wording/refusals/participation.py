"""Refusals of participation statistics in words."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "participation.activity": _l("请选择竞赛，或填写活动名称，不超过 %(limit)s 个字。"),
    "participation.as_of": _l("统计截止日期应在报告期开始以后、今天以前。"),
    "participation.competition": _l("请从列表中选择本单位或上级单位举办的竞赛。"),
    "participation.declared_more": _l("申报人数不能多于参赛人次。请核对两个数。"),
    "participation.future": _l("报告期还没有开始。请选择已经开始的报告期。"),
    "participation.gone": _l("这份报告已被更正或撤回。请打开最新的一份。"),
    "participation.industry": _l("请选择行业。"),
    "participation.many": _l("一份名单不超过 %(limit)s 人。请按下级单位分别上报。"),
    "participation.no_people": _l("名单里没有人员。请填写名单，或改为只报数字。"),
    "participation.number": _l("请填写不超过 %(limit)s 的整数。"),
    "participation.person_number": _l(
        "“%(name)s”没有身份证号码，也没有工号。请至少填写一项，同名的人才能分清。"
    ),
    "participation.reason": _l("请填写原因，%(least)s 至 %(most)s 个字。"),
    "participation.span": _l("请选择年份和报告期。"),
    "participation.there": _l(
        "这项竞赛或活动在所选报告期已有报告，或与已有的报告期重叠。请更正已有的报告，以免重复计算。"
    ),
    "participation.times": _l("参赛次数应为 1 至 %(limit)s 的整数。"),
    "participation.work_number": _l("工号不超过 %(limit)s 个字。"),
}
