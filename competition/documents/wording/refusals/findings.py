"""Refusals about findings of departments, their rectification, and rotating flags."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "finding.unexplained": _l(
        "“%(name)s”评了 %(mark)s 分，比检查问题扣分后的 %(left)s 分低。"
        "请记录检查问题，说明另外扣的 %(short)s 分，或者改分。"
    ),
    "finding.points_over": _l("这项指标最多扣 %(most)s 分，请改小。"),
    "finding.criterion": _l("请选择本部门考核的指标。"),
    "finding.text": _l("请写明检查发现了什么问题。"),
    "finding.too_long": _l("不能超过 %(limit)s 字，请写得简短些。"),
    "finding.due_missing": _l("请填写整改期限。"),
    "finding.due_past": _l("整改期限不能早于今天（%(today)s）。"),
    "finding.faults": _l("请修改标出的各处。"),
    "finding.not_department": _l("只有考核部门的评分表可以记录检查问题。"),
    "finding.reason": _l("请写明原因。"),
    "finding.gone": _l("这个问题已经撤回，请刷新页面。"),
    "finding.counted": _l(
        "已提交的评分表按这个问题在“%(name)s”扣了分。请先重新提交评分表，再撤回这个问题。"
    ),
    "finding.answer": _l("请写明怎样整改的。"),
    "finding.step": _l("这个问题的整改状态已经变化，请刷新页面后再办理。"),
    "finding.none_overdue": _l("没有逾期未整改的问题，不需要提醒。"),
    "finding.too_many": _l(
        "符合条件的问题超过 %(limit)s 个，一份清单印不下。请按考核期、部门或状态筛选后再打印。"
    ),
    "picture.most": _l("一次最多上传 %(limit)s 张照片，请减少后再提交。"),
    "flag.name": _l("请填写流动红旗的名称，不超过 %(most)s 个字。"),
    "flag.taken": _l("已有名为“%(name)s”的流动红旗，请换一个名称。"),
    "flag.stages": _l("请选择至少一个考核期。"),
    "flag.track": _l("请重新选择赛道。"),
    "flag.keep_after": _l("连续获得几次可以永久保留，请填写 0 到 %(most)s 的整数。"),
    "flag.most": _l("一项竞赛最多设 %(limit)s 面流动红旗。"),
    "flag.not_level": _l("这一期的并列情况已经变化，请刷新页面后再决定。"),
    "flag.reason": _l("请写明决定的理由。"),
    "flag.reason_long": _l("理由不能超过 %(limit)s 字，请写得简短些。"),
}
