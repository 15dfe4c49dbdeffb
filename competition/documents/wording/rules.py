"""A rule set in words: a paragraph that can be pasted into a notice."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from competition.documents.wording.awards import further_clauses, tier_limits
from competition.documents.wording.calibration import calibrate_clauses
from competition.documents.wording.changes import adjust_clause, map_clause
from competition.documents.wording.figures import (
    Names,
    boundary_text,
    count_word,
    decimals_text,
    key_text,
    mode_text,
    percent,
)
from competition.documents.wording.folds import (
    folded_axis,
    folded_otherwise,
    group_name,
    missing_judges,
    some_judges,
)
from competition.documents.wording.parts import called, combine_clauses, with_tables_of
from competition.documents.wording.periods import gather_clauses
from competition.documents.wording.rank_methods import method_clauses
from competition.documents.wording.teams import team_clauses
from competition.documents.wording.translation import gettext as _
from competition.documents.wording.vetoes import veto_clauses, whom_text
from competition.domain.rounding import exact_text
from competition.domain.rules import Part, RuleSet
from competition.domain.rules.award_rules import Barred, Unused
from competition.domain.rules.boundary import BoundaryRule, Policy
from competition.domain.rules.due import names_markers
from competition.domain.rules.keys import Key, On
from competition.domain.rules.part import RESULT
from competition.domain.rules.places import Quota
from competition.domain.rules.ranking.method import RankMethod
from competition.domain.rules.steps.adjust import Adjust
from competition.domain.rules.steps.award import Award
from competition.domain.rules.steps.bar import Bar, Ground
from competition.domain.rules.steps.calibrate import Calibrate
from competition.domain.rules.steps.check import Check, Matter
from competition.domain.rules.steps.combine import Combine
from competition.domain.rules.steps.gather import Gather
from competition.domain.rules.steps.map import Map
from competition.domain.rules.steps.rank import Rank, Style, Then
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.steps.reduce_params import Below, Method
from competition.domain.rules.steps.round import Round
from competition.domain.rules.steps.select import Select
from competition.domain.rules.steps.sub_scores import SubScore
from competition.domain.rules.steps.team import Team
from competition.domain.rules.steps.veto import Veto
from competition.domain.sheet import Criterion, highest_total, leaves, total_scale

_STAGE = "\x00"
"""Stands for the names of the stages until it is known which share a sentence."""


def rules_paragraph(rules: RuleSet, names: Names) -> str:
    """The whole rule set: a sentence for each stage, one for the final result."""
    return "".join(rules_sentences(rules, names))


def rules_sentences(rules: RuleSet, names: Names) -> list[str]:
    """The sentences; stages of which the same is to be said, such as months, share one."""
    told: dict[str, list[str]] = {}
    for part in [*rules.stages.values(), *([rules.final] if rules.final else [])]:
        unnamed = replace(names, stages={**names.stages, part.key: _STAGE})
        told.setdefault(part_sentence(part, unnamed), []).append(names.stage(part.key))
    return [text.replace(_STAGE, _("、").join(stages)) for text, stages in told.items()]


def criterion_names(rules: RuleSet) -> dict[str, str]:
    """The titles of all criteria of a rule set by key, for `Names`."""
    return {leaf.key: leaf.name for part in rules.stages.values() for leaf in leaves(part.criteria)}


def part_sentence(part: Part, names: Names) -> str:
    """One part as a sentence, its steps in their order."""
    names = with_tables_of(part, names)
    clauses = [clause for step in part.steps for clause in _clauses(step, part, names)]
    if not part.criteria:
        what = _("最终成绩") if part.key == RESULT else names.stage(part.key)
        return _("%(what)s：%(clauses)s。", what=what, clauses=_("；").join(clauses))
    names_of = _("、").join(_criterion(leaf, names) for leaf in leaves(part.criteria))
    most = exact_text(highest_total(part.criteria), 10 ** total_scale(part.criteria))
    head = (
        _("%(stage)s按%(criteria)s考核，满分 %(most)s 分")
        if names_markers(part)
        else _("%(stage)s由每位评委按%(criteria)s打分，满分 %(most)s 分")
    ) % {"stage": names.stage(part.key), "criteria": names_of, "most": most}
    return _("%(clauses)s。", clauses=_("；").join([head, *clauses]))


def _criterion(leaf: Criterion, names: Names) -> str:
    """A criterion with those who mark it: 安全生产（安全质量部、核定）."""
    if not leaf.marked_by:
        return names.criterion(leaf.key)
    groups = _("、").join(map(group_name, leaf.marked_by))
    return _("%(name)s（%(note)s）", name=names.criterion(leaf.key), note=groups)


def step_clauses(part: Part, names: Names) -> list[str]:
    """One text for each step of the rule document; what a step implies stands with it."""
    texts: list[str] = []
    before: list[str] = []
    names = with_tables_of(part, names)
    for step in part.steps:
        clauses = [*before, *_clauses(step, part, names)]
        before = clauses if isinstance(step, _IMPLIED) else []
        if not isinstance(step, _IMPLIED):
            texts.append(_("；").join(clauses))
    return texts


def _clauses(step: object, part: Part, names: Names) -> list[str]:
    tell = _TELL.get(type(step))
    return tell(step, part, names) if tell else []


def _reduce(step: Reduce, part: Part, names: Names) -> list[str]:
    if step.axis == "criterion":
        if len(leaves(part.criteria)) == 1 and step.weights is None:
            return []
        return [_sum_of_criteria(step, names)]
    if step.axis != "judge":
        return [folded_axis(step, names)]
    whole = any(isinstance(one, Reduce) and one.axis == "criterion" for one in _before(step, part))
    parts = [called(_mean_of_judges(step, whole, names), step.name)]
    if step.spread is not None:
        most = exact_text(step.spread.numerator, step.spread.denominator)
        parts.append(_("最高与最低相差超过 %(most)s 分的须重新打分", most=most))
    if step.trim and step.trim.below is Below.MEAN:
        parts.append(_("有效评分表不足 %(least)s 份时不去最高分和最低分", least=step.trim.at_least))
    elif step.trim:
        parts.append(_("有效评分表不足 %(least)s 份时须另行决定", least=step.trim.at_least))
    if step.quorum > 1:
        parts.append(_("少于 %(quorum)s 份时不计分", quorum=step.quorum))
    return [_("，").join([*parts, *missing_judges(step)])]


def _sum_of_criteria(step: Reduce, names: Names) -> str:
    if step.weights is None:
        return _("各项相加得出合计")
    weights = _("、").join(
        f"{names.criterion(key)} {percent(share)}" for key, share in step.weights.shares.items()
    )
    return _("各项加权合计（%(weights)s）", weights=weights)


def _mean_of_judges(step: Reduce, whole: bool, names: Names) -> str:
    of = _("评委合计") if whole else _("每项的评委打分")
    if step.only:
        marks = _("合计") if whole else _("每项打分")
        of = _("%(who)s的%(marks)s", who=some_judges(step.only.values), marks=marks)
    other = folded_otherwise(step, of)
    if other:
        return other
    if step.trim:
        return _(
            "%(of)s去掉%(dropped)s后取平均",
            of=of,
            dropped=_dropped(step.trim.high, step.trim.low),
        )
    if step.weights:
        weights = _("、").join(
            f"{names.judge(key)} {percent(share)}" for key, share in step.weights.shares.items()
        )
        return _("%(of)s按权重平均（%(weights)s）", of=of, weights=weights)
    if step.method is Method.SUM:
        return _("%(of)s相加", of=of)
    return _("%(of)s取平均", of=of)


def _dropped(high: int, low: int) -> str:
    parts = []
    if high:
        parts.append(_("%(count)s个最高分", count=count_word(high)))
    if low:
        parts.append(_("%(count)s个最低分", count=count_word(low)))
    return _("和").join(parts)


def _before(step: object, part: Part) -> Sequence[object]:
    place = next(place for place, one in enumerate(part.steps) if one is step)
    return part.steps[:place]


def _round(step: Round, part: Part, names: Names) -> list[str]:
    text = _("，").join([decimals_text(step.rounding.places), mode_text(step.rounding.mode.value)])
    return [text + _("（只用于公布，计算仍用未修约的数）")] if step.show_only else [text]


def _check(step: Check, part: Part, names: Names) -> list[str]:
    if step.matter is Matter.COMPLETE:
        return [_("评分表须交齐")]
    if step.matter is Matter.PANEL:
        return [_("有效评分表不得少于 %(least)s 份", least=step.at_least)]
    most = exact_text(step.at_most.numerator, step.at_most.denominator)
    return [_("评委最高分与最低分相差超过 %(most)s 分的须复核", most=most)]


def _bar(step: Bar, part: Part, names: Names) -> list[str]:
    if step.ground is Ground.RECORDED:
        return [_("经决定一票否决的不授奖，名次不变") + whom_text(step.whom, names)]
    if step.ground is Ground.FIGURE:
        line = exact_text(step.line.numerator, step.line.denominator)
        table = names.table(step.table)
        text = _("%(table)s低于 %(line)s 的不授奖，名次不变")
        if not step.is_least:
            text = _("%(table)s高于 %(line)s 的不授奖，名次不变")
        return [text % {"table": table, "line": line} + whom_text(step.whom, names)]
    values = _("、").join(step.values)
    per = names.per(step.attribute)
    text = _("%(per)s为%(values)s的不授奖，名次不变", per=per, values=values)
    return [text + whom_text(step.whom, names)]


def _rank(step: Rank, part: Part, names: Names) -> list[str]:
    keys = [key_text(_told(key, part), names) for key in step.keys]
    text = _("按%(key)s由高到低排名", key=keys[0])
    if step.keys[0].direction.value == "asc":
        text = _("按%(key)s由低到高排名", key=keys[0])
    if step.per:
        text = _("按%(per)s分别", per=names.per(step.per)) + text
    parts = [text]
    if keys[1:]:
        parts.append(_("相同时依次比较%(keys)s", keys=_("、").join(keys[1:])))
        parts.append(_("仍相同的%(then)s", then=_last_resort(step)))
    else:
        parts.append(_("相同的%(then)s", then=_last_resort(step)))
    return [_("，").join(parts)]


def _last_resort(step: Rank) -> str:
    if step.style is Style.ORDINAL or step.then is Then.DECISION:
        return _("抽签或评议决定先后并记录")
    if step.style is Style.DENSE:
        return _("名次并列，其后名次不空")
    if step.style is Style.MODIFIED:
        return _("名次并列，都取其中最后的名次")
    if step.style is Style.FRACTIONAL:
        return _("名次并列，取这些名次的平均数")
    return _("名次并列，其后名次空出")


def _select(step: Select, part: Part, names: Names) -> list[str]:
    parts = []
    if step.number is not None:
        parts.append(_("取前 %(number)s 项入围", number=_quota(step.number, names)))
        if step.per and isinstance(step.number, int):
            parts[0] = _("每个%(per)s", per=names.per(step.per)) + parts[0]
    if step.line is not None:
        line = exact_text(step.line.numerator, step.line.denominator)
        parts.append(_("%(line)s 分（含）以上入围", line=line))
    if step.number is not None:
        parts.append(_boundary(step.ties, part, names))
    return [_("，").join(parts)]


def _award(step: Award, part: Part, names: Names) -> list[str]:
    tiers = []
    for tier in step.tiers:
        text = tier.name
        if tier.quota is not None:
            text += _(" %(quota)s 项", quota=_quota(tier.quota, names))
        if tier.line is not None:
            line = exact_text(tier.line.numerator, tier.line.denominator)
            text += _("（不低于 %(line)s 分）", line=line)
        tiers.append(text + tier_limits(tier, names))
    head = _("按名次设%(tiers)s", tiers=_("、").join(tiers))
    if step.per:
        head = _("每个%(per)s", per=names.per(step.per)) + head
    parts = [head]
    if step.gap is None:
        parts += _places(step, part, names)
    parts += further_clauses(step, names)
    if any(isinstance(one, Bar | Veto) for one in part.steps):
        parts.append(
            _("不授奖者的名额依次递补") if step.barred is Barred.SKIP else _("不授奖者的名额空缺")
        )
    return [_("，").join(parts)]


def _places(step: Award, part: Part, names: Names) -> list[str]:
    """Ties at the last place, and places that are too many or too few."""
    parts = [_boundary(step.boundary, part, names)]
    if Policy.EXPAND in (step.boundary.policy, step.boundary.then):
        parts.append(_("多用的名额从下一等级扣减") if step.next_shrinks else _("下一等级名额不变"))
    if step.unused is Unused.PASS_DOWN:
        return [*parts, _("未用的名额转入下一等级")]
    return [*parts, _("未用的名额空缺（宁缺毋滥）")]


def _told(key: Key, part: Part) -> dict[str, object]:
    """A key in JSON; one on the table that a rounding works on is told as the exact figure."""
    told = key.to_json()
    if any(isinstance(step, Round) and step.source == key.table for step in part.steps):
        told["on"] = On.EXACT.value
    return told


def _boundary(rule: BoundaryRule, part: Part, names: Names) -> str:
    if rule.policy is not Policy.CHAIN:
        return boundary_text(rule.policy.value)
    keys = _("、").join(key_text(_told(key, part), names) for key in rule.chain)
    then = {
        Policy.EXPAND: _("一并取用"),
        Policy.SHRINK: _("均不取用"),
        Policy.COMMITTEE: _("由评审委员会决定"),
    }[rule.then]
    return _("末位并列的依次比较%(keys)s，仍相同的%(then)s", keys=keys, then=then)


def _quota(quota: Quota, names: Names) -> str:
    if isinstance(quota, int):
        return str(quota)
    given = {group: number for group, number in quota.items() if number} or quota
    return _("、").join(f"{names.group(group)} {number}" for group, number in given.items())


def _map(step: Map, part: Part, names: Names) -> list[str]:
    return [map_clause(step, names)]


def _adjust(step: Adjust, part: Part, names: Names) -> list[str]:
    return [adjust_clause(step, names)]


_IMPLIED = (RankMethod, SubScore)
_TELL: dict[type, Callable[[Any, Part, Names], list[str]]] = {
    Map: _map,
    Adjust: _adjust,
    Reduce: _reduce,
    Calibrate: calibrate_clauses,
    Round: _round,
    Combine: combine_clauses,
    Gather: gather_clauses,
    Team: team_clauses,
    Veto: veto_clauses,
    Check: _check,
    Bar: _bar,
    RankMethod: method_clauses,
    Rank: _rank,
    Select: _select,
    Award: _award,
}
