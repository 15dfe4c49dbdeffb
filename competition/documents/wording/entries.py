"""Entries in words: their states, kinds and what happened to them."""

from flask_babel import lazy_gettext as _l

from competition.documents.wording.translation import gettext as _

STATE_NAMES = {
    "draft": _l("草稿"),
    "recommending": _l("逐级推荐中"),
    "not_recommended": _l("未获推荐"),
    "submitted": _l("待形式审查"),
    "returned": _l("退回修改"),
    "passed": _l("形式审查通过"),
    "rejected": _l("未通过形式审查"),
    "withdrawn": _l("已撤回"),
    "disqualified": _l("取消资格"),
}
KIND_NAMES = {
    "outcome": _l("成果"),
    "team": _l("团队"),
    "unit": _l("参赛单位"),
    "lot": _l("标段"),
    "crew": _l("班组"),
    "person": _l("个人"),
}
EVENT_NAMES = {
    "start": _l("创建草稿"),
    "submit": _l("提交申报书"),
    "submit_again": _l("修改后重新提交"),
    "pass": _l("通过形式审查"),
    "return": _l("退回修改"),
    "reject": _l("未通过形式审查"),
    "withdraw": _l("撤回申报"),
    "resume": _l("重新开始填写"),
    "reopen": _l("组织方重新开放修改"),
    "reconsider": _l("退回形式审查重新办理"),
    "disqualify": _l("取消参赛资格"),
    "correct": _l("组织方更正内容"),
    "import": _l("由组织方导入"),
    "recommend_forward": _l("推荐上报"),
    "recommend_stand_by": _l("列为递补"),
    "recommend_promote": _l("递补上报"),
    "recommend_return": _l("推荐单位退回修改"),
    "recommend_return_down": _l("退回下级推荐单位"),
    "recommend_decline": _l("不予推荐"),
    "recommend_recall": _l("撤回上报"),
}
PART_NAMES = {"track": _l("赛道"), "unit": _l("申报单位"), "members": _l("主要完成人")}
DECISION_NAMES = {"pass": _l("通过"), "return": _l("退回修改"), "reject": _l("不予通过")}
GIVEAWAY_NAMES = {
    "unit": _l("单位名称"),
    "member": _l("完成人姓名"),
    "contact": _l("联系方式"),
}
FORMAT_NAMES = {"pdf": "PDF", "jpeg": "JPEG", "png": "PNG"}
EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


def neutral_name(number: int, media_type: str) -> str:
    """What a blind judge's copy of a file is called, which says nothing of whose it is."""
    return _("附件%(number)s", number=number) + EXTENSIONS.get(media_type, "")
