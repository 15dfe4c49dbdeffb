"""The signed head of each competition's chain at the end of each day.

A head that was signed, printed or kept outside the system proves later that nothing before it was
changed.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, insert, select, text
from sqlalchemy.orm import Session

from competition.domain.canonical import canonical_json
from competition.models import AuditHead, AuditRecord, Competition, database
from competition.services.runtime import now
from competition.services.signing import sign, verify

NO_COMPETITION = 0
HOME_ZONE = "Asia/Shanghai"
HEADS_LOCK = 7205


def sign_ended_days() -> int:
    """Sign the heads of days that have ended since the last time; returns how many.

    A day ends at midnight in the competition's zone. A day without a record has no head.
    """
    with database.writing() as session:
        if not database.embedded:
            session.execute(text(f"SELECT pg_advisory_xact_lock({HEADS_LOCK})"))
        heads = [
            head
            for competition_id, zone, sealed in _chains(session)
            for head in _ended_days(session, competition_id, ZoneInfo(zone), sealed)
        ]
        if heads:
            session.execute(insert(AuditHead), heads)
    return len(heads)


def signed_heads(competition_id: int | None, *, limit: int = 60) -> list[tuple[AuditHead, bool]]:
    """The signed heads of a competition, or of what belongs to none, newest first. One statement.

    With each, whether the installation's key signed it and the chain still has it.
    """
    scope = competition_id or NO_COMPETITION
    rows = database.session.execute(
        select(AuditHead, AuditRecord.chain_hash)
        .join(
            AuditRecord,
            and_(_scope(scope), AuditRecord.sequence == AuditHead.sequence),
            isouter=True,
        )
        .where(AuditHead.competition_id == scope)
        .order_by(AuditHead.day.desc())
        .limit(limit)
    )
    return [(head, stored == head.chain_hash and _is_signed(head)) for head, stored in rows]


def _is_signed(head: AuditHead) -> bool:
    content = _content(head.competition_id, head.day, head.sequence, head.chain_hash)
    return verify(content, head.signature, head.signing_key)


def _chains(session: Session) -> list[tuple[int, str, int]]:
    """Each chain as (competition or 0, zone, last sealed sequence)."""
    rows = session.execute(
        select(AuditRecord.competition_id, func.max(AuditRecord.sequence))
        .where(AuditRecord.sequence.is_not(None))
        .group_by(AuditRecord.competition_id)
    ).all()
    named = session.execute(select(Competition.id, Competition.time_zone)).all()
    zones = {row.id: row.time_zone for row in named}
    return [
        (competition_id or 0, zones.get(competition_id or 0, HOME_ZONE), sealed or 0)
        for competition_id, sealed in rows
    ]


def _ended_days(
    session: Session, competition_id: int, zone: ZoneInfo, sealed: int
) -> list[dict[str, object]]:
    last = session.execute(
        select(AuditHead.day, AuditHead.sequence)
        .where(AuditHead.competition_id == competition_id)
        .order_by(AuditHead.day.desc())
        .limit(1)
    ).first()
    reached = last.sequence if last else 0
    if reached == sealed:
        return []
    today = now().astimezone(zone).date()
    midnight = datetime.combine(today, datetime.min.time(), zone)
    rows = session.execute(
        select(AuditRecord.at, AuditRecord.sequence, AuditRecord.chain_hash)
        .where(
            _scope(competition_id),
            AuditRecord.sequence > reached,
            AuditRecord.at < midnight,
        )
        .order_by(AuditRecord.sequence)
    )
    ends: dict[date, tuple[int, str]] = {}
    first = last.day + timedelta(days=1) if last else date.min
    for row in rows:
        first = max(first, row.at.astimezone(zone).date())
        ends[first] = (row.sequence or 0, row.chain_hash or "")
    return [_signed(competition_id, day, *end) for day, end in ends.items() if day < today]


def _signed(competition_id: int, day: date, sequence: int, chain_hash: str) -> dict[str, object]:
    signature, key = sign(_content(competition_id, day, sequence, chain_hash))
    return {
        "competition_id": competition_id,
        "day": day,
        "sequence": sequence,
        "chain_hash": chain_hash,
        "signature": signature,
        "signing_key": key,
    }


def _content(competition_id: int, day: date, sequence: int, chain_hash: str) -> bytes:
    return canonical_json(
        {
            "competition": competition_id,
            "day": day.isoformat(),
            "sequence": sequence,
            "head": chain_hash,
        }
    )


def _scope(competition_id: int) -> ColumnElement[bool]:
    if competition_id == NO_COMPETITION:
        return AuditRecord.competition_id.is_(None)
    return AuditRecord.competition_id == competition_id
