"""A calculation sheet put together from derivations: what `calculation_sheet` prints, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from competition.documents.calculation_sheet import CalculationSheet, SheetPart
from competition.documents.marks_table import (
    NONE,
    MarksColumn,
    MarksRow,
    SheetMark,
    SheetMarks,
)
from competition.documents.steps_table import SheetStep
from competition.documents.wording.derivation import derivation_lines
from competition.documents.wording.figures import Names
from competition.documents.wording.judge_table import JudgeColumn, judge_columns, state_text
from competition.documents.wording.names import ZONE_NAMES
from competition.documents.wording.notation import (
    makes_sheet_totals,
    notation,
    part_notation,
    sheet_notation,
)
from competition.documents.wording.rules import part_sentence
from competition.documents.wording.translation import gettext as _
from competition.domain.rounding import exact_text
from competition.domain.rules import Part, RuleSet
from competition.domain.rules.part import RESULT
from competition.domain.sheet import leaves

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SheetVersion:
    """The result version that a sheet belongs to.

    Attributes:
        part: stage key, or "result" for the whole.
        computed_at, approved_at: moments with a zone; the second None before publication.
        zone: the competition's time zone.
        digests: of "facts", "rules" and "outcome", hexadecimal.
        audit_head: of the record when it was published, "" before.
    """

    competition: str
    part: str
    number: int
    state: str
    computed_at: datetime
    approved_at: datetime | None
    zone: str
    digests: Mapping[str, str]
    audit_head: str
    is_rehearsal: bool


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """Whom a sheet is about and how it stands, as texts.

    Attributes:
        key: its id in the derivations.
        rank: as it is printed, "" for the unranked.
        outcome: award tier, 入围, or why there is no rank.
    """

    key: str
    number: str
    title: str
    unit: str
    track: str
    score: str
    rank: str
    outcome: str


def calculation_sheet(
    version: SheetVersion,
    entry: SheetEntry,
    told: Sequence[Told],
    rules: RuleSet,
    names: Names,
) -> CalculationSheet:
    """The sheet of one entry.

    Args:
        told: its derivations, one for each part, in order.
        names: judges without a name stand under their code.
    """
    parts = [(one, rules.part(one["part"])) for one in told]
    scope = [entry.track, title_of(version.part, names)]
    return CalculationSheet(
        title=_("%(name)s计分单", name=version.competition),
        scope=" · ".join(filter(None, scope)),
        day=_moment(version.computed_at, version.zone),
        head=_head(version),
        number=entry.number,
        entry=entry.title,
        unit=entry.unit,
        figures=_figures(entry),
        notation=sheet_notation(entry.key, version.part, version.number, entry.score, entry.rank),
        parts=tuple(sheet_part(one, part, names) for one, part in parts),
        rules="".join(part_sentence(part, names) for _one, part in parts),
        facts=tuple(_facts(version)),
        signatures=(_("评审组长"), _("计分员"), _("监督员"), _("主办单位")),
        rehearsal=version.is_rehearsal,
    )


def _figures(entry: SheetEntry) -> tuple[tuple[str, str], ...]:
    rank = _("第 %(rank)s 名", rank=entry.rank) if entry.rank else ""
    return (_("成绩"), entry.score), (_("名次"), rank), (_("获奖"), entry.outcome)


def sheet_part(told: Told, part: Part, names: Names) -> SheetPart:
    """One part of a derivation, ready to be printed."""
    steps = [
        SheetStep(tuple(derivation_lines({"steps": [step]}, names)), notation(step))
        for step in told["steps"]
    ]
    marks = sheet_marks(told, part, names) if part.criteria else None
    return SheetPart(
        title=title_of(part.key, names),
        notation=part_notation(told),
        marks=marks if marks and marks.rows else None,
        steps=tuple(step for step in steps if step.lines),
    )


def sheet_marks(told: Told, part: Part, names: Names) -> SheetMarks:
    """The judges' table of a stage."""
    columns = judge_columns(told, names)
    totals = next((step for step in told["steps"] if makes_sheet_totals(step)), None)
    counts = any(step.get("axis") == "judge" for step in told["steps"])
    keys = [leaf.key for leaf in leaves(part.criteria)]
    return SheetMarks(
        columns=tuple(
            MarksColumn(leaf.key, leaf.name, exact_text(leaf.range.high, 10**leaf.range.scale))
            for leaf in leaves(part.criteria)
        ),
        rows=tuple(_row(told, column, keys, counts=counts) for column in columns),
        has_totals=totals is not None,
        notation=notation(totals) if totals else "",
    )


