"""Events and items as pages need them: a page of a list, one with its people and its past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from competition.domain.refusal import Refusal
from competition.domain.rules import event_faults
from competition.models import Account, Entry, Person, ScoreEvent, ScoreEventFile, ScoreItem, Stage
from competition.services.events.attesting import Fact, is_settled, standing_on
from competition.services.events.ground import Ground
from competition.services.results.gather_events import event_of

SIZE = 50
STATES = ("waiting", "verified", "withdrawn")


@dataclass(frozen=True, slots=True)
class FactPage:
    """One page of events or items.

    Args:
        rows: with ``fact``, ``number``, ``title``, ``stage``, ``recorder``, ``verifier``,
            ``withdrawer`` and, of events, ``files``.
        counts: by state, whatever state is asked for.
        unknown: how many events of a kind that no rule names are not withdrawn.
    """

    rows: Sequence[Any]
    counts: Mapping[str, int]
    total: int
    unknown: int


def list_facts(
    session: Session,
    competition_id: int,
    table: type[ScoreEvent] | type[ScoreItem],
    *,
    state: str = "",
    text: str = "",
    page: int = 1,
    kinds: Sequence[str] = (),
) -> FactPage:
    """A page of events or items, newest first. Two statements.

    Args:
        state: of `STATES`; all that are not withdrawn without one.
        text: part of a number, title, kind or matter.
        kinds: those that the rules in force name.
    """
    columns: Any = table
    clauses = [columns.competition_id == competition_id, *_matching(table, text)]
    stray = _state(columns) != "withdrawn"
    if table is ScoreEvent:
        stray &= ScoreEvent.kind.not_in(kinds)
    counted = session.execute(
        select(
            _state(columns).label("fact_state"), func.count(), func.sum(case((stray, 1), else_=0))
        )
        .outerjoin(Entry, Entry.id == columns.entry_id)
        .where(*clauses)
        .group_by("fact_state")
    ).all()
    counts = {row[0]: row[1] for row in counted}
    wanted = [state] if state in STATES else ["waiting", "verified"]
    rows = session.execute(
        _with_people(table)
        .where(*clauses, _state(columns).in_(wanted))
        .order_by(columns.id.desc())
        .limit(SIZE)
        .offset((page - 1) * SIZE)
    ).all()
    unknown = sum(row[2] for row in counted) if table is ScoreEvent else 0
    return FactPage(rows, counts, sum(counts.get(one, 0) for one in wanted), unknown)


def read_fact(session: Session, fact: Fact) -> Any:
    """One event or item as a row of `FactPage.rows`. One statement."""
    table: Any = type(fact)
    return session.execute(_with_people(table).where(table.id == fact.id)).one()


def faults_of(ground: Ground, row: ScoreEvent, *, has_evidence: bool) -> tuple[Refusal, ...]:
    """Why an event would not count under the rules in force. No statement."""
    stages = {one.id: key for key, one in ground.stages.items()}
    return event_faults(ground.uses, event_of(row, ["—"] if has_evidence else [], stages))


def stands_under_results(session: Session, ground: Ground, fact: Fact) -> bool:
    """Whether a result in force was made from what this changes. One statement."""
    return is_settled(ground, fact, standing_on(session, fact.competition_id, ground))


def known_matters(session: Session, competition_id: int) -> Sequence[str]:
    """The matters that events of a competition name already, in order. One statement."""
    return session.scalars(
        select(ScoreEvent.matter)
        .where(ScoreEvent.competition_id == competition_id, ScoreEvent.matter != "")
        .distinct()
        .order_by(ScoreEvent.matter)
        .limit(200)
    ).all()


def _state(columns: Any) -> ColumnElement[str]:
    return case(
        (columns.withdrawn_at.is_not(None), "withdrawn"),
        (columns.verified_at.is_not(None), "verified"),
        else_="waiting",
    )


def _matching(table: Any, text: str) -> list[ColumnElement[bool]]:
    plain = text.strip()
    if not plain:
        return []
    own = (table.kind, table.matter) if table is ScoreEvent else (table.name,)
    columns = (Entry.number, Entry.title, *own)
    return [or_(*(column.contains(plain, autoescape=True) for column in columns))]


def _with_people(table: Any) -> Select[Any]:
    files = (
        select(func.count())
        .where(ScoreEventFile.event_id == ScoreEvent.id)
        .correlate(ScoreEvent)
        .scalar_subquery()
    )
    return (
        select(
            table,
            table.id.label("ident"),
            Entry.number,
            Entry.title,
            Stage.name.label("stage"),
            _name(table.recorded_by_id).label("recorder"),
            _name(table.verified_by_id).label("verifier"),
            _name(table.withdrawn_by_id).label("withdrawer"),
            *([files.label("files")] if table is ScoreEvent else []),
        )
        .outerjoin(Entry, Entry.id == table.entry_id)
        .outerjoin(Stage, Stage.id == table.stage_id)
    )


def _name(column: Any) -> Any:
    person, account = aliased(Person), aliased(Account)
    return (
        select(person.name)
        .join(account, account.person_id == person.id)
        .where(account.id == column)
        .scalar_subquery()
    )
