"""The words of objections and appeals: kinds, ways in, states, findings, what follows."""

from typing import Any

from flask_babel import lazy_gettext as _l

KINDS = {"objection": _l("异议"), "appeal": _l("申诉")}
CHANNELS = {
    "web": _l("网上提出"),
    "letter": _l("来信"),
    "visit": _l("来访"),
    "phone": _l("来电"),
    "account": _l("参赛者账号"),
}
TOPICS = {
    "award": _l("奖项或入围"),
    "rank": _l("名次"),
    "criterion": _l("评分指标"),
    "event": _l("加减分或一票否决事项"),
    "other": _l("其他"),
}
STATES = {
    "received": ("turn", _l("待受理")),
    "admitted": ("now", _l("办理中")),
    "refused": ("stop", _l("不予受理")),
    "decided": ("done", _l("已办结")),
    "withdrawn": ("draft", _l("已撤回")),
}
FINDINGS = {
    "upheld": _l("成立"),
    "partly": _l("部分成立"),
    "rejected": _l("不成立"),
}
CONSEQUENCES = {
    "none": _l("维持原结果"),
    "correct": _l("更正评分后重新计算结果"),
    "strike": _l("取消奖项，名次不变，按规则递补"),
    "vacant": _l("取消奖项，名次不变，名额空缺"),
    "disqualify": _l("取消参赛资格，重新排名"),
}
TIES = {
    "objector": _l("提出人，或与提出人同名"),
    "marked": _l("评过这个项目"),
    "recorded": _l("记录或核实过这个项目的加减分事项"),
    "recused": _l("对这个项目已回避"),
    "own_entry": _l("这个项目的申报人或完成人"),
    "same_organisation": _l("与这个项目同属一个单位"),
    "declared_unit": _l("已申报与这个单位有利害关系"),
    "declared_person": _l("已申报与完成人有利害关系，或与完成人同名"),
}


def word(words: dict[str, Any], key: str) -> str:
    """A code in words; empty for none."""
    return str(words[key]) if key else ""
