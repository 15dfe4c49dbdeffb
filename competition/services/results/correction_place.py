"""The sheet that a correction is about: one judge, one entry, one stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from competition.domain.marks import State, format_mark
from competition.domain.principals import group_of
from competition.domain.refusal import Refusal
from competition.models import Account, Assignment, Judge, Person, ScoreSheetVersion
from competition.services.principal import Principal


@dataclass(frozen=True, slots=True)
class Place:
    """A judge's sheet of an entry as it is now.

    Args:
        account, person: of the judge.
        assignment: None where the judge is not assigned.
        state: of the assignment, or empty.
        version: of the sheet that counts; 0 where none was handed in.
        group: to which the rules count the sheet.
        marks, total: as stored, and as text; None and empty without a sheet.
    """

    judge: int
    name: str
    group: str
    account: int
    person: int | None
    in_office: bool
    assignment: int | None
    state: str
    version: int
    marks: list[Any] | None
    total: str
    comment: str

    def to_json(self) -> dict[str, Any]:
        """What a proposal remembers of the sheet that it corrects."""
        return {
            "state": self.state,
            "version": self.version,
            "marks": self.marks,
            "total": self.total,
        }


def places_of(session: Session, competition_id: int, stage_id: int, entry_id: int) -> list[Place]:
    """Every judge of the competition with their sheet of this entry. One statement.

    Departments, verifiers and units are there where the entry is theirs to mark.
    """
    rows = session.execute(
        _places(stage_id, entry_id)
        .where(
            Judge.competition_id == competition_id,
            (Judge.kind == "judge") | Assignment.id.is_not(None),
        )
        .order_by(Assignment.id.is_(None), Assignment.id, Judge.id)
    )
    return [_place(row) for row in rows]


def place_of(
    session: Session, competition_id: int, stage_id: int, entry_id: int, judge_id: int
) -> Place | None:
    """One judge's sheet of this entry; None for no judge of the competition. One statement."""
    statement = _places(stage_id, entry_id).where(
        Judge.competition_id == competition_id, Judge.id == judge_id
    )
    row = session.execute(statement).first()
    return _place(row) if row is not None else None


def place_with_people(
    session: Session, subject: Mapping[str, Any], proposer: int, approver: int | None
) -> tuple[Place, str, str]:
    """The sheet of a proposal, and the names of the two persons. One statement."""
    row = session.execute(
        _places(subject["stage"], subject["entry"])
        .add_columns(_name(proposer), _name(approver))
        .where(Judge.id == subject["judge"])
    ).one()
    return _place(row), row[-2] or "", row[-1] or ""


def people_of(session: Session, proposer: int, approver: int | None) -> tuple[str, str]:
    """The names of the two persons of a proposal. One statement."""
    row = session.execute(select(_name(proposer), _name(approver))).one()
    return row[0] or "", row[1] or ""


def is_outdated(place: Place, subject: Mapping[str, Any]) -> bool:
    """Whether the sheet is another than the one that was proposed against."""
    return bool(place.to_json() != subject["before"])


def require_not_own(actor: Principal, place: Place) -> None:
    """Nobody takes part in correcting their own sheet.

    Raises:
        Refusal: ``correction.own_sheet``.
    """
    same_human = place.person is not None and place.person == actor.person_id
    if same_human or place.account == actor.account_id:
        raise Refusal("correction.own_sheet")


def marks_by_key(marks: list[Any] | None) -> dict[str, int]:
    """The scored marks of a stored sheet."""
    return {key: mark for key, state, mark in marks or () if state == State.SCORED.value}


def _places(stage_id: int, entry_id: int) -> Select[Any]:
    statement: Any = (
        select(
            Judge.id,
            Judge.name,
            Judge.kind,
            Judge.expertise,
            Judge.account_id,
            Judge.withdrawn_at,
            Account.person_id,
            Assignment.id.label("assignment"),
            Assignment.state,
            ScoreSheetVersion.version,
            ScoreSheetVersion.marks,
            ScoreSheetVersion.total,
            ScoreSheetVersion.total_scale,
            ScoreSheetVersion.comment,
        )
        .join(Account, Account.id == Judge.account_id)
        .outerjoin(
            Assignment,
            and_(
                Assignment.judge_id == Judge.id,
                Assignment.stage_id == stage_id,
                Assignment.entry_id == entry_id,
            ),
        )
        .outerjoin(
            ScoreSheetVersion,
            and_(ScoreSheetVersion.assignment_id == Assignment.id, ScoreSheetVersion.is_current),
        )
    )
    return statement  # type: ignore[no-any-return]


def _place(row: Any) -> Place:
    has_sheet = row.version is not None
    return Place(
        judge=row.id,
        name=row.name,
        group=group_of(row.kind, row.expertise),
        account=row.account_id,
        person=row.person_id,
        in_office=row.withdrawn_at is None,
        assignment=row.assignment,
        state=row.state or "",
        version=row.version or 0,
        marks=row.marks if has_sheet else None,
        total=format_mark(row.total, row.total_scale) if has_sheet else "",
        comment=row.comment or "",
    )


def _name(account_id: int | None) -> Any:
    person, account = aliased(Person), aliased(Account)
    return (
        select(person.name)
        .join(account, account.person_id == person.id)
        .where(account.id == account_id)
        .scalar_subquery()
    )
