"""Lists of findings: a page of them, all that are wanted, and how many each unit has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from competition.domain.rectification import WAITS_FOR_UNIT
from competition.models import Assignment, Competition, Entry, Finding, Judge, Stage

SIZE = 50
STANDS = Finding.withdrawn_at.is_(None)
VIEWS = ("waiting", "overdue", "answered", "confirmed", "none")


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings are wanted.

    Args:
        view: of `VIEWS`; all that stand without one.
        text: part of a unit's number, title or name, or of what was found.
    """

    view: str = ""
    stage: int | None = None
    judge: int | None = None
    entry: int | None = None
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One page of findings.

    Attributes:
        rows: as of `finding_rows`.
        counts: by view, whatever view is asked for; ``all`` those that stand.
    """

    rows: Sequence[Any]
    counts: Mapping[str, int]
    total: int


def list_findings(
    session: Session, scope: ColumnElement[bool], wanted: FindingFilter, today: date
) -> FindingPage:
    """A page of findings of a scope, those due first before the others. Two statements."""
    clauses = [scope, STANDS, *_matching(wanted)]
    views = _views(today)
    told = session.execute(
        _from_finding(
            func.count().label("everything"),
            *(func.sum(case((clause, 1), else_=0)).label(view) for view, clause in views.items()),
        ).where(*clauses)
    ).one()
    counts = {view: getattr(told, view) or 0 for view in VIEWS} | {"all": told.everything}
    if wanted.view in views:
        clauses.append(views[wanted.view])
    rows = session.execute(
        finding_rows()
        .where(*clauses)
        .order_by(Finding.due_on.is_(None), *_by_urgency(), Finding.id.desc())
        .limit(SIZE)
        .offset((wanted.page - 1) * SIZE)
    ).all()
    return FindingPage(rows, counts, counts.get(wanted.view or "all", counts["all"]))


def all_findings(
    session: Session,
    scope: ColumnElement[bool],
    wanted: FindingFilter,
    today: date,
    *,
    most: int | None = None,
) -> Sequence[Any]:
    """Every finding that is wanted, by unit and period. One statement."""
    clauses = [scope, STANDS, *_matching(wanted)]
    if wanted.view in VIEWS:
        clauses.append(_views(today)[wanted.view])
    rows = finding_rows().where(*clauses).order_by(Entry.number, Stage.position, Finding.id)
    return session.execute(rows.limit(most)).all()


def count_by(
    session: Session, competition: Competition, today: date, *, by: str, page: int = 1
) -> tuple[Sequence[Any], int]:
    """How many findings each unit, or each department, has in which state. Two statements.

    Args:
        by: ``unit`` or ``department``.
    Returns:
        rows with ``ident``, ``name``, ``code`` and a number for each of `VIEWS`; how many in all.
    """
    column: Any = Finding.entry_id if by == "unit" else Assignment.judge_id
    name, code = (Entry.title, Entry.number) if by == "unit" else (Judge.name, Judge.name)
    scope = (Finding.competition_id == competition.id) & STANDS
    columns = [
        func.sum(case((clause, 1), else_=0)).label(view) for view, clause in _views(today).items()
    ]
    rows = session.execute(
        _from_finding(column.label("ident"), name.label("name"), code.label("code"), *columns)
        .where(scope)
        .group_by(column, name, code)
        .order_by(code)
        .limit(SIZE)
        .offset((page - 1) * SIZE)
    ).all()
    total = session.scalar(_from_finding(func.count(column.distinct())).where(scope)) or 0
    return rows, total


def _views(today: date) -> dict[str, ColumnElement[bool]]:
    waiting = Finding.rectification.in_(WAITS_FOR_UNIT)
    return {
        "waiting": waiting,
        "overdue": and_(waiting, Finding.due_on < today),
        "answered": Finding.rectification == "answered",
        "confirmed": Finding.rectification == "confirmed",
        "none": Finding.rectification == "none",
    }


def _by_urgency() -> tuple[Any, ...]:
    done = Finding.rectification == "confirmed"
    return done, Finding.due_on


def _matching(wanted: FindingFilter) -> list[ColumnElement[bool]]:
    clauses = []
    if wanted.stage is not None:
        clauses.append(Finding.stage_id == wanted.stage)
    if wanted.judge is not None:
        clauses.append(Assignment.judge_id == wanted.judge)
    if wanted.entry is not None:
        clauses.append(Finding.entry_id == wanted.entry)
    if wanted.text.strip():
        columns = (Entry.number, Entry.title, Entry.unit_name, Finding.text)
        part = wanted.text.strip()[:100]
        clauses.append(or_(*(column.contains(part, autoescape=True) for column in columns)))
    return clauses


def _from_finding(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Finding)
        .join(Assignment, Assignment.id == Finding.assignment_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Entry, Entry.id == Finding.entry_id)
        .join(Stage, Stage.id == Finding.stage_id)
    )


def finding_rows() -> Select[Any]:
    """Findings with ``number``, ``title``, ``unit``, ``department`` and ``stage_name``."""
    return _from_finding(
        Finding,
        Entry.number,
        Entry.title,
        Entry.unit_name.label("unit"),
        Judge.name.label("department"),
        Stage.name.label("stage_name"),
    ).options(contains_eager(Finding.stage), contains_eager(Finding.entry))
