"""Other ways to rank in words: in the paragraph of the rules, and in a derivation."""

from collections.abc import Mapping
from typing import Any

from competition.documents.wording.figures import Line, Names, method_name
from competition.documents.wording.translation import gettext as _
from competition.domain.rules import Part
from competition.domain.rules.ranking.method import Better, Incomplete, Method, RankMethod

Told = Mapping[str, Any]
SHOWN = 6


def method_clauses(step: RankMethod, part: Part, names: Names) -> list[str]:
    """The step as a clause of the rules; the clause of the rank follows it."""
    text = {
        Method.RANK_SUM: _("每位评委的打分化为名次，名次相加，和小者列前"),
        Method.MAJORITY: _("按多数名次定名次（滑动规则第 5 至 11 条）"),
        Method.SCHULZE: _("按评委两两比较，以舒尔茨法（最强路径）定名次"),
        Method.KEMENY: _("按评委两两比较，以凯门尼法（与各评委次序分歧最少）定名次"),
        Method.BRADLEY_TERRY: _("按两两比较，以布拉德利—特里模型的能力值定名次"),
    }[step.method]
    if step.better is Better.LOWER:
        text += _("（评委给出的是名次，小者为优）")
    if step.method in (Method.RANK_SUM, Method.MAJORITY):
        text += {
            Incomplete.BLOCK: _("，评委须评完全部项目"),
            Incomplete.LEAVE_OUT: _("，没有评完全部项目的评委不计入"),
        }[step.incomplete]
    return [text]


def method_lines(step: Told, names: Names) -> list[Line]:
    """What the method found for one entry."""
    own = step["own"]
    if "places" in own:
        text = " + ".join(f"{place}（{names.judge(j)}）" for j, place in own["places"].items())
    elif "dances" in own:
        text = _("、").join(
            f"{names.criterion(dance)} {place}".strip() for dance, place in own["dances"].items()
        )
    else:
        text = _pairs(own["against"], names)
        if "orders" in step["shared"]:
            text += _("；") + _orders(step["shared"], names)
    return [Line(method_name(step["method"]), text, step["figure"]["text"])]


def _pairs(against: Mapping[str, list[int]], names: Names) -> str:
    told = [
        _(
            "对%(other)s：%(wins)s 比 %(losses)s",
            other=names.entry(other),
            wins=counts[0],
            losses=counts[1],
        )
        + (
            _("（最强路径 %(own)s 比 %(back)s）", own=counts[2], back=counts[3])
            if counts[2:]
            else ""
        )
        for other, counts in against.items()
    ]
    return _("；").join(told)


def _orders(shared: Told, names: Names) -> str:
    orders = [" > ".join(names.entry(entry) for entry in order) for order in shared["orders"]]
    text = _("；").join(orders[:SHOWN])
    if len(orders) > SHOWN or shared["more"]:
        text += _("等")
    return _("最优次序：%(orders)s", orders=text)
