"""Changed figures in words: factors, proportions, bands, pluses and minuses."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from competition.documents.wording.figures import Names
from competition.documents.wording.translation import gettext as _
from competition.domain.rounding import exact_text
from competition.domain.rules.renaming import ON_RECORD
from competition.domain.rules.steps.adjust import Adjust
from competition.domain.rules.steps.map import Map
from competition.domain.rules.steps.map_bands import Band, Bands, Side
from competition.domain.rules.steps.map_each import (
    Add,
    Clamp,
    Deduct,
    Multiply,
    Points,
    Proportion,
)
from competition.domain.rules.steps.map_facts import FromAttribute, FromEvents
from competition.domain.rules.steps.map_field import BestOfField, Level, Places, ShareOfTotal
from competition.domain.rules.steps.numbers import Number
from competition.domain.rules.steps.reduce_params import Best
from competition.domain.rules.steps.tariff import Effect, Overtime, Tariff, Units

Told = Mapping[str, Any]
_SAYS = {Effect.PLUS: "加分", Effect.MINUS: "扣分"}
"""What kinds of events that say it in their name end with; it follows anyhow."""


def map_clause(step: Map, names: Names) -> str:
    """A `map` step as a clause of the notice."""
    return _CLAUSES[type(step.change)](step.change, names)


def adjust_clause(step: Adjust, names: Names) -> str:
    """An `adjust` step as a clause of the notice."""
    parts = [_tariff(tariff, names) for tariff in step.tariffs]
    if step.once_per:
        fields = _("、").join(_field(one, names) for one in step.once_per)
        parts.append(_("同一%(fields)s符合多项的只计最高一项", fields=fields))
    if step.most_plus is not None:
        parts.append(_("加分合计最多 %(most)s 分", most=_text(step.most_plus)))
    if step.most_minus is not None:
        parts.append(_("扣分合计最多 %(most)s 分", most=_text(step.most_minus)))
    if step.floor is not None:
        parts.append(_("不低于 %(least)s 分", least=_text(step.floor)))
    if step.ceiling is not None:
        parts.append(_("不超过 %(most)s 分", most=_text(step.ceiling)))
    return _("，").join(parts)


def map_calculation(step: Told, cell: Told, names: Names) -> str:
    """How a figure of a `map` step was reckoned."""
    values, before = cell["values"], cell["before"]
    figure = before["text"] if before else ""
    method = step["method"]
    if method == "multiply":
        factors = [value for name, value in values.items() if name != "over"]
        text = " × ".join([figure, *factors])
        return f"{text} ÷ {values['over']}" if "over" in values else text
    if method in ("add", "subtract"):
        return f"{figure} {'+' if method == 'add' else '-'} {values['amount']}"
    if method == "deduct_from":
        lost = figure if values["each"] == "1" else f"{figure} × {values['each']}"
        least = _("，最低 %(least)s", least=values["floor"]) if "floor" in values else ""
        return f"{values['base']} - {lost}{least}"
    if method == "points":
        return f"{figure} ÷ {values['out_of']} × {values['max']}"
    if method == "proportion":
        return _proportion_told(figure, values)
    return _field_told(method, figure, values)


def adjust_lines(step: Told, names: Names) -> list[tuple[str, str, str]]:
    """The lines of an `adjust` step: name, calculation and outcome of each kind and the sum."""
    lines: list[tuple[str, str, str]] = []
    for cell in step["cells"]:
        where = _place(step, cell, names)
        for kind in cell["kinds"]:
            sign = "+" if kind["effect"] == "plus" else "-"
            text = _("；").join(_event_told(event) for event in kind["events"])
            if kind["raw"] != kind["counted"]:
                text += _("；合计 %(raw)s，计 %(counted)s", **_pick(kind, "raw", "counted"))
            lines.append((names.event(kind["kind"]) + where, text, f"{sign}{kind['counted']}"))
        text = f"{cell['before']['text']} + {cell['plus']} - {cell['minus']}"
        lines.append((_("加减分后") + where, text, cell["after"]["text"]))
    return lines


def map_name(step: Told, cell: Told, names: Names) -> str:
    """What the outcome of a `map` step is called."""
    name = {
        "multiply": _("乘系数"),
        "add": _("加上"),
        "subtract": _("减去"),
        "deduct_from": _("扣分后"),
        "points": _("折算"),
        "proportion": _("按完成率折算"),
        "bands": _("按档计分"),
        "clamp": _("限定范围"),
        "best_of_field": _("按最好成绩折算"),
        "share_of_total": _("按占比折算"),
        "places": _("按名次折算"),
    }.get(step["method"], _("取数"))
    return name + _place(step, cell, names)


def _place(step: Told, cell: Told, names: Names) -> str:
    inner = [*cell["key"], cell["member"]][1:]
    pairs = zip(step["axes"][1:], inner, strict=True)
    which = _("、").join(names.member(axis, member) for axis, member in pairs)
    return _("（%(which)s）", which=which) if which else ""


def _proportion_told(figure: str, values: Told) -> str:
    text = _(
        "完成 %(figure)s，目标 %(target)s，完成率 %(rate)s",
        figure=figure,
        target=values["target"],
        rate=_percent(values["rate"]),
    )
    if values["rate"] != values["counted"]:
        text += _("，按 %(rate)s 计", rate=_percent(values["counted"]))
    return text + _("；") + f"{_percent(values['counted'])} × {values['max']}"


def _field_told(method: str, figure: str, values: Told) -> str:
    if method == "best_of_field":
        text = _("%(figure)s，最好 %(best)s，满分 %(max)s", figure=figure, **values)
        return text + _("，每差 1 扣 %(each)s", **values) if "each" in values else text
    if method == "share_of_total":
        return f"{figure} ÷ {values['total']} × {values['max']}"
    if method == "places":
        return _("%(figure)s，第 %(place)s 名", figure=figure, **values)
    if method == "bands":
        if not values:
            return _("%(figure)s，不在各档之内", figure=figure)
        ((side, edge),) = values.items()
        return _("%(figure)s，属%(band)s一档", figure=figure, band=_side(Side(side), edge))
    return figure


def _event_told(event: Told) -> str:
    parts = [event[name] for name in ("date", "matter", "type", "level") if name in event]
    if "units" in event:
        parts.append(
            _("用时 %(amount)s，限 %(limit)s，超 %(units)s 个单位")
            % {name: event[name] for name in ("amount", "limit", "units")}
        )
    parts.append(_("%(points)s 分", points=event["points"]))
    why = {"once": _("只计最高的，此项不计"), "evidence": _("缺少证明材料，不计")}
    if event["why"]:
        parts.append(why[event["why"]])
    if "evidence" in event:
        is_kept = event["evidence"] == ON_RECORD
        told = _("依据：%(evidence)s", evidence=event["evidence"])
        parts.append(_("依据已存档") if is_kept else told)
    return _("，").join(parts)


def _tariff(tariff: Tariff, names: Names) -> str:
    name = names.event(tariff.kind)
    name = name.removesuffix(_SAYS[tariff.effect]) or name
    verb = _("加") if tariff.effect is Effect.PLUS else _("扣")
    text = _("%(name)s%(verb)s分", name=name, verb=verb)
    if tariff.levels:
        levels = _("、").join(f"{level} {_text(p)}" for level, p in tariff.levels.items())
        text = _("%(name)s按级别%(verb)s分（%(levels)s）", name=name, verb=verb, levels=levels)
        if tariff.per_amount:
            text = _("%(text)s，每单位计", text=text)
    elif tariff.overtime is not None:
        text = _overtime(tariff.overtime, name, verb)
    elif tariff.points is not None:
        each = _("每件") if not tariff.per_amount else _("每单位")
        points = _text(tariff.points)
        text = _("%(name)s%(each)s%(verb)s %(n)s 分", name=name, each=each, verb=verb, n=points)
    parts = [text]
    if tariff.once_per and tariff.times == 1:
        fields = _("、").join(_field(one, names) for one in tariff.once_per)
        parts.append(_("同一%(fields)s只计最高一次", fields=fields))
    elif tariff.once_per:
        fields = _("、").join(_field(one, names) for one in tariff.once_per)
        parts.append(_("同一%(fields)s只计最高的 %(n)s 次", fields=fields, n=tariff.times))
    elif tariff.times is not None:
        parts.append(_("只计最高的 %(n)s 次", n=tariff.times))
    for one, most in tariff.cap_per.items():
        parts.append(_("每%(field)s最多 %(most)s 分", field=_field(one, names), most=_text(most)))
    if tariff.cap is not None:
        parts.append(_("最多 %(most)s 分", most=_text(tariff.cap)))
    if tariff.needs_evidence:
        parts.append(_("须有证明材料"))
    return _("，").join(parts)


def _overtime(overtime: Overtime, name: str, verb: str) -> str:
    full = overtime.count is Units.FULL
    return _(
        "%(name)s超过 %(limit)s 的，每%(full)s %(unit)s %(verb)s %(points)s 分",
        name=name,
        limit=_text(overtime.limit),
        full=_("满") if full else _("开始一个"),
        unit=_text(overtime.unit),
        verb=verb,
        points=_text(overtime.points),
    )


def _field(name: str, names: Names) -> str:
    known = {
        "matter": _("事项"),
        "type": _("类型"),
        "level": _("级别"),
        "date": _("日期"),
        "month": _("月"),
        "quarter": _("季度"),
        "half": _("半年"),
        "year": _("年度"),
    }
    return known.get(name) or names.axis(name)


def _multiply(change: Multiply, names: Names) -> str:
    factors = " × ".join(_number(factor, names) for factor in change.factors)
    text = _("得分 × %(factors)s", factors=factors)
    return text if change.over == 1 else f"{text} ÷ {_text(change.over)}"


def _add(change: Add, names: Names) -> str:
    amount = _number(change.amount, names)
    if change.sign == 1:
        return _("加上%(amount)s", amount=amount)
    return _("减去%(amount)s", amount=amount)


def _deduct(change: Deduct, names: Names) -> str:
    text = _("从%(base)s中扣分", base=_number(change.base, names))
    if change.each != 1:
        text = _(
            "从%(base)s中扣分，每次扣 %(each)s 分",
            base=_number(change.base, names),
            each=_text(change.each),
        )
    if change.floor is None:
        return text
    if change.floor.constant == 0:
        return text + _("，扣完为止")
    return text + _("，最低 %(least)s", least=_number(change.floor, names))


def _points(change: Points, names: Names) -> str:
    out_of, most = _number(change.out_of, names), _number(change.most, names)
    return _("得分 ÷ %(out_of)s × %(most)s", out_of=out_of, most=most)


def _proportion(change: Proportion, names: Names) -> str:
    target, most = _number(change.target, names), _number(change.most, names)
    text = _("完成率（实际 ÷ %(target)s）× %(most)s", target=target, most=most)
    if change.lower:
        text = _("（%(target)s ÷ 实际）× %(most)s", target=target, most=most)
    if change.cap is not None:
        text += _("，完成率最高按 %(cap)s 计", cap=_percent(str(change.cap)))
    if change.floor is not None:
        text += _("，最低按 %(floor)s 计", floor=_percent(str(change.floor)))
    return text


def _bands(change: Bands, names: Names) -> str:
    bands = _("、").join(_band(band) for band in change.bands)
    text = _("按档计分：%(bands)s，其余 %(points)s 分", bands=bands, points=_text(change.otherwise))
    return text + _("，两档之间按比例插值") if change.between.value == "linear" else text


def _band(band: Band) -> str:
    which = _side(band.side, _text(band.edge))
    return _("%(band)s的 %(points)s 分", band=which, points=_text(band.points))


def _side(side: Side, edge: str) -> str:
    """Which figures a band takes."""
    return {
        Side.AT_LEAST: _("不低于 %(edge)s ", edge=edge),
        Side.ABOVE: _("高于 %(edge)s ", edge=edge),
        Side.AT_MOST: _("不超过 %(edge)s ", edge=edge),
        Side.BELOW: _("低于 %(edge)s ", edge=edge),
    }[side]


def _clamp(change: Clamp, names: Names) -> str:
    parts = []
    if change.low is not None:
        parts.append(_("不低于 %(least)s 分", least=_text(change.low)))
    if change.high is not None:
        parts.append(_("不超过 %(most)s 分", most=_text(change.high)))
    return _("，").join(parts)


def _best_of_field(change: BestOfField, names: Names) -> str:
    most = _text(change.most)
    if change.each is not None:
        best = _("最高者") if change.best is Best.HIGHEST else _("最低者")
        told = {"best": best, "most": most, "each": _text(change.each)}
        text = _("以%(best)s为 %(most)s 分，其余与其每差 1 扣 %(each)s 分", **told)
        if change.floor is None:
            return text
        return text + _("，最低 %(least)s", least=_text(change.floor))
    if change.best is Best.HIGHEST:
        return _("以最高者为 %(most)s 分，其余按与最高者之比折算", most=most)
    return _("以最低者为 %(most)s 分，其余按最低者与其之比折算", most=most)


def _share_of_total(change: ShareOfTotal, names: Names) -> str:
    return _("按占总数的比例折算，全部为 %(most)s 分", most=_text(change.most))


def _places(change: Places, names: Names) -> str:
    shared = _("，并列的都按其中最前的名次") if change.ties is Level.BEST else ""
    if not change.points:
        return _("换成名次") + shared
    points = _("、").join(_text(point) for point in change.points)
    rest = _text(change.otherwise)
    return _("按名次依次得 %(points)s 分，其余 %(rest)s 分", points=points, rest=rest) + shared


def _attribute(change: FromAttribute, names: Names) -> str:
    return _("取%(name)s", name=names.per(change.attribute))


def _from_events(change: FromEvents, names: Names) -> str:
    text = _("取%(name)s", name=names.event(change.kind))
    if change.none is None:
        return text
    return _("%(text)s，没有记录的为 %(none)s", text=text, none=_text(change.none))


def _number(number: Number, names: Names) -> str:
    if number.constant is not None:
        return _text(number.constant)
    if number.table:
        return names.table(number.table)
    if number.values:
        return _("、").join(
            f"{names.member(number.axis, member)} {_text(value)}"
            for member, value in number.values.items()
        )
    known = {"max": _("满分"), "difficulty": _("难度系数")}
    return names.attributes.get(number.attribute) or known.get(number.attribute, number.attribute)


def _pick(told: Told, *keys: str) -> dict[str, Any]:
    return {key: told[key] for key in keys}


def _text(value: Fraction) -> str:
    return exact_text(value.numerator, value.denominator)


def _percent(rate: str) -> str:
    share = Fraction(rate) * 100
    text = exact_text(share.numerator, share.denominator)
    return f"{text}%" if "/" not in text else rate


_CLAUSES: dict[type, Callable[[Any, Names], str]] = {
    Multiply: _multiply,
    Add: _add,
    Deduct: _deduct,
    Points: _points,
    Proportion: _proportion,
    Bands: _bands,
    Clamp: _clamp,
    BestOfField: _best_of_field,
    ShareOfTotal: _share_of_total,
    Places: _places,
    FromAttribute: _attribute,
    FromEvents: _from_events,
}
