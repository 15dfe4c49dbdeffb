"""Vetoes by events, in words."""

from collections.abc import Mapping
from typing import Any

from competition.documents.wording.figures import Line, Names
from competition.documents.wording.translation import gettext as _
from competition.domain.rules import Part
from competition.domain.rules.steps.veto import Effect, Span, Veto


def veto_clauses(step: Veto, part: Part, names: Names) -> list[str]:
    """The rule as a clause of the paragraph."""
    kinds = _("、").join(step.kinds)
    if step.effect is Effect.ZERO:
        return [_("发生%(kinds)s的，该期计零分（一票否决）", kinds=kinds)]
    if step.span is Span.YEAR:
        return [_("任一期发生%(kinds)s的，年度不授奖，名次不变（一票否决）", kinds=kinds)]
    return [_("本期发生%(kinds)s的，本期不授奖，名次不变（一票否决）", kinds=kinds)]


def veto_lines(step: Mapping[str, Any], names: Names) -> list[Line]:
    """What happened to an entry, and what it means."""
    told = [
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
