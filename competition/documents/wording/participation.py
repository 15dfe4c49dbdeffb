"""Spans of a year and states of participation reports in words."""

from flask_babel import lazy_gettext as _l

SPAN_NAMES = {
    0: _l("全年"),
    17: _l("上半年"),
    18: _l("下半年"),
    13: _l("第一季度"),
    14: _l("第二季度"),
    15: _l("第三季度"),
    16: _l("第四季度"),
    1: _l("1月"),
    2: _l("2月"),
    3: _l("3月"),
    4: _l("4月"),
    5: _l("5月"),
    6: _l("6月"),
    7: _l("7月"),
    8: _l("8月"),
    9: _l("9月"),
    10: _l("10月"),
    11: _l("11月"),
    12: _l("12月"),
}
STATE_NAMES = {
    "counted": _l("已计入"),
    "corrected": _l("已更正"),
    "withdrawn": _l("已撤回"),
}
