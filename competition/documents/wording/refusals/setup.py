"""Refusals about setting a competition up."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "setup.changed": _l(
        "您打开此页之后，另一处已经保存过修改。请核对您填写的内容，确认后再保存一次。"
    ),
    "competition.organisation": _l("您不能为这个单位举办竞赛，请选择您负责的单位。"),
    "competition.unknown": _l("找不到要复制的竞赛，请返回竞赛列表重新选择。"),
    "competition.name": _l("请填写竞赛名称，最多 %(most)s 个字。"),
    "competition.year": _l("年份 %(year)s 不可用，请填写四位数的年份，例如 2026。"),
    "competition.name_taken": _l(
        "该单位 %(year)s 年已有“%(name)s”，请在名称中写明届次，或换一个名称。"
    ),
    "competition.zone_fixed": _l("竞赛已经开放，时区不能再改，否则各项截止时间会随之变动。"),
    "competition.not_draft": _l("竞赛已经开放过了，不需要再次开放。"),
    "competition.not_ready": _l("还有 %(count)s 项必须完成后才能开放，请查看待办清单。"),
    "rules.stage_left_out": _l("计分规则里没有阶段“%(stage)s”，请为它设置评分指标和计分办法。"),
    "rules.stage_order": _l("计分规则里各评审阶段的顺序与赛程不一致，请重新保存计分规则。"),
    "rules.frozen_stage": _l(
        "“%(stage)s”已有评委提交评分表，该阶段的评分指标和计分办法不能再改。"
    ),
    "rules.frozen_final": _l(
        "“%(stage)s”已经开始评分，总成绩的合成办法、赛道和奖项不能再改。"
    ),
    "rules.tier_used": _l("奖项“%(name)s”已有获奖项目，不能删除。"),
}
