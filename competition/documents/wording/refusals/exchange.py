"""Refusals about lists that come in from Excel and go out to it."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "exchange.state": _l("请选择导入为草稿，还是登记为已提交。"),
    "exchange.closed": _l("竞赛已结束，不能再导入项目。"),
    "exchange.number_unknown": _l(
        "本竞赛没有编号“%(number)s”。新项目请将编号留空，提交时由系统编号。"
    ),
    "exchange.differs": _l(
        "与系统中项目 %(number)s 的内容不同。导入不改动已有项目，请在项目页修改，或删除此行。"
    ),
    "exchange.twice": _l("与第 %(row)s 行的项目名称和申报单位相同，请删除其中一行。"),
    "exchange.known": _l("与已有项目 %(number)s 的名称和申报单位相同，请核对是否重复。"),
    "exchange.owner_login": _l("填写了申报人，请一并填写登录名；不需要账号时，两栏都留空。"),
    "exchange.owner_name": _l("填写了登录名，请一并填写申报人姓名。"),
    "exchange.stopped": _l("错误太多，从第 %(row)s 行起没有检查。请先改正以上各处。"),
    "exchange.purpose": _l("导出完整的手机号和身份证号，请先写明用途。"),
    "exchange.nothing": _l("没有可导出的项目，请重新选择。"),
    "exchange.no_final": _l("还没有最终结果，暂时没有获奖名单可导出。"),
}
