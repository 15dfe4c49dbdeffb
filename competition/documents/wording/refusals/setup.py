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
    "competition.not_open": _l("竞赛不在进行中，不能结束。"),
    "competition.ended": _l("竞赛已结束，不能再改。确需改动时，请先写明原因重新开放竞赛。"),
    "competition.not_closed": _l("竞赛没有结束，不需要重新开放。"),
    "competition.not_final": _l("总成绩还不是最终结果，确认之后才能结束竞赛。"),
    "competition.certificates_due": _l(
        "还有 %(count)s 个获奖项目没有发放证书。请先发放，或勾选不再发放。"
    ),
    "competition.reason": _l("请填写重新开放竞赛的原因，它会写入操作留痕。"),
    "competition.not_ready": _l("还有 %(count)s 项必须完成后才能开放，请查看待办清单。"),
    "rules.stage_left_out": _l("计分规则里没有阶段“%(stage)s”，请为它设置评分指标和计分办法。"),
    "rules.stage_order": _l("计分规则里各评审阶段的顺序与赛程不一致，请重新保存计分规则。"),
    "rules.frozen_stage": _l("“%(stage)s”已有评委提交评分表，该阶段的评分指标和计分办法不能再改。"),
    "rules.frozen_final": _l("“%(stage)s”已经开始评分，总成绩的合成办法、赛道和奖项不能再改。"),
    "rules.tier_used": _l("奖项“%(name)s”已有获奖项目，不能删除。"),
    "rules.absent": _l("还没有计分规则，请先设置。"),
    "rules.not_choices": _l(
        "这套计分规则含有此页之外的步骤，不能在这里调整阶段；请先在计分规则页重新选择。"
    ),
    "track.key": _l("赛道代码请用 1 至 6 个大写字母或数字，例如 DL。"),
    "track.name": _l("请填写赛道名称，最多 %(most)s 个字。"),
    "track.taken": _l("已有赛道“%(name)s”（代码 %(key)s），请换一个名称和代码。"),
    "track.most": _l("最多设 %(most)s 个赛道。"),
    "track.used": _l(
        "赛道“%(name)s”已有 %(entries)s 个项目、%(panels)s 个评审组，不能删除；可以改名。"
    ),
    "stage.name": _l("请填写阶段名称，最多 %(most)s 个字。"),
    "stage.name_taken": _l("已有名为“%(name)s”的阶段，请换一个名称。"),
    "stage.most": _l("最多设 %(most)s 个阶段。"),
    "stage.ended": _l("“%(stage)s”已经结束，不能再改。"),
    "stage.blind_fixed": _l("“%(stage)s”已经开始，是否盲评不能再改。"),
    "stage.needed": _l("“%(stage)s”是必需的阶段，不能删除。"),
    "stage.used": _l("“%(stage)s”已经开始，或已有项目、评审组，不能删除。"),
    "stage.last_scoring": _l("至少要保留一个评审阶段。"),
    "stage.competition_draft": _l("竞赛还没有开放，请先在待办清单中开放竞赛，再开始“%(stage)s”。"),
    "stage.not_draft": _l("“%(stage)s”已经开始过了。"),
    "stage.not_running": _l("“%(stage)s”没有在进行，不需要结束。"),
    "stage.not_locked": _l("“%(stage)s”没有结束，不需要重新开放。"),
    "stage.scoring": _l("“%(stage)s”是评审阶段，请在评审进度页锁定。"),
    "stage.reason": _l("请填写重新开放的原因，它会写入操作留痕。"),
    "stage.scoring_begun": _l("“%(stage)s”已经开始评分，前面的阶段不能重新开放。"),
    "form.field_unknown": _l("找不到这个字段，它可能刚被删除，请刷新后重试。"),
    "declaration.empty": _l("请填写声明的标题和正文。"),
    "declaration.unknown": _l("找不到这条声明，它可能刚被删除，请刷新后重试。"),
    "review_checklist.many": _l("审查要点最多 %(most)s 条，请合并或删去一些。"),
    "review_checklist.long": _l("“%(name)s”太长，每条最多 %(most)s 个字。"),
    "review_checklist.twice": _l("“%(name)s”写了两次，请删去一条。"),
    "certificate.heading": _l("请填写证书标题，最多 %(most)s 个字。"),
    "certificate.issuer": _l("请填写颁发单位，每行一个，最多三个。"),
    "certificate.wording": _l("请填写证书文字，最多 %(most)s 个字。"),
    "criteria.not_list": _l("这份评分细则分了多层，不能在此页逐项修改。"),
    "criterion.unknown": _l("找不到这项评分指标，它可能刚被删除，请刷新后重试。"),
    "criterion.name_taken": _l("已有一项评分指标叫“%(name)s”，请换一个名称。"),
    "criterion.last": _l("至少要保留一项评分指标。"),
    "criterion.in_ties": _l("分数相同时要比较这项指标，请先修改计分办法，再删除它。"),
    "rules.chain_empty": _l("请选择名额末位并列时要比较的分数。"),
    "stage_rules.number": _l("请填写进入下一阶段的名额。"),
    "stage_rules.line": _l("请填写进入下一阶段的分数线。"),
    "final_rules.weight": _l("请填写“%(stage)s”的权重，例如 30%%；各阶段合计 100%%。"),
}
