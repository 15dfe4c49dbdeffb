"""Refusals about public notices, objections and appeals."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "notice.days": _l("工作日数应为 1 到 %(most)s 的整数。"),
    "notice.panel": _l("办理人数应为 %(least)s 到 %(most)s 的整数。"),
    "notice.fresh": _l(
        "与上一次公示相比，有 %(count)s 项的获奖或入围情况有变化，须重新公示 %(days)s 个工作日，"
        "不能直接确认。"
    ),
    "notice.short": _l(
        "与上一次公示相比，有 %(count)s 项的获奖或入围情况有变化，须重新公示满 %(days)s 个工作日。"
    ),
    "objection.open": _l(
        "还有 %(count)s 件异议或申诉没有办结（第 %(numbers)s 号），办结后才能确认为最终结果。"
    ),
    "objection.closed": _l("这个结果现在不受理异议或申诉。"),
    "objection.early": _l("受理时间为 %(first)s 至 %(last)s，现在还没有开始。"),
    "objection.late": _l("受理时间为 %(first)s 至 %(last)s，现已截止。"),
    "objection.anonymous": _l(
        "异议须实名提出，请填写您的真实姓名。不署真实姓名的，无法核实和答复，不予受理。"
    ),
    "objection.unit": _l("请填写您的工作单位或住址，以便核实身份。"),
    "objection.empty": _l("请写明事实和理由。"),
    "objection.files": _l("最多附 %(limit)s 份证明材料。"),
    "objection.files_size": _l("证明材料合计不能超过 %(limit)s MB，请压缩后再提交。"),
    "objection.entry": _l("这个结果中没有该项目，请重新选择。"),
    "objection.channel": _l("请选择来信、来访或来电。"),
    "objection.waiting": _l("您对这个结果的第 %(number)s 号申诉正在办理，不需要重复提出。"),
    "objection.state": _l("这件异议或申诉的办理情况已有变化，请刷新页面。"),
    "objection.reason": _l("请写明事实和理由，异议人会看到。"),
    "objection.unknown": _l("所选人员中有人不再承担本竞赛的工作，请刷新页面后重新选择。"),
    "objection.drafted": _l("已有处理决定等待签发，请先签发或退回。"),
    "objection.not_handler": _l("您不是这件异议或申诉的办理人，不能起草或签发处理决定。"),
    "objection.panel_size": _l("请指定 %(least)s 至 %(most)s 位办理人。"),
    "objection.panel_pair": _l(
        "办理人中须有一位组织方人员起草，另有一位组织方人员或评审组长签发，且两人账号不能由对方创建。"
    ),
    "objection.tie_objector": _l("%(name)s 是提出人或与提出人同名，不能办理。"),
    "objection.tie_marked": _l("%(name)s 评过这个项目，不能办理。"),
    "objection.tie_recorded": _l("%(name)s 记录或核实过这个项目的加减分事项，不能办理。"),
    "objection.tie_recused": _l("%(name)s 对这个项目已回避，不能办理。"),
    "objection.tie_own_entry": _l("%(name)s 是这个项目的申报人或完成人，不能办理。"),
    "objection.tie_same_organisation": _l("%(name)s 与这个项目同属一个单位，不能办理。"),
    "objection.tie_declared_unit": _l("%(name)s 已申报与这个单位有利害关系，不能办理。"),
    "objection.tie_declared_person": _l(
        "%(name)s 已申报与完成人有利害关系，或与完成人同名，不能办理。"
    ),
    "objection.no_entry": _l("这件异议没有针对具体项目，不能取消奖项或参赛资格。"),
    "objection.rejected_changes": _l("不成立的异议或申诉不能改变结果，请选择“维持原结果”。"),
    "objection.no_award": _l("该项目在这个结果中没有奖项，不能取消奖项。"),
    "objection.no_backfill": _l(
        "计分规则写明取消的奖项不递补。请选择“取消奖项，名额空缺”，或按程序修改规则。"
    ),
    "objection.no_correction": _l("请选择本竞赛中针对同一项目、正在审批或已审批的评分更正。"),
    "objection.link": _l("这个链接无效。请核对受理回执上的网址。"),
    "decision.objection": _l("这是异议处理决定的结果，不能单独撤销。"),
}
