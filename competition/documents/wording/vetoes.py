"""Vetoes by events, in words."""

from collections.abc import Mapping
from typing import Any

from competition.documents.wording.figures import Line, Names
from competition.documents.wording.translation import gettext as _
from competition.domain.rules import Part
from competition.domain.rules.steps.veto import Effect, Span, Veto
from competition.domain.rules.steps.whom import Whom


def veto_clauses(step: Veto, part: Part, names: Names) -> list[str]:
    """The rule as a clause of the paragraph."""
    return [_clause(step, names) + whom_text(step.whom, names)]


def _clause(step: Veto, names: Names) -> str:
    kinds = _("、").join(step.kinds)
    parts = _("、").join(names.stage(part) for part in step.parts)
    if step.effect is Effect.ZERO:
        named = _("、").join(names.member(axis, member) for axis, member in step.at.items())
        what = named or _("该期")
        if parts:
            text = _("%(parts)s内发生%(kinds)s的，%(what)s计零分（一票否决）")
            return text % {"parts": parts, "kinds": kinds, "what": what}
        return _("发生%(kinds)s的，%(what)s计零分（一票否决）", kinds=kinds, what=what)
    if parts:
        text = _("%(parts)s内发生%(kinds)s的，本期不授奖，名次不变（一票否决）")
        return text % {"parts": parts, "kinds": kinds}
    if step.span is Span.YEAR:
        return _("任一期发生%(kinds)s的，年度不授奖，名次不变（一票否决）", kinds=kinds)
    return _("本期发生%(kinds)s的，本期不授奖，名次不变（一票否决）", kinds=kinds)


def whom_text(whom: Whom, names: Names) -> str:
    """Whom a bar concerns and at whom it looks: （只对班组；看其所属单位）; "" for everybody."""
    told = []
    if whom.attribute:
        values = _("、").join(names.group(value) for value in whom.values)
        told.append(_("只对%(values)s", values=values))
    if whom.through:
        told.append(_("看其%(other)s", other=names.per(whom.through)))
    return _("（%(limits)s）", limits=_("；").join(told)) if told else ""


def veto_lines(step: Mapping[str, Any], names: Names) -> list[Line]:
    """What happened to an entry, and what it means."""
    told = [_("看其%(other)s", other=names.per(step["through"]))] if "through" in step else []
    told += [
        " ".join(text for text in (one["date"], one["kind"], one["reason"]) if text)
        for one in step["events"]
    ]
    outcome = _("名次不变，不授奖")
    if step["effect"] == Effect.ZERO.value:
        before = _("、").join(cell["before"]["text"] for cell in step["cells"])
        if before or "given" not in step:
            told.append(_("原为 %(before)s", before=before or "0"))
        else:
            told.append(_("原无成绩"))
        outcome = "0"
    return [Line(_("一票否决"), _("；").join(told), outcome)]
