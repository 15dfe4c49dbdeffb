"""Refusals about results, decisions, proposals and publication."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "bundle.unpublished": _l("这个成绩版本还没有审批公布，没有核验文件。"),
    "bundle.schema": _l("核验文件的版本是 %(schema)s，本系统不能识别，请使用新版本的系统核验。"),
    "bundle.broken": _l("核验文件的内容不是应有的样子（%(problem)s）。请向主办单位重新索取。"),
    "bundle.shape": _l("核验文件不完整，缺少 %(missing)s。请向主办单位重新索取。"),
    "result.no_rules": _l("还没有计分规则，请先在“评分细则与计分规则”中设置。"),
    "result.stage_open": _l("“%(stage)s”尚未锁定。锁定后才能查看成绩。"),
    "result.blocked": _l("还有 %(count)s 项待办没有处理，请先处理再形成成绩。"),
    "result.stale": _l(
        "形成这个版本之后，评分、项目、决定或规则有变化。请到“成绩与排名”重新形成成绩版本，再提请公布。"
    ),
    "result.in_force": _l("已有生效的成绩版本。如需更换，请先撤回该版本。"),
    "result.empty": _l("这个成绩版本中没有项目。"),
    "result.standing": _l("该项目不在这个成绩版本中。"),
    "rules.change_reason": _l("请填写修改原因。规则已经固定，须经第二人审批才能修改。"),
    "rules.change_none": _l("与现行规则相同，没有可以提请的修改。"),
    "rules.change_outdated": _l("提请之后规则又有变化，不能再按此修改。请退回后重新提请。"),
    "rubric.removed": _l("已提交的评分表中有“%(criterion)s”的分数，不能删除这项指标。"),
    "rubric.added": _l("已提交的评分表中没有“%(criterion)s”，不能增加这项指标。"),
    "rubric.scale": _l("“%(criterion)s”已有评分，小数位数不能改变，请沿用原来的评分间隔。"),
    "rubric.marked_by": _l("“%(criterion)s”已有评分，考核部门不能改变，请沿用原来的考核部门。"),
    "rubric.narrower": _l(
        "“%(criterion)s”已有评分，本阶段锁定之前只能放宽范围或加密间隔，请调整后再提请。"
    ),
    "rubric.mark_off": _l(
        "“%(criterion)s”已有 %(mark)s 分的评分，新的范围或间隔容不下它，请调整后再提请。"
    ),
    "decision.gone": _l("这处并列已不存在或已变化，请刷新页面后重新核对。"),
    "decision.reason": _l("请填写决定的理由。"),
    "decision.order": _l("请为每个并列项目选择不同的先后次序。"),
    "decision.number": _l("此处有 %(places)s 个名额，请正好选择 %(places)s 个项目。"),
    "decision.tier": _l("请选择规则中的奖项和赛道，并填写空缺的名额数。"),
    "decision.bar": _l("计分规则没有“不授奖”一步，请先在规则中加入。"),
    "proposal.open": _l("同样的申请正在等待第二人审批，不需要重复提交。"),
    "proposal.closed": _l("该申请已经处理，请刷新页面。"),
    "working_days.count": _l("公示工作日数应为 1 到 %(most)s 的整数。"),
    "working_days.file": _l(
        "工作日历文件有误（%(reason)s）。请管理员检查 working_days.json，或直接填写截止时间。"
    ),
    "working_days.year": _l(
        "%(year)s 年的放假安排不在工作日历中。请管理员更新 working_days.json，或直接填写截止时间。"
    ),
    "notice.past": _l("公示截止时间须晚于现在，请重新填写。"),
    "notice.running": _l("公示期尚未结束，结束后才能确认为最终结果。"),
}
