"""The judges' sheets of a derivation as a table: marks, totals, and what was dropped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from competition.documents.wording.figures import Names, aligned
from competition.documents.wording.translation import gettext as _

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JudgeColumn:
    """One judge's sheet in the table above the steps.

    Attributes:
        marks: by criterion, the mark as written, or its state in words.
        total: the sheet total, "" where there is none.
        dropped: "high", "low" or "". Of equal extremes as many are named as are dropped; it
            never matters which.
        key: the judge's id in the derivation.
        at: members of further dimensions that the sheet is about, in words.
        struck: "high" or "low" by criterion, where single marks are dropped.
    """

    judge: str
    state: str
    marks: Mapping[str, str]
    total: str
    dropped: str
    key: str = ""
    at: str = ""
    struck: Mapping[str, str] = field(default_factory=dict)


def judge_columns(derivation: Told, names: Names) -> list[JudgeColumn]:
    """The sheets of an entry with totals and what was dropped, by judge."""
    totals, drops = _totals(derivation), _drops(derivation)
    figures = dict(zip(totals, aligned(list(totals.values())), strict=True))
    return [
        JudgeColumn(
            judge=names.judge(sheet["judge"]),
            state=sheet["state"],
            marks={
                key: mark.get("text") or state_text(mark["state"])
                for key, mark in sheet["marks"].items()
            },
            total=figures.get(sheet["judge"], ""),
            dropped=drops.get(("", sheet["judge"]), ""),
            key=sheet["judge"],
            at=_("、").join(sheet.get("at", {}).values()),
            struck={
                criterion: drops[criterion, sheet["judge"]]
                for criterion in sheet["marks"]
                if (criterion, sheet["judge"]) in drops
            },
        )
        for sheet in derivation["sheets"]
    ]


def state_text(state: str) -> str:
    """A state of a mark or entry in words."""
    return {
        "scored": _("已评"),
        "blank": _("空项"),
        "absent": _("缺席"),
        "recused": _("回避"),
        "withdrawn": _("弃权"),
        "disqualified": _("取消资格"),
    }[state]


def _totals(derivation: Told) -> dict[str, str]:
    for step in derivation["steps"]:
        if step["code"] == "reduce" and step["axis"] == "criterion":
            return {
                row["key"][1]: row["result"]["text"]
                for row in step["rows"]
                if len(row["key"]) == 2 and row["result"]
            }
    return {}


def _drops(derivation: Told) -> dict[tuple[str, str], str]:
    """Side by criterion ("" for the whole sheet) and judge, over all steps that fold judges."""
    found: dict[tuple[str, str], str] = {}
    for step in derivation["steps"]:
        if step["code"] != "reduce" or step["axis"] != "judge":
            continue
        for row in step["rows"]:
            if len(row["key"]) <= 2 and step["method"] != "winsorised":
                criterion = row["key"][1] if len(row["key"]) == 2 else ""
                found |= {(criterion, judge): side for judge, side in _struck(step, row).items()}
    return found


def _struck(step: Told, row: Told) -> dict[str, str]:
    struck: dict[str, str] = {}
    for side in ("high", "low"):
        told = [one for one in row["inputs"] if one.get(f"dropped_{side}", "0") != "0"]
        told.sort(key=lambda one: one[f"dropped_{side}"] != "1")
        free = [one["member"] for one in told if one["member"] not in struck]
        struck |= dict.fromkeys(free[: step[f"drop_{side}"]], side)
    return struck
