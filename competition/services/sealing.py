"""The sealer: gives new audit records their place in their competition's chain."""

from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, func, select, text, update

from competition.domain.audit_chain import START, ChainReport, chain_hash, verify_chain
from competition.models import AuditRecord, database
from competition.models.prepared import Prepared

BATCH = 5000
SEALER_LOCK = 7203
PENDING = Prepared(
    select(AuditRecord.__table__)
    .where(AuditRecord.chain_hash.is_(None))
    .order_by(AuditRecord.id)
    .limit(bindparam("most"))
)
SEAL = Prepared(
    update(AuditRecord)
    .where(AuditRecord.id == bindparam("record"))
    .values(sequence=bindparam("place"), chain_hash=bindparam("hash"))
)


def seal_pending() -> int:
    """Chain the records written since the last time; returns how many.

    Records are taken in the order of their ids. On PostgreSQL one sealer works at a time (an
    advisory lock), whatever the number of processes.
    """
    waiting = database.session.scalar(
        select(AuditRecord.id).where(AuditRecord.chain_hash.is_(None)).limit(1)
    )
    database.release()
    if waiting is None:
        return 0
    with database.writing() as session:
        if not database.embedded:
            session.execute(text(f"SELECT pg_advisory_xact_lock({SEALER_LOCK})"))
        connection = session.connection()
        rows = PENDING.all(connection, {"most": BATCH})
        scope = sorted(rows, key=lambda row: (row.competition_id or 0, row.id))
        changes: list[dict[str, Any]] = []
        for competition_id, group in groupby(scope, key=lambda row: row.competition_id):
            sequence, head = _head(competition_id)
            for row in group:
                sequence += 1
                head = chain_hash(head, chained(row, sequence))
                changes.append({"record": row.id, "place": sequence, "hash": head})
        SEAL.many(connection, changes)
    return len(changes)


def verify_record(competition_id: int | None, *, known_head: str | None = None) -> ChainReport:
    """Check the whole chain of a competition (or of what belongs to none)."""
    rows = database.session.execute(
        select(AuditRecord.__table__)
        .where(_in_scope(competition_id))
        .order_by(AuditRecord.sequence.is_(None), AuditRecord.sequence, AuditRecord.id)
        .execution_options(yield_per=2000)
    )
    return verify_chain(
        ((chained(row, row.sequence), row.chain_hash) for row in rows), known_head=known_head
    )


def chain_head(competition_id: int | None) -> tuple[int, str]:
    """Sequence and hash of the last sealed record; (0, zeros) before the first."""
    return _head(competition_id)


def chained(row: Any, sequence: int | None) -> dict[str, Any]:
    """What of an audit row the chain covers: everything."""
    return {
        "sequence": sequence,
        "competition": row.competition_id,
        "at": row.at.isoformat(),
        "account": row.account_id,
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
        "detail": row.detail,
        "before": row.before_digest,
        "after": row.after_digest,
    }


def _head(competition_id: int | None) -> tuple[int, str]:
    last = select(func.max(AuditRecord.sequence)).where(_in_scope(competition_id)).scalar_subquery()
    row = database.session.execute(
        select(AuditRecord.sequence, AuditRecord.chain_hash).where(
            _in_scope(competition_id), AuditRecord.sequence == last
        )
    ).first()
    return (row.sequence, row.chain_hash) if row else (0, START)


def _in_scope(competition_id: int | None) -> Any:
    if competition_id is None:
        return AuditRecord.competition_id.is_(None)
    return AuditRecord.competition_id == competition_id
