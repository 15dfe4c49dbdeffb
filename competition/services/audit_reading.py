"""The record as a supervisor reads it: paged, filtered, changed by nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from competition.domain.access import Role
from competition.models import AuditRecord, Competition, ResultVersion, database
from competition.services.principal import Principal
from competition.services.result_seal import ResultCheck, check_result
from competition.services.visibility import visible


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records to show; empty values do not narrow.

    Args:
        action: the code of one action.
        actor: part of the name of who acted.
        since, until: half-open span of time.
    """

    action: str = ""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None


def list_records(
    competition_id: int, chosen: RecordFilter, *, page: int, size: int
) -> tuple[Sequence[AuditRecord], int]:
    """One page of a competition's records, newest first, and how many the filter leaves."""
    conditions = _conditions(competition_id, chosen)
    total = database.session.scalar(select(func.count()).where(*conditions)) or 0
    rows = database.session.scalars(
        select(AuditRecord)
        .where(*conditions)
        .order_by(AuditRecord.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return rows, total


def actions_of(competition_id: int) -> list[str]:
    """The codes of all actions that occur in a competition's record."""
    return list(
        database.session.scalars(
            select(AuditRecord.action)
            .where(AuditRecord.competition_id == competition_id)
            .distinct()
            .order_by(AuditRecord.action)
        )
    )


def supervised(actor: Principal) -> list[tuple[Competition, int, int]]:
    """Competitions in a supervisor's scope with the number of records and of unsealed ones."""
    counts = (
        select(
            AuditRecord.competition_id,
            func.count().label("records"),
            (func.count() - func.count(AuditRecord.chain_hash)).label("unsealed"),
        )
        .group_by(AuditRecord.competition_id)
        .subquery()
    )
    rows = database.session.execute(
        select(Competition, counts.c.records, counts.c.unsealed)
        .join(counts, counts.c.competition_id == Competition.id, isouter=True)
        .where(visible(Competition, actor, (Role.SUPERVISOR,)))
        .order_by(Competition.year.desc(), Competition.id.desc())
        .limit(100)
    )
    return [(event, records or 0, unsealed or 0) for event, records, unsealed in rows]


def result_versions(competition_id: int) -> list[tuple[ResultVersion, ResultCheck]]:
    """Every result version of a competition, newest first, with its digests and signature checked.

    One statement; the documents are read for their digests, so a hundred at most are shown.
    """
    rows = database.session.scalars(
        select(ResultVersion)
        .options(joinedload(ResultVersion.stage))
        .where(ResultVersion.competition_id == competition_id)
        .order_by(ResultVersion.id.desc())
        .limit(100)
    ).all()
    return [(result, check_result(result)) for result in rows]


def _conditions(competition_id: int, chosen: RecordFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [AuditRecord.competition_id == competition_id]
    if chosen.action:
        conditions.append(AuditRecord.action == chosen.action)
    if chosen.actor.strip():
        conditions.append(AuditRecord.actor.icontains(chosen.actor.strip(), autoescape=True))
    if chosen.since:
        conditions.append(AuditRecord.at >= chosen.since)
    if chosen.until:
        conditions.append(AuditRecord.at < chosen.until)
    return conditions
