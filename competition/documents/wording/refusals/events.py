"""Refusals about events and items: bonuses, deductions, times, votes, vetoes."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "event.kind": _l("现行规则没有“%(kind)s”这一种类，计分时不会用到。可用的种类：%(known)s。"),
    "event.stage": _l("现行规则不在这个阶段使用“%(kind)s”，请选择其他阶段。"),
    "event.stage_needed": _l("有几个部分都用到这一种类，请写明阶段：%(known)s。"),
    "event.stage_unknown": _l("没有名为“%(text)s”的评审阶段，请填写阶段名称或“总成绩”。"),
    "event.level": _l("请从规则规定的级别中选择：%(known)s。"),
    "event.amount_missing": _l("请填写数值。"),
    "event.amount_negative": _l("数值不能小于 0；加分还是扣分由种类决定。"),
    "event.amount": _l("“%(text)s”不是数值。请只写数字和至多一个小数点，小数不超过六位。"),
    "event.field": _l("规则要按这一项计算，请填写。"),
    "event.member": _l("请写明涉及哪一项。%(known)s"),
    "event.date": _l("“%(text)s”不是日期，请写成 2026-03-05 这样。"),
    "event.date_ahead": _l("日期不能晚于今天（%(today)s）。"),
    "event.entry": _l("没有编号为“%(number)s”且参加评审的项目。"),
    "event.entry_stage": _l("项目 %(number)s 没有参加“%(stage)s”。"),
    "event.too_long": _l("不能超过 %(limit)s 字，请写得简短些。"),
    "event.files": _l("一个事项最多附 %(limit)s 个文件。"),
    "event.faults": _l("请修改标出的各处。"),
    "event.reason": _l("请写明原因。"),
    "event.gone": _l("其中有事项已经核实或撤回，请刷新页面后再办理。"),
    "event.none": _l("没有等待您核实的内容。"),
    "event.replaced": _l("已有一项更改在等待核实，请先核实或撤回该项。"),
    "event.unfit": _l(
        "项目 %(number)s 的“%(kind)s”与现行规则不符，不能核实。请更改或撤回这一事项。"
    ),
    "event.evidence": _l(
        "规则要求“%(kind)s”凭证明材料计算。请先为项目 %(number)s 的这一事项补充材料。"
    ),
    "event.settled": _l(
        "有 %(count)s 项涉及已经审批的成绩，不能直接核实或撤回。"
        "请打开该事项，提请更正，由第二人审批后重新形成成绩。"
    ),
    "event.unsettled": _l("没有已审批的成绩用到这一事项，请直接核实或撤回，不需要提请更正。"),
    "event.not_asked": _l("现行规则没有用到加减分、计时、票数或一票否决。请先在计分规则中加入。"),
    "item.not_asked": _l("现行规则没有用到难度系数等分项资料。请先在计分规则中加入。"),
    "item.axis": _l("“%(head)s”请填写：%(known)s。"),
    "item.empty": _l("请至少填写一项数值：%(known)s。"),
}
