"""Sheets of locked stages as facts, and the judges that they name."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.marks import State
from competition.domain.principals import group_of
from competition.domain.rules import Judge, RuleSet, Sheet
from competition.domain.rules.attributes import GROUP, named_attributes, named_groups, told_group
from competition.models import Assignment, ScoreSheetVersion
from competition.models import Judge as JudgeRow
from competition.services.results.gathered import entry_key, judge_key

WHOLE_SHEET = {"recused": State.RECUSED, "absent": State.ABSENT}


def judge_of(session: Session, rules: RuleSet, judge_id: int) -> Judge:
    """A judge as the facts of these rules have one. One statement."""
    row = session.execute(
        select(JudgeRow.kind, JudgeRow.expertise).where(JudgeRow.id == judge_id)
    ).one()
    return judges_of({judge_key(judge_id): group_of(*row)}, [rules.document])[0]


def judges_of(
    groups: Mapping[str, str], documents: Collection[Mapping[str, Any]]
) -> tuple[Judge, ...]:
    """Judges with their groups, where one of these rule documents looks at groups."""
    asked = any(GROUP in named_attributes(document) for document in documents)
    named = frozenset().union(*map(named_groups, documents))
    return tuple(
        Judge(key, {GROUP: told_group(group, named)} if asked and group else {})
        for key, group in groups.items()
    )


def sheets_of(
    session: Session, locked: dict[int, str]
) -> tuple[list[Sheet], dict[str, str], dict[str, str]]:
    """Sheets of locked stages, the judges they name, and the group of each."""
    rows = session.execute(
        select(
            Assignment.stage_id,
            Assignment.entry_id,
            Assignment.judge_id,
            Assignment.state,
            ScoreSheetVersion.marks,
            JudgeRow.name,
            JudgeRow.kind,
            JudgeRow.expertise,
        )
        .join(JudgeRow, JudgeRow.id == Assignment.judge_id)
        .outerjoin(
            ScoreSheetVersion,
            (ScoreSheetVersion.assignment_id == Assignment.id) & ScoreSheetVersion.is_current,
        )
        .where(Assignment.stage_id.in_(list(locked)))
        .order_by(Assignment.id)
    )
    sheets = []
    judges: dict[str, str] = {}
    groups: dict[str, str] = {}
    for stage_id, entry_id, judge_id, state, marks, judge_name, kind, expertise in rows:
        if state == "replaced" and marks is None:
            continue
        judge = judge_key(judge_id)
        judges[judge], groups[judge] = judge_name, group_of(kind, expertise)
        sheets.append(sheet_of((locked[stage_id], entry_key(entry_id), judge), state, marks))
    return sheets, judges, groups


def sheet_of(place: tuple[str, str, str], state: str, marks: list[Any] | None) -> Sheet:
    """A sheet as the rules see it.

    Args:
        place: stage key, entry and judge by their ids in the facts.
        state: of the assignment.
        marks: as stored; None where no sheet was handed in.
    """
    if state in WHOLE_SHEET:
        return Sheet(*place, state=WHOLE_SHEET[state])
    if marks is None:
        return Sheet(*place, state=State.BLANK)
    return Sheet(
        *place,
        marks={key: mark for key, kind, mark in marks if kind == State.SCORED.value},
        missing={key: State(kind) for key, kind, mark in marks if kind != State.SCORED.value},
    )
