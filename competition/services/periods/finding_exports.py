"""Findings given out: as an Excel table, and as a list to print with pictures."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from competition.documents.finding_table import LATE, STATES, findings_table
from competition.documents.tables.write import Table
from competition.domain.calendar import day_of
from competition.domain.rectification import is_overdue
from competition.domain.refusal import Refusal
from competition.models import Competition, Finding, FindingPicture, FindingStep, database
from competition.services.audit import record
from competition.services.periods.days import today_in
from competition.services.periods.finding_lists import FindingFilter, all_findings
from competition.services.periods.finding_reading import last_answers, pictures_of
from competition.services.principal import Principal

MOST_PRINTED = 200


def export_findings(actor: Principal, competition: Competition, wanted: FindingFilter) -> Table:
    """Every finding that is wanted with the last answer of its unit, as a table."""
    with database.writing() as session:
        today, zone = today_in(competition), competition.time_zone
        rows = all_findings(session, Finding.competition_id == competition.id, wanted, today)
        answers = last_answers(session, [row.Finding.id for row in rows])
        record(
            session,
            actor,
            "finding.export",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"count": len(rows)},
        )
    return findings_table([_cells(row, answers.get(row.Finding.id), today, zone) for row in rows])


def findings_to_print(
    competition: Competition, wanted: FindingFilter
) -> tuple[
    Sequence[Any],
    dict[tuple[int, int | None], list[FindingPicture]],
    dict[int, FindingStep],
]:
    """The findings that are wanted, their pictures, and the last answer to each. Three statements.

    Raises:
        Refusal: ``finding.too_many`` (limit).
    """
    session, own = database.session, Finding.competition_id == competition.id
    rows = all_findings(session, own, wanted, today_in(competition), most=MOST_PRINTED + 1)
    if len(rows) > MOST_PRINTED:
        raise Refusal("finding.too_many", limit=MOST_PRINTED)
    idents = [row.Finding.id for row in rows]
    return rows, pictures_of(session, idents), last_answers(session, idents)


def _cells(row: Any, answer: FindingStep | None, today: date, zone: str) -> list[str]:
    one: Finding = row.Finding
    late = is_overdue(one.rectification, one.due_on, today)
    return [
        row.number or "",
        row.title,
        row.unit,
        row.stage_name,
        row.department,
        one.criterion_name,
        one.text,
        one.points,
        one.found_on.isoformat(),
        one.place,
        LATE if late else STATES[one.rectification],
        one.due_on.isoformat() if one.due_on else "",
        answer.text if answer else "",
        day_of(answer.at, zone).isoformat() if answer else "",
    ]
