"""Calibration in words: in the paragraph of the rules, and in the derivation of an entry."""

from collections.abc import Mapping
from typing import Any

from competition.documents.wording.figures import Line, Names, decimals_text, mode_text
from competition.documents.wording.translation import gettext as _
from competition.domain.calibration.estimator import Estimator
from competition.domain.rounding import exact_text
from competition.domain.rules import Part
from competition.domain.rules.calibrating.effect import JudgeEffect
from competition.domain.rules.calibrating.panel import Correction, Overall, PanelCorrection
from competition.domain.rules.calibrating.scale700 import Scale700
from competition.domain.rules.calibrating.standard import MinMax, ZScore
from competition.domain.rules.steps.calibrate import Calibrate

Told = Mapping[str, Any]


def calibrate_clauses(step: Calibrate, part: Part, names: Names) -> list[str]:
    """The step as a clause of the rules."""
    text = _way_text(step, names)
    return [_("按%(per)s分别", per=names.per(step.per)) + text if step.per else text]


def calibrate_lines(step: Told, names: Names) -> list[Line]:
    """The step in the derivation of one entry: a line for each of its figures."""
    name = way_name(step["rule"]["way"])
    lines = []
    for cell in step["cells"]:
        where = _("（%(which)s）", which=names.judge(cell["judge"])) if cell["judge"] else ""
        text = _told_text(step, cell, names)
        lines.append(Line(name + where, text, cell["after"]["text"]))
    return lines


def way_name(way: str) -> str:
    """What a way of calibrating is called."""
    return {
        "panel_coefficient": _("评审组修正系数"),
        "panel_difference": _("评审组修正值"),
        "judge_effect": _("评委宽严校准"),
        "z_score": _("标准分"),
        "min_max": _("极差标准化"),
        "scale_700": _("700 分量表（近似）"),
    }[way]


def estimator_text(estimator: str) -> str:
    """How judges' leniency is estimated."""
    return {
        "least_squares": _("最小二乘"),
        "random": _("评委随机效应，REML 估计"),
        "robust": _("评委随机效应，Huber 稳健估计"),
    }[estimator]


def _way_text(step: Calibrate, names: Names) -> str:
    way = step.way
    if isinstance(way, PanelCorrection):
        return _panel_text(way, names)
    if isinstance(way, JudgeEffect):
        places = decimals_text(way.rounding.places)
        text = _(
            "评委打分先扣除该评委的宽严（%(estimator)s，%(places)s）",
            estimator=estimator_text(way.estimator.value),
            places=places,
        )
        if way.estimator is Estimator.ROBUST:
            text += _("，偏离过远的分数收回到容许范围")
        return text
    if isinstance(way, Scale700):
        return _(
            "换算为 700 分量表：中位数为 %(centre)s，限于 %(low)s 到 %(high)s（近似公式，非官方）",
            centre=_plain(way.centre),
            low=_plain(way.low),
            high=_plain(way.high),
        )
    return _standard_text(way, names)


def _panel_text(way: PanelCorrection, names: Names) -> str:
    overall = _("全体平均分") if way.overall is Overall.ENTRIES else _("各组平均分的平均")
    panel = names.per(way.panel)
    if way.correction is Correction.COEFFICIENT:
        text = _(
            "得分乘以修正系数（%(overall)s ÷ 本%(panel)s平均分）", overall=overall, panel=panel
        )
    else:
        text = _("得分加上修正值（%(overall)s − 本%(panel)s平均分）", overall=overall, panel=panel)
    if way.high or way.low:
        text += _(
            "，算平均分时每组去掉 %(high)s 个最高分和 %(low)s 个最低分", high=way.high, low=way.low
        )
    called = {
        "overall_mean": _("总平均"),
        "panel_mean": _("组平均"),
        "correction": _("修正系数或修正值"),
    }
    places = [called[key] + decimals_text(one.places) for key, one in way.roundings.items()]
    if places:
        mode = next(iter(way.roundings.values())).mode.value
        text += _("，") + _("、").join(places) + _("，") + mode_text(mode)
    return text


def _standard_text(way: Any, names: Names) -> str:
    pile = _("每位评委") if way.panel is None else _("每组（%(per)s）", per=names.per(way.panel))
    if isinstance(way, MinMax):
        return _(
            "%(pile)s的最低分和最高分拉伸到 %(low)s 至 %(high)s",
            pile=pile,
            low=_plain(way.low),
            high=_plain(way.high),
        )
    assert isinstance(way, ZScore)
    text = _("%(pile)s的分数换算为同一平均分和标准差", pile=pile)
    return text + _("，") + decimals_text(way.rounding.places)


def _told_text(step: Told, cell: Told, names: Names) -> str:
    way, before = step["rule"]["way"], cell["before"]["text"]
    shared = step["shared"]
    if way in ("panel_coefficient", "panel_difference"):
        return _panel_told(step, cell)
    if way == "judge_effect":
        text = _(
            "%(before)s − 宽严 %(effect)s（%(estimator)s）",
            before=before,
            effect=cell["effect"]["text"],
            estimator=estimator_text(step["rule"]["estimator"]),
        )
        return text + _("，偏离过远，已收回") if cell["pulled"] else text
    if way == "scale_700":
        return _(
            "%(before)s，全体中位数 %(median)s，离差中位数 %(deviation)s（近似公式）",
            before=before,
            median=shared["median"]["text"],
            deviation=shared["deviation"]["text"],
        )
    pile = shared["piles"][cell["pile"]]
    if way == "min_max":
        return _(
            "%(before)s，其中最低 %(low)s、最高 %(high)s",
            before=before,
            low=pile["low"]["text"],
            high=pile["high"]["text"],
        )
    return _(
        "%(goal)s + (%(before)s − %(mean)s) × %(factor)s",
        goal=shared["mean"]["text"],
        before=before,
        mean=pile["mean"]["text"],
        factor=pile["factor"]["text"],
    )


def _panel_told(step: Told, cell: Told) -> str:
    panel = step["shared"]["panels"][cell["panel"]]
    values = {
        "before": cell["before"]["text"],
        "overall": step["shared"]["overall_mean"]["text"],
        "mean": panel["mean"]["text"],
        "correction": panel["correction"]["text"],
    }
    if step["rule"]["way"] == "panel_coefficient":
        return _("%(before)s × %(correction)s（总平均 %(overall)s ÷ 组平均 %(mean)s）", **values)
    return _("%(before)s + %(correction)s（总平均 %(overall)s − 组平均 %(mean)s）", **values)


def _plain(value: Any) -> str:
    return exact_text(value.numerator, value.denominator)
