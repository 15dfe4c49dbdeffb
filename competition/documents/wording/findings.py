"""Findings, their rectification and rotating flags in words."""

from flask_babel import lazy_gettext as _l

RECTIFICATIONS = {
    "none": ("done", _l("不需整改")),
    "demanded": ("turn", _l("待整改")),
    "answered": ("draft", _l("待复核")),
    "returned": ("turn", _l("退回，继续整改")),
    "confirmed": ("ok", _l("已整改")),
}
OVERDUE = ("stop", _l("逾期未整改"))
VIEWS = {
    "waiting": _l("待整改"),
    "overdue": _l("逾期"),
    "answered": _l("待复核"),
    "confirmed": _l("已整改"),
    "none": _l("不需整改"),
}
STEPS = {
    "answer": _l("单位答复"),
    "confirm": _l("确认整改"),
    "send_back": _l("退回，继续整改"),
}
FLAG_STATES = {
    "waiting": ("todo", _l("成绩未公布")),
    "level": ("turn", _l("并列，待决定")),
    "nobody": ("done", _l("本期空缺")),
    "held": ("ok", _l("获得")),
}
