"""Events and items in words, for pages of every room."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from competition.domain.rules import EventUse
from competition.models import ScoreEvent, ScoreItem
from competition.services.events.attesting import REPLACED

EFFECTS = {
    "plus": _l("加分"),
    "minus": _l("扣分"),
    "measure": _l("取数值"),
    "award": _l("不授奖（一票否决）"),
    "zero": _l("计零分（一票否决）"),
}
AXIS_NAMES = {"criterion": _l("评分指标"), "item": _l("分项"), "period": _l("考核期")}
STATES = {
    "waiting": ("turn", _l("待核实")),
    "verified": ("ok", _l("已核实")),
    "withdrawn": ("stop", _l("已撤回")),
}


def state_of(row: ScoreEvent | ScoreItem) -> str:
    """``waiting``, ``verified`` or ``withdrawn``."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    return "verified" if row.verified_at is not None else "waiting"


def axis_name(axis: str) -> str:
    """A dimension in words; its key where it has none."""
    return str(AXIS_NAMES.get(axis, axis))


def effect_words(use: EventUse) -> str:
    """What a step does with a kind, and what of it an organiser has to know."""
    told = [str(EFFECTS[use.effect])]
    if use.levels:
        told.append(_("按级别：%(levels)s", levels=_("、").join(use.levels)))
    if use.needs_amount:
        told.append(_("须填数值"))
    if use.needs_evidence:
        told.append(_("须有证明材料"))
    return str(_("，").join(told))


def reason_words(text: str) -> str:
    """A reason as people wrote it; that of a table that was imported again in words."""
    return _("由新导入的内容替换") if text == REPLACED else text


def fact_rows(
    row: ScoreEvent | ScoreItem, members: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str]]:
    """All that an event or item says, as pairs of name and value; empty ones are left out.

    Args:
        members: names of the members of dimensions, by dimension and key.
    """
    if isinstance(row, ScoreItem):
        told = [(_("维度"), axis_name(row.axis)), (_("名称"), row.name)]
        return [*told, *((name, str(value)) for name, value in row.attributes.items())]
    pairs = [
        (_("种类"), row.kind),
        *((axis_name(axis), members.get(axis, {}).get(key, key)) for axis, key in row.at.items()),
        (_("日期"), row.on_date.isoformat() if row.on_date else ""),
        (_("数值"), row.amount),
        (_("级别"), row.level),
        (_("类型"), row.type),
        (_("事项"), row.matter),
        (_("证明材料"), row.evidence),
        (_("说明"), row.reason),
    ]
    return [(str(name), value) for name, value in pairs if value]


def axes_told(at: Mapping[str, Any], members: Mapping[str, Mapping[str, str]]) -> str:
    """The members that an event names, in words."""
    return str(_("、").join(members.get(axis, {}).get(key, key) for axis, key in at.items()))
