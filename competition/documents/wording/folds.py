"""Folding in words: medians, the best of several, and axes besides judges and criteria."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from competition.documents.wording.figures import Names, aligned, count_word, percent
from competition.documents.wording.translation import gettext as _
from competition.domain.marks import State
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.steps.reduce_params import Meaning, Method

Told = Mapping[str, Any]

_OFFICES = ("评委", "部", "处", "科", "室", "办", "中心", "委员会", "工会")


def folded_axis(step: Reduce, names: Names) -> str:
    """A clause on folding items, periods and the like."""
    of = _("各%(axis)s得分", axis=names.axis(step.axis))
    if step.only:
        of = _("%(who)s的%(marks)s", who=_("、").join(step.only.values), marks=of)
    text = folded_otherwise(step, of)
    if not text and step.weights:
        weights = _("、").join(f"{key} {percent(w)}" for key, w in step.weights.shares.items())
        text = _("%(of)s按权重合成（%(weights)s）", of=of, weights=weights)
    if not text and step.trim:
        text = _(
            "%(of)s去掉 %(high)s 个最高分和 %(low)s 个最低分后计入",
            of=of,
            high=step.trim.high,
            low=step.trim.low,
        )
    if not text:
        text = _("%(of)s相加", of=of) if step.method is Method.SUM else _("%(of)s取平均", of=of)
    if step.quorum > 1:
        text += _("，") + _("少于 %(quorum)s 个时不计分", quorum=step.quorum)
    return text


def folded_otherwise(step: Reduce, of: str) -> str:
    """A clause on the methods besides sums and means; "" for these."""
    count = count_word(step.choosing.best)
    if step.choosing.best and step.method is Method.SUM:
        return _("%(of)s取最好的%(count)s个相加", of=of, count=count)
    if step.choosing.best:
        return _("%(of)s取最好的%(count)s个平均", of=of, count=count)
    if step.method is Method.WINSORISED and step.trim:
        return _(
            "%(of)s中 %(high)s 个最高分和 %(low)s 个最低分以相邻的分数代替后取平均",
            of=of,
            high=step.trim.high,
            low=step.trim.low,
        )
    if step.method is Method.SUM and step.trim:
        return _(
            "%(of)s去掉 %(high)s 个最高分和 %(low)s 个最低分后相加",
            of=of,
            high=step.trim.high,
            low=step.trim.low,
        )
    return {
        Method.MEDIAN: _("%(of)s取中位数", of=of),
        Method.MAX: _("%(of)s取最高", of=of),
        Method.MIN: _("%(of)s取最低", of=of),
        Method.RANK_SUM: _("%(of)s换成名次后相加，名次之和小者列前", of=of),
    }.get(step.method, "")


def some_judges(values: Sequence[str]) -> str:
    """The judges of some groups: 专业评委; a department, or what is called so, keeps its name."""
    told = [group_name(one) if _is_named(one) else _("%(group)s评委", group=one) for one in values]
    return _("、").join(told)


def group_name(group: str) -> str:
    """A group of judges as people call it; those of periods have fixed words in the rules."""
    named = {"self": _("自评"), "peer": _("互评"), "verified": _("核定")}
    return named.get(group, group)


def _is_named(group: str) -> bool:
    return group_name(group) != group or group.endswith(_OFFICES)


def missing_judges(step: Reduce) -> list[str]:
    """What sheets that are not there mean, besides that blank ones hold up publication."""
    told: dict[Meaning, list[State]] = {}
    for state in (State.ABSENT, State.RECUSED, State.BLANK):
        if (state, step.meanings[state]) != (State.BLANK, Meaning.BLOCK):
            told.setdefault(step.meanings[state], []).append(state)
    parts = []
    for meaning, states in told.items():
        who = _without_mark(states)
        words = {
            Meaning.SKIP: _("%(who)s不计入", who=who),
            Meaning.ZERO: _("%(who)s计零分", who=who),
            Meaning.CARRY: _("有%(who)s的没有得分", who=who),
            Meaning.BLOCK: _("有%(who)s的须处理后才能公布", who=who),
        }
        parts.append(words[meaning])
    return parts


def _without_mark(states: Sequence[State]) -> str:
    """The sheets in such states."""
    names = {
        State.ABSENT: _("缺席的评委"),
        State.RECUSED: _("回避的评委"),
        State.BLANK: _("未交的评分表"),
    }
    if State.ABSENT in states and State.RECUSED in states:
        both = _("缺席和回避的评委")
        return _("和").join([both, names[State.BLANK]] if State.BLANK in states else [both])
    return _("和").join(names[state] for state in states)


def folded_name(step: Told) -> str:
    """What the outcome of a fold is called in a derivation."""
    name = {
        "mean": _("平均分"),
        "median": _("中位数"),
        "winsorised": _("替换极值后的平均分"),
        "max": _("最高分"),
        "min": _("最低分"),
        "rank_sum": _("名次之和"),
    }.get(step["method"], _("合计"))
    if "only" in step:
        values = step["only"]["values"]
        who = some_judges(values) if step["axis"] == "judge" else _("、").join(values)
        name = _("%(who)s的%(marks)s", who=who, marks=name)
    if "best" in step:
        name += _("（最好的%(count)s个）", count=count_word(step["best"]))
    return name


def winsorised(step: Told, row: Told) -> str:
    """The figures of a row as they are added up, extremes replaced by their neighbours."""
    high, low = row["dropped"]
    scored = [one["value"] for one in row["inputs"] if "value" in one]
    texts = [one["text"] for one in sorted(scored, key=lambda one: Fraction(one["ratio"]))]
    kept = texts[low : len(texts) - high]
    return " + ".join(aligned([kept[0]] * low + kept + [kept[-1]] * high))