def _row(told: Told, column: JudgeColumn, keys: Sequence[str], *, counts: bool) -> MarksRow:
    sheet = next(
        one
        for one in told["sheets"]
        if one["judge"] == column.key and _("、").join(one.get("at", {}).values()) == column.at
    )
    marks = tuple(
        SheetMark(sheet["marks"].get(key, {}).get("text", NONE), column.struck.get(key, ""))
        for key in keys
    )
    named = "" if column.judge == column.key else column.judge
    return MarksRow(
        code=column.key,
        judge=" ".join(filter(None, (named, column.at))),
        marks=marks,
        total=SheetMark(column.total or NONE, column.dropped),
        remark=_remark(sheet, column, counts=counts),
    )


def _remark(sheet: Told, column: JudgeColumn, *, counts: bool) -> str:
    """Whether a judge's sheet counts, or why it does not."""
    if sheet["state"] == "blank":
        return _("未交")
    if sheet["state"] != "scored":
        return state_text(sheet["state"])
    if column.dropped:
        return {"high": _("去掉最高"), "low": _("去掉最低")}[column.dropped]
    gaps = {mark["state"] for mark in sheet["marks"].values()} - {"scored"}
    if gaps:
        return _("、").join(state_text(state) for state in sorted(gaps))
    return _("计入") if counts else ""


def title_of(part: str, names: Names) -> str:
    """A stage by its name, or the joining of stages."""
    return _("总成绩") if part == RESULT else names.stage(part)


def outcome_text(tier: str, *, advances: bool, note: str) -> str:
    """What came of a place in the ranking: an award, going on, or why there is neither.

    Args:
        tier: name of the award, "" for none.
        note: code of the rules for why there is no rank or award, "" for none.
    """
    known = {
        "withdrawn": _("弃权"),
        "disqualified": _("取消资格"),
        "no_score": _("未入围"),
        "tied": _("并列待定"),
        "recorded": _("不予授奖"),
    }
    return tier or (_("入围") if advances else known.get(note, note))


def _head(version: SheetVersion) -> str:
    return _(
        "第 %(n)s 版　成绩摘要 %(outcome)s　留痕链头 %(head)s",
        n=version.number,
        outcome=version.digests["outcome"][:12],
        head=version.audit_head.rpartition(":")[2][:12] or NONE,
    )


def _facts(version: SheetVersion) -> list[tuple[str, str]]:
    states = {
        "computed": _("待审批"),
        "approved": _("已公布"),
        "in_notice": _("公示中"),
        "final": _("最终结果"),
        "superseded": _("已被替换"),
        "withdrawn": _("已撤回"),
    }
    moments = [
        (_("形成时间"), _moment(version.computed_at, version.zone)),
        (_("公布时间"), _moment(version.approved_at, version.zone)),
    ]
    told = [_("第 %(n)s 版", n=version.number), states[version.state]]
    told += [f"{label} {moment}" for label, moment in moments if moment]
    zone = str(ZONE_NAMES.get(version.zone, version.zone))
    return [
        (_("版本"), " · ".join([*told, zone])),
        (_("规则摘要"), version.digests["rules"]),
        (_("事实摘要"), version.digests["facts"]),
        (_("成绩摘要"), version.digests["outcome"]),
        (_("操作留痕链头"), version.audit_head or NONE),
    ]


def _moment(moment: datetime | None, zone: str) -> str:
    """A moment in the competition's zone, as tables have it: 2026-06-20 17:00."""
    if moment is None:
        return ""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
