"""Awards in words: what the rules say besides quotas, and why an entry has its tier."""

from collections.abc import Mapping
from typing import Any

from competition.documents.wording.figures import Line, Names, boundary_text, percent
from competition.documents.wording.translation import gettext as _
from competition.domain.rounding import exact_text
from competition.domain.rules.apportion import Method
from competition.domain.rules.award_rules import AwardRules, Unkept
from competition.domain.rules.backfill import Backfill
from competition.domain.rules.caps import Cap, Over
from competition.domain.rules.composition import Bound
from competition.domain.rules.tiers import Counted, Share, Tier, Whole

Told = Mapping[str, Any]


def tier_limits(tier: Tier, names: Names) -> str:
    """What limits a tier besides a fixed quota and a line, to stand after its name."""
    parts = []
    counted = _counted(tier.counted)
    if tier.ratio is not None:
        parts.append(_("%(counted)s的 %(share)s", counted=counted, share=_share(tier.ratio)))
    if tier.within is not None:
        parts.append(
            _("名次在%(counted)s的前 %(share)s", counted=counted, share=_share(tier.within))
        )
    if tier.seats is not None:
        method = {
            Method.LARGEST_REMAINDER: _("最大余数法"),
            Method.DHONDT: _("顿特法"),
            Method.SAINTE_LAGUE: _("圣拉格法"),
        }[tier.seats.method]
        parts.append(
            _(
                "共 %(total)s 项，按%(counted)s用%(method)s分配",
                total=tier.seats.total,
                counted=counted,
                method=method,
            )
        )
        if tier.seats.minimum:
            first = _("每类先给 %(least)s 项，其余按比例")
            least = first if tier.seats.minimum_first else _("每类至少 %(least)s 项")
            parts.append(least % {"least": tier.seats.minimum})
    for below, quota in tier.fewer:
        parts.append(
            _(
                "%(counted)s不足 %(below)s 时 %(quota)s 项",
                counted=counted,
                below=below,
                quota=quota,
            )
        )
    return _("（%(limits)s）", limits=_("，").join(parts)) if parts else ""


def further_clauses(rules: AwardRules, names: Names) -> list[str]:
    """Caps, the gap rule, backfill and ratios."""
    parts = []
    titles = {tier.key: tier.name for tier in rules.tiers}
    for cap in rules.caps:
        tiers = _("、").join(titles[key] for key in cap.tiers) or _("各等级合计")
        over = {
            Over.NEXT: _("超出的顺延至下一等级"),
            Over.NONE: _("超出的不授奖"),
            Over.VACANT: _("超出的不授奖，名额空缺"),
        }[cap.over]
        parts.append(_("，").join([_cap(cap, tiers, names), over]))
    if rules.gap is not None:
        most = exact_text(rules.gap.most.numerator, rules.gap.most.denominator)
        parts.append(
            _("分差不超过 %(most)s 分的同等授奖，多出的名额依次占用以后等级的名额", most=most)
        )
    if rules.backfill is Backfill.CHAIN:
        parts.append(_("撤销奖项后依次递补"))
    if rules.backfill is Backfill.LAST:
        parts.append(_("撤销奖项后只递补末等"))
    parts += [_bound(bound) for bound in rules.composition]
    if rules.unkept is Unkept.REPLACE:
        parts.append(_("达不到比例的，由符合条件的按名次替换，换下的人数最少"))
    return parts


def _cap(cap: Cap, tiers: str, names: Names) -> str:
    told = {"per": names.per(cap.by), "tiers": tiers, "most": cap.most}
    if not cap.by_place:
        return _("同一%(per)s%(tiers)s至多 %(most)s 项") % told
    places = _("、").join(str(number) for number in cap.by_place)
    return _("%(tiers)s按%(per)s的名次依次至多 %(places)s 项，其余至多 %(most)s 项") % {
        **told,
        "places": places,
    }


