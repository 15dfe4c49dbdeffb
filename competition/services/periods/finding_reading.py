"""Findings as pages need them: those of a sheet, and one with its pictures and its history."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from competition.models import (
    Account,
    Finding,
    FindingPicture,
    FindingStep,
    Person,
)
from competition.services.periods.finding_lists import STANDS, finding_rows


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a rectification with who acted and the pictures that came with it."""

    step: FindingStep
    name: str
    pictures: Sequence[FindingPicture]


@dataclass(frozen=True, slots=True)
class FindingFile:
    """All there is of one finding.

    Attributes:
        row: as of `finding_rows`.
        before: pictures taken when it was found.
        points: the rectification so far, oldest first.
    """

    row: Any
    before: Sequence[FindingPicture]
    points: Sequence[Point]


def findings_on_sheet(session: Session, assignment_id: int) -> dict[str, list[Finding]]:
    """The findings that stand on a department's sheet, by indicator. One statement."""
    return _by_indicator(session, Finding.assignment_id == assignment_id)


def findings_about(session: Session, stage_id: int, entry_id: int) -> dict[str, list[Finding]]:
    """What all departments found about a unit in a period, by indicator. One statement."""
    about = (Finding.stage_id == stage_id) & (Finding.entry_id == entry_id)
    return _by_indicator(session, about)


def _by_indicator(session: Session, clause: ColumnElement[bool]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for row in session.scalars(select(Finding).where(clause, STANDS).order_by(Finding.id)):
        found[row.criterion_key].append(row)
    return found


def read_finding(session: Session, ident: int) -> FindingFile:
    """One finding with its pictures and its history. Three statements."""
    row = session.execute(finding_rows().where(Finding.id == ident)).one()
    pictures = pictures_of(session, [ident])
    steps = session.execute(
        select(FindingStep, Person.name)
        .join(Account, Account.id == FindingStep.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(FindingStep.finding_id == ident)
        .order_by(FindingStep.id)
    ).all()
    return FindingFile(
        row,
        pictures.get((ident, None), []),
        [Point(step, name, pictures.get((ident, step.id), [])) for step, name in steps],
    )


def pictures_of(
    session: Session, idents: Sequence[int]
) -> dict[tuple[int, int | None], list[FindingPicture]]:
    """The pictures of findings, by finding and answer; None before. One statement."""
    found: dict[tuple[int, int | None], list[FindingPicture]] = defaultdict(list)
    rows = session.scalars(
        select(FindingPicture)
        .where(FindingPicture.finding_id.in_(idents))
        .order_by(FindingPicture.id)
    )
    for row in rows:
        found[row.finding_id, row.step_id].append(row)
    return found


def picture_of(session: Session, finding: Finding, ident: int) -> FindingPicture | None:
    """One picture of a finding; None where it has no such."""
    row = session.get(FindingPicture, ident)
    return row if row is not None and row.finding_id == finding.id else None


def last_answers(session: Session, idents: Sequence[int]) -> dict[int, FindingStep]:
    """By finding, the last answer of its unit. One statement."""
    rows = session.scalars(
        select(FindingStep)
        .where(FindingStep.finding_id.in_(idents), FindingStep.kind == "answer")
        .order_by(FindingStep.id)
    )
    return {row.finding_id: row for row in rows}
