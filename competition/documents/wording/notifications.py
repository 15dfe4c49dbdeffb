"""Every notification in words, by its code. A reason or deadline is shown on a line of its own."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

NOTIFICATIONS = {
    "certificate.issued": _l("您的证书已发放，可以下载。"),
    "entry.correct": _l("组织方更正了《%(title)s》的内容，请查看原因和改动。"),
    "entry.disqualify": _l("《%(title)s》被取消参赛资格。"),
    "entry.pass": _l("《%(title)s》已通过形式审查。"),
    "entry.reconsider": _l("《%(title)s》将重新进行形式审查。"),
    "entry.reject": _l("《%(title)s》未通过形式审查。"),
    "entry.remind": _l("《%(title)s》还没有提交，请在截止前完成。"),
    "entry.reopen": _l("《%(title)s》已重新开放修改，请修改后重新提交。"),
    "entry.return": _l("《%(title)s》需要修改，请按意见修改后重新提交。"),
    "period.report": _l("“%(stage)s”已开始，请填报。"),
    "period.score": _l("“%(stage)s”已开始，请评分。"),
    "objection.admitted": _l("第 %(number)s 号申诉已受理，请查看办理期限。"),
    "objection.refused": _l("第 %(number)s 号申诉不予受理，请查看理由。"),
    "objection.named": _l("您被指定为第 %(number)s 号异议或申诉的办理人。"),
    "objection.drafted": _l("第 %(number)s 号异议或申诉的处理决定等待您签发。"),
    "objection.decided": _l("关于《%(title)s》的第 %(number)s 号异议或申诉已作出处理决定。"),
    "finding.answered": _l("%(title)s答复了“%(name)s”的整改，请复核。"),
    "finding.confirmed": _l("%(department)s确认了%(title)s“%(name)s”的整改。"),
    "finding.demanded": _l("%(department)s检查%(title)s发现“%(name)s”有问题，请按期整改。"),
    "finding.overdue": _l("“%(title)s”有 %(count)s 个问题逾期没有整改，请尽快答复。"),
    "finding.returned": _l("%(department)s退回了%(title)s“%(name)s”的整改，请按意见继续整改。"),
    "finding.withdrawn": _l("%(department)s撤回了%(title)s“%(name)s”的一个问题，不必整改。"),
    "recommendation.arrived": _l("《%(title)s》等待您单位推荐。"),
    "recommendation.list_arrived": _l("%(unit)s上报了%(count)s个项目，等待您单位推荐。"),
    "recommendation.returned": _l("《%(title)s》被上级退回，请按意见办理。"),
    "recommendation.to_applicant": _l("《%(title)s》被%(level)s退回修改，请按意见修改后重新提交。"),
    "recommendation.declined": _l("%(level)s不予推荐《%(title)s》。"),
    "score.corrected": _l("“%(stage)s”中您的一份评分表经两人审批更正，如有疑问请联系组织方。"),
    "judging.nudge": _l("“%(stage)s”还有 %(left)s 个项目等您评分。"),
}


def notification_text(code: str, values: Mapping[str, Any]) -> str:
    """A notification as a sentence; the title alone for a code that no longer exists."""
    text = NOTIFICATIONS.get(code)
    return str(text) % values if text is not None else str(values.get("title", code))
