"""What is wrong with a draft of rules, told by steps and fields as people see them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from competition.documents.wording.refusals import refusal_text
from competition.documents.wording.translation import gettext as _
from competition.domain.refusal import Refusal
from competition.domain.rule_choices.step_changes import RESULT, steps_of
from competition.models import Stage
from competition.web.organiser.step_kinds import kind_of, label_of

_PLACE = re.compile(
    r"(?:stages\.(?P<stage>[^.]+)|final)\.steps(?:\[(?P<step>\d+)\])?\.?(?P<key>.*)"
)


def fault_place(fault: Refusal | None, part: str) -> tuple[int | None, str]:
    """Which step of the part a fault is about, and which of its parameters."""
    found = _PLACE.fullmatch(str(fault.values.get("path", ""))) if fault else None
    if found is None or found["step"] is None or (found["stage"] or RESULT) != part:
        return None, ""
    return int(found["step"]), found["key"]


def fault_text(
    fault: Refusal, document: Mapping[str, Any], part: str, stages: Sequence[Stage]
) -> str:
    """Why the rules do not hold together, on the page of one part."""
    values = {key: _axes(str(fault.values[key])) for key in _OF_AXES if key in fault.values}
    found = _PLACE.fullmatch(str(fault.values.get("path", "")))
    if found is None:
        return refusal_text(Refusal(fault.code, **{**fault.values, **values}))
    held = found["stage"] or RESULT
    names = {stage.key: stage.name for stage in stages} | {RESULT: _("总成绩与奖项")}
    name = names.get(held, held)
    if found["step"] is None:
        where = _("“%(part)s”的步骤", part=name)
    else:
        where = _where(steps_of(document, held), int(found["step"]), found["key"])
        where = where if held == part else _("“%(part)s”%(where)s", part=name, where=where)
    if fault.code == "rules.empty" and found["step"] is None:
        return _("还没有步骤，请先增加一步，或从“常用办法”中选一种。")
    if fault.code == "rules.axis_unknown" and not fault.values.get("known"):
        return _(
            "%(where)s：此前的结果已是每个项目一个分数，请另选从哪一步的结果计算。", where=where
        )
    return refusal_text(Refusal(fault.code, **{**fault.values, **values, "path": where}))


def _where(steps: Sequence[Mapping[str, Any]], number: int, key: str) -> str:
    where = _("第 %(n)s 步", n=number + 1)
    label = label_of(kind_of(steps[number]), key) if number < len(steps) else ""
    return _("%(step)s“%(label)s”", step=where, label=label) if label else where


_OF_AXES = ("axis", "known", "axes", "wanted")


def _axes(text: str) -> str:
    """Dimensions by their names; other words stay."""
    names = {"judge": _("评委"), "criterion": _("评分指标"), "entry": _("项目")}
    return _("、").join(names.get(one, one) for one in text.split(", "))
