"""A rehearsal in words: its steps, and the reasons that stand where people give theirs."""

from flask_babel import lazy_gettext as _l

REASONS = {
    "rehearsal.by_lot": _l("演练：以抽签代替评审委员会决定"),
    "rehearsal.no_notice": _l("演练，不公示"),
    "rehearsal.not_scored": _l("演练中未评分"),
}
OBJECTION = "objection"
BY_OBJECTION = _l("根据第 %(number)s 号异议或申诉的处理决定")
STEPS = {
    "open": _l("开放竞赛"),
    "enter": _l("填写并提交虚构的申报"),
    "review": _l("形式审查并结束申报"),
    "seat": _l("分组、分配评委并开始评审"),
    "mark": _l("填写虚构的评分"),
    "lock": _l("锁定评分"),
    "publish": _l("计算并公布阶段成绩"),
    "conclude": _l("计算总成绩，两人办理，确认为最终结果"),
    "issue": _l("发放演练证书"),
}
NOTES = {
    "open": _l("按真实的待办清单检查；缺少必须的设置时会停在这里。"),
    "enter": _l("通过真实的申报表逐项填写，每个赛道四个项目。"),
    "review": _l("虚构的申报全部通过，申报和形式审查阶段随之结束。"),
    "seat": _l("完成后评委可以用练习链接试着评分。"),
    "mark": _l("练习评委的分数由系统虚构；参加练习的真实评委未评的记为缺席。"),
    "lock": _l("锁定后不能再改分。"),
    "publish": _l("并列由抽签决定；第二人由练习账号“演练复核人”代办，并如此记录。"),
    "conclude": _l("并列由抽签决定；第二人由练习账号“演练复核人”代办，不公示。"),
    "issue": _l("证书带“演练用 无效”字样，编号无效。"),
}


def stored_reason(reason: str) -> str:
    """A reason as it is read: one kept as a code in words, a person's as it was written."""
    kind, _colon, number = reason.partition(":")
    if kind == OBJECTION and number.isdecimal():
        return str(BY_OBJECTION) % {"number": number}
    return str(REASONS.get(reason, reason))
