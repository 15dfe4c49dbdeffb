"""The words of judging: states, reasons for standing aside, conflicts."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from competition.documents.wording.rehearsal import stored_reason

REASONS = {
    "same_unit": _l("同一单位"),
    "took_part": _l("参与过此项目"),
    "related": _l("亲属或其他关系"),
    "abstain": _l("弃评：没有利害关系，但不作评价"),
    "other": _l("其他原因"),
}
TASK_STATES = {
    "done": ("ok", _l("已提交")),
    "changed": ("turn", _l("改后未提交")),
    "draft": ("draft", _l("草稿")),
    "none": ("todo", _l("未评")),
    "recused": ("stop", _l("已回避")),
    "absent": ("stop", _l("缺席")),
}
ASSIGNMENT_STATES = {
    "assigned": _l("已分配"),
    "recused": _l("已回避"),
    "absent": _l("缺席"),
    "replaced": _l("已更换"),
}
CELLS = {
    "done": _l("已提交"),
    "draft": _l("草稿"),
    "none": _l("未评"),
    "recused": _l("回避"),
    "absent": _l("缺席"),
}
BARRIERS = {
    "own_entry": _l("本人参与的项目"),
    "same_organisation": _l("与申报单位同属一个单位，或是其上级单位"),
    "declared_unit": _l("已申报与此单位有利害关系"),
    "declared_person": _l("已申报与完成人有利害关系，或与完成人同名"),
    "recused": _l("已回避"),
}


def reason_text(reason: str) -> str:
    """Why a judge stood aside: a known reason with the judge's words, or free text."""
    code, _colon, words = reason.partition(":")
    if code not in REASONS:
        return stored_reason(reason)
    return (
        _("%(reason)s（%(words)s）", reason=REASONS[code], words=words)
        if words
        else str(REASONS[code])
    )
