"""Refusals about entries, their members and papers, and form review."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "entry.above": _l("找不到所属的标段或单位，或它不能包含这一类项目，请重新选择。"),
    "entry.above_fixed": _l("总成绩已经批准，不能再改所属关系。如需更改，请先撤回成绩。"),
    "entry.kind": _l("请选择申报类别。"),
    "entry.track": _l("所选赛道不在本竞赛内，请重新选择。"),
    "entry.track_missing": _l("请选择赛道。"),
    "entry.unit_missing": _l("请填写申报单位。"),
    "entry.not_taken": _l("本竞赛还没有开放申报，请留意通知。"),
    "entry.locked": _l(
        "本竞赛的申报已经关闭，不再受理；已填写的内容仍保留为草稿。如需补交，请联系组织方。"
    ),
    "entry.too_many_drafts": _l("您已有 %(most)s 份草稿，请先提交或撤回其中一部分。"),
    "entry.too_large": _l("填写的内容过多，无法保存，请精简后再试。"),
    "entry.changed_elsewhere": _l(
        "另一处已改过此表。您在本页填写的内容还在，请按“保存”，核对两处的不同。"
    ),
    "entry.incomplete": _l("还有 %(count)s 处需要修改，改好后再提交。"),
    "entry.being_judged": _l("项目已进入“%(stage)s”，评委正在评审或已评审，不能再改。"),
    "entry.judges_see": _l("项目已进入“%(stage)s”，评委将看到更正后的内容。请先勾选确认，再保存。"),
    "entry.published": _l(
        "项目已在公布的总成绩中，名称和完成人须与审批时一致。要更正，请先提请撤回总成绩。"
    ),
    "entry.track_judged": _l("项目已进入“%(stage)s”，不能再换赛道，请保留原赛道。"),
    "entry.nothing_changed": _l("内容没有变化，不需要保存。"),
    "answer.organisation": _l("没有找到这个单位，请填写单位全称或从列表中选择。"),
    "members.too_many": _l("完成人最多 %(most)s 人，请减少。"),
    "review.decision": _l("请选择审查结论。"),
    "review.own_entry": _l("不能审查自己申报的项目，请由其他审查人员办理。"),
    "review.checklist": _l("还有 %(count)s 项审查要点没有勾选，逐项符合后才能通过。"),
    "storage.missing": _l("文件不在存储中，请联系系统管理员。"),
    "attachment.field": _l("申报表中没有这一项附件，请刷新页面后重新上传。"),
    "attachment.full": _l("这一项最多上传 %(limit)s 个文件，请先移除一个。"),
    "attachment.none": _l("请选择要上传的文件。"),
    "attachment.space": _l("本项目的附件合计不能超过 %(most_mb)s MB，请压缩后再上传。"),
}