def award_lines(step: Told, names: Names) -> list[Line]:
    """The tier of an entry, what gave it, and why it has none of those above."""
    parts = [names.group(step["group"])] if step["group"] else []
    parts += [boundary_text(tie["boundary"]) for tie in step["ties"]]
    parts += [] if parts and step["ties"] else [_how(step["how"])]
    lines = [Line(_("授奖"), _("，").join(parts), step["name"] or "—")]
    for told in step.get("deviations", ()):
        if told["code"] == "BACKFILLED":
            lines.append(Line(_("递补"), _("有奖项撤销，依次递补"), step["name"] or "—"))
        if told["code"] == "REVOKED":
            reason = str(told["values"]["reason"]) or _("按记录的决定")
            lines.append(Line(_("撤销奖项"), reason, "—"))
        if told["code"] in _RATIO:
            lines.append(_of_ratio(told, step))
    for higher in step.get("higher", ()):
        if text := _why(higher, names):
            lines.append(Line(_("未获%(tier)s", tier=higher["name"]), text, "—"))
    return lines


_RATIO = ("RATIO_OUT", "RATIO_IN", "RATIO_MOVED", "RATIO_PASSED")


def _of_ratio(told: Told, step: Told) -> Line:
    """What replacing winners to keep the ratios did to an entry."""
    text = {
        "RATIO_OUT": _("按名次在获奖之列，为使%(bounds)s达到规定比例被换下"),
        "RATIO_IN": _("为使%(bounds)s达到规定比例，按名次换上"),
        "RATIO_MOVED": _("为使%(bounds)s达到规定比例换人后，等级随之变动"),
        "RATIO_PASSED": _("为使%(bounds)s达到规定比例，由名次在后而符合条件的换上"),
    }[told["code"]]
    return Line(_("按比例换人"), text % {"bounds": told["values"]["bounds"]}, step["name"] or "—")


def _how(how: str) -> str:
    reasons = {
        "quota": _("按名次和名额"),
        "barred": _("名次不变，不授奖"),
        "pending": _("末位并列，待决定"),
        "below_line": _("未达到分数线"),
        "capped": _("同一单位的名额已满"),
        "revoked": _("奖项已撤销"),
        "ratio": _("为达到获奖结构的规定比例未授奖"),
        "gap": _("分差在规定之内，同等授奖"),
    }
    return reasons[how] if how in reasons else boundary_text(how)


def _why(told: Told, names: Names) -> str:
    """Why a tier was not given; "" where the line above says it already."""
    reason = told["reason"]
    if reason == "capped":
        return _(
            "%(unit)s已有 %(most)s 项，按规则至多 %(most)s 项",
            unit=told["unit"],
            most=told["most"],
        )
    if reason == "below_line":
        return _("未达到 %(line)s 分", line=told["line"])
    if reason == "full":
        return _("名额 %(places)s 项，已授予名次在前的 %(given)s 项", **_numbers(told))
    if reason == "gap":
        return _("前面的等级因分差相近多授，本等级空缺")
    if reason == "ratio":
        return _("为达到获奖结构的规定比例，名额给了符合条件的项目")
    if reason == "beyond_share":
        return _("名次不在规定比例之内")
    return ""


def _numbers(told: Told) -> dict[str, int]:
    return {"places": told["places"], "given": told["given"]}


def _bound(bound: Bound) -> str:
    share = percent(bound.share)
    if bound.is_least:
        return _("获奖者中%(name)s不低于 %(share)s", name=bound.name, share=share)
    return _("获奖者中%(name)s不超过 %(share)s", name=bound.name, share=share)


def _share(share: Share) -> str:
    whole = {
        Whole.FLOOR: _("舍去小数"),
        Whole.CEIL: _("小数进一"),
        Whole.HALF_UP: _("四舍五入"),
    }[share.whole]
    return _("%(share)s（%(whole)s）", share=percent(share.ratio), whole=whole)


def _counted(counted: Counted) -> str:
    return {
        Counted.ENTERED: _("申报数"),
        Counted.COMPETING: _("参赛数"),
        Counted.RANKED: _("有名次数"),
    }[counted]
