"""A derivation in words: the steps of one entry, each with its calculation and outcome."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from competition.documents.wording.awards import award_lines
from competition.documents.wording.calibration import calibrate_lines
from competition.documents.wording.changes import adjust_lines, map_calculation, map_name
from competition.documents.wording.figures import (
    Line,
    Names,
    aligned,
    boundary_text,
    decimals_text,
    mode_text,
    percent,
)
from competition.documents.wording.folds import folded_name, some_judges, winsorised
from competition.documents.wording.parts import with_told_tables
from competition.documents.wording.periods import gather_lines
from competition.documents.wording.places import rank_lines
from competition.documents.wording.rank_methods import method_lines
from competition.documents.wording.teams import team_lines
from competition.documents.wording.translation import gettext as _
from competition.documents.wording.vetoes import veto_lines

Told = Mapping[str, Any]


def derivation_lines(derivation: Told, names: Names, *, sheets: bool = False) -> list[Line]:
    """The steps of a derivation in the reader's language.

    Args:
        derivation: what `Calculation.derive` gave.
        sheets: whether to tell the sum of each judge's sheet too, which the table of
            `judge_columns` shows already.
    """
    lines: list[Line] = []
    names = with_told_tables(derivation, names)
    for step in derivation["steps"]:
        if not sheets and _is_sheet_sum(step):
            continue
        lines += _TELL[step["code"]](step, names)
    return lines


def _is_sheet_sum(step: Told) -> bool:
    sums = step["code"] == "reduce" and step["axis"] == "criterion"
    return sums and all(len(row["key"]) > 1 for row in step["rows"])


def _side(told: Told) -> str:
    if told.get("dropped_high", "0") != "0":
        return "high"
    return "low" if told.get("dropped_low", "0") != "0" else ""


def _reduce(step: Told, names: Names) -> list[Line]:
    lines: list[Line] = []
    for row in step["rows"]:
        where = _where(step, row, names)
        if step["axis"] == "judge":
            of = where or _whose(step)
            lines.append(_valid_sheets(step, row, of))
            lines += _dropping(step, row, names, of)
        lines.append(_folding(step, row, names, where))
    return lines


def _where(step: Told, row: Told, names: Names) -> str:
    """Which row it is, where the step folds several for an entry."""
    if len(row["key"]) == 1:
        return ""
    if "axes" in step:
        pairs = zip(step["axes"][1:], row["key"][1:], strict=True)
        which = _("、").join(names.member(axis, member) for axis, member in pairs)
        return _("（%(which)s）", which=which)
    other = "criterion" if step["axis"] == "judge" else "judge"
    return _("（%(which)s）", which=names.member(other, row["key"][1]))


def _whose(step: Told) -> str:
    """Which judges it is about, where it is about some of them only."""
    return _("（%(which)s）", which=some_judges(step["only"]["values"])) if "only" in step else ""


def _valid_sheets(step: Told, row: Told, where: str) -> Line:
    states = [told["state"] for told in row["inputs"]]
    text = _(
        "应交 %(due)s 份，有效 %(valid)s 份，缺席 %(absent)s，回避 %(recused)s，未交 %(blank)s",
        due=len(states),
        valid=row["count"],
        absent=states.count("absent"),
        recused=states.count("recused"),
        blank=states.count("blank"),
    )
    if row["count"] < step["quorum"]:
        text += _("；少于最少 %(quorum)s 份，不计分", quorum=step["quorum"])
    return Line(_("有效评分表") + where, text, _("%(count)s 份", count=row["count"]))


def _dropping(step: Told, row: Told, names: Names, where: str) -> list[Line]:
    high, low = step["drop_high"], step["drop_low"]
    if high + low == 0 or row["count"] < step["quorum"] or step["method"] == "winsorised":
        return []
    name = _("去掉最高分、最低分") + where
    if row["count"] < step["at_least"]:
        text = _("有效评分表不足 %(least)s 份，不去最高分和最低分", least=step["at_least"])
        return [Line(name, text, _("余 %(count)s 份", count=row["count"]))]
    parts = []
    for key, word, count in (("dropped_high", _("最高"), high), ("dropped_low", _("最低"), low)):
        told = [one for one in row["inputs"] if one.get(key, "0") != "0"]
        marks = _("、").join(_mark_of(one, names) for one in told)
        if len(told) > count:
            marks += _("，同分者共去 %(count)s 份", count=count)
        if told:
            parts.append(f"{word} {marks}")
    left = row["count"] - high - low
    return [Line(name, _("，").join(parts), _("余 %(count)s 份", count=left))]


def _mark_of(told: Told, names: Names) -> str:
    judge = names.judge(told["member"])
    return _("%(mark)s（%(judge)s）", mark=told["value"]["text"], judge=judge)


def _folding(step: Told, row: Told, names: Names, where: str) -> Line:
    name = folded_name(step) + where
    if row["result"] is None:
        return Line(name, _("有缺项，不计分"), "—")
    counted = _counted(step, row)
    marks = aligned([one["value"]["text"] for one in counted])
    result = row["result"]["text"]
    if any("weight" in one for one in counted):
        return Line(name, _weighted(step, counted, marks), result)
    total = " + ".join(marks)
    if step["method"] in ("median", "max", "min"):
        total = _("、").join(aligned(_texts(row)))
    elif step["method"] == "winsorised":
        total = f"({winsorised(step, row)}) ÷ {row['divisor']}"
    elif step["method"] == "mean":
        if len(marks) > 1:
            total = f"({total}) ÷ {row['divisor']} = {row['sum']['text']}"
        total = f"{total} ÷ {row['divisor']}"
    return Line(name, total, result)


def _counted(step: Told, row: Told) -> list[Told]:
    """The inputs that are left. Of equal extremes that share a drop, any may stand for those
    that stay, since their figures are the same."""
    scored: list[Told] = [one for one in row["inputs"] if "value" in one]
    if not any(_side(one) for one in scored):
        return scored
    by_value = sorted(scored, key=lambda one: Fraction(one["value"]["ratio"]))
    high, low = row.get("dropped") or (step["drop_high"], step["drop_low"])
    left = by_value[low : len(by_value) - high]
    return [one for one in scored if one in left]


def _texts(row: Told) -> list[str]:
    """Every figure of a row as text, the lowest first."""
    scored = [one["value"] for one in row["inputs"] if "value" in one]
    return [one["text"] for one in sorted(scored, key=lambda one: Fraction(one["ratio"]))]


def _weighted(step: Told, counted: list[Told], marks: list[str]) -> str:
    pairs = zip(marks, counted, strict=True)
    terms = " + ".join(f"{mark} × {percent(one['weight'])}" for mark, one in pairs)
    total = sum((Fraction(one["weight"]) for one in counted), Fraction(0))
    return terms if step["method"] == "sum" or total == 1 else f"({terms}) ÷ {percent(total)}"


def _round(step: Told, names: Names) -> list[Line]:
    rule = _("，").join([decimals_text(step["places"]), mode_text(step["mode"])])
    if step["show_only"]:
        rule += _("，后续计算仍用未修约的数")
    lines = []
    for cell in step["cells"]:
        inner = [*cell["key"], cell["member"]][1:]
        axes = step["axes"][1:]
        which = _("、").join(names.member(a, m) for a, m in zip(axes, inner, strict=False))
        name = _("修约") + (_("（%(which)s）", which=which) if axes else "")
        lines.append(
            Line(
                name,
                _("%(figure)s：%(rule)s", figure=cell["before"]["text"], rule=rule),
                cell["after"],
            )
        )
    return lines


def _map(step: Told, names: Names) -> list[Line]:
    return [
        Line(map_name(step, cell, names), map_calculation(step, cell, names), cell["after"]["text"])
        for cell in step["cells"]
    ]


def _adjust(step: Told, names: Names) -> list[Line]:
    return [Line(*told) for told in adjust_lines(step, names)]


def _combine(step: Told, names: Names) -> list[Line]:
    parts = step["parts"]
    if step["missing"] == "skip":
        parts = [part for part in parts if part["value"]]
    terms = []
    for part in parts:
        figure = part["value"]["text"] if part["value"] else _("无成绩")
        terms.append(f"{names.table(part['table'])} {figure} × {percent(part['weight'])}")
    text = " + ".join(terms)
    if parts and len(parts) < len(step["parts"]):
        whole = sum((Fraction(part["weight"]) for part in parts), Fraction(0))
        text = f"({text}) ÷ {percent(whole)}"
    outcome = step["result"]["text"] if step["result"] else "—"
    return [Line(_("加权合成"), text, outcome)]


def _select(step: Told, names: Names) -> list[Line]:
    parts = [names.group(step["group"])] if step["group"] else []
    if step["number"] is not None:
        parts.append(_("入围名额 %(number)s 项", number=step["number"]))
    if step["line"] is not None:
        parts.append(_("入围线 %(line)s 分", line=step["line"]))
    if step["boundary"]:
        parts.append(boundary_text(step["boundary"]))
    outcome = _("入围") if step["admitted"] else _("未入围")
    return [Line(_("入围"), _("，").join(parts), outcome)]


def _bar(step: Told, names: Names) -> list[Line]:
    told = {"": _("按规则不授奖"), "recorded": _("评审委员会决定不授奖")}
    reason = str(step["reason"])
    text = told.get(reason, reason)
    if "through" in step:
        text = _("看其%(other)s", other=names.per(step["through"])) + _("：") + text
    return [Line(_("不授奖"), text, _("名次不变"))]


def _check(step: Told, names: Names) -> list[Line]:
    return [Line(_("核查"), str(found["code"]), _("须处理后才能发布")) for found in step["found"]]


_TELL: dict[str, Callable[[Told, Names], list[Line]]] = {
    "reduce": _reduce,
    "calibrate": calibrate_lines,
    "map": _map,
    "adjust": _adjust,
    "round": _round,
    "combine": _combine,
    "gather": gather_lines,
    "team": team_lines,
    "veto": veto_lines,
    "rank_method": method_lines,
    "rank": rank_lines,
    "select": _select,
    "bar": _bar,
    "award": award_lines,
    "check": _check,
}
