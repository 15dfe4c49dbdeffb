"""Refusals about scores corrected after the lock."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "correction.reason": _l("请写明更正的原因。"),
    "correction.reason_long": _l("原因不能超过 %(limit)s 字，请写得简短些。"),
    "correction.faults": _l("更正原因和 %(count)s 项分数需要修改，请看各项下的说明。"),
    "correction.stage_open": _l("“%(stage)s”尚未锁定，评委可以自己修改评分，不需要更正。"),
    "correction.own_sheet": _l("不能参与更正自己的评分表，请由其他组织方人员或评审组长办理。"),
    "correction.no_sheet": _l("这位评委没有分配此项目，没有评分表可以不计。"),
    "correction.none": _l("与现在的评分表相同，没有需要更正的内容。"),
    "correction.waiting": _l("这份评分表已有一项更正在等待第二人审批，请先处理该项。"),
    "correction.outdated": _l(
        "提请之后，这份评分表或计分规则又有变化，不能再按此更正。请退回后重新提请。"
    ),
    "correction.looked_old": _l("您查看之后，更正的影响有变化。请重新核对下方的对照，再审批。"),
    "correction.next_locked": _l(
        "更正会改变进入“%(stage)s”的名单，而该阶段已经锁定，名单不能再改，因此不能审批。"
        "请将情况书面提交评审委员会处理。"
    ),
    "correction.next_scored": _l(
        "更正后有项目不再晋级，而评委已在“%(stage)s”为其提交评分表，不能撤销，因此不能审批。"
        "请将情况书面提交评审委员会处理。"
    ),
}
