"""What an entry of a labour competition belongs to: a crew to its lot, a lot to its unit."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.entry_kinds import ABOVE, may_stand_above
from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, ResultVersion, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.setup.running import require_running

GONE = ("withdrawn", "rejected", "disqualified")
MOST = 500


def above_of(session: Session, competition_id: int, parent_id: int | None, kind: str) -> int | None:
    """The entry that one of this kind is to belong to, checked.

    Raises:
        Refusal: ``entry.above`` where it is none of this competition or of no kind above.
    """
    if parent_id is None:
        return None
    row = session.execute(
        select(Entry.competition_id, Entry.kind).where(Entry.id == parent_id)
    ).first()
    if row is None or row.competition_id != competition_id or not may_stand_above(row.kind, kind):
        raise Refusal("entry.above")
    return parent_id


def put_below(actor: Principal, entry: Entry, parent_id: int | None) -> None:
    """Say what an entry belongs to; None for nothing.

    Raises:
        Refusal: ``entry.above``, ``entry.above_fixed`` once a result stands on it,
            ``competition.ended``.
    """
    with database.writing() as session:
        require_running(session, entry.competition_id)
        session.refresh(entry)
        parent_id = above_of(session, entry.competition_id, parent_id, entry.kind)
        if parent_id != entry.parent_id and _has_result(session, entry.competition_id):
            raise Refusal("entry.above_fixed")
        before, entry.parent_id = entry.parent_id, parent_id
        record(
            session,
            actor,
            "entry.put_below",
            f"entry:{entry.id}",
            competition_id=entry.competition_id,
            detail={"from": before or "", "to": parent_id or ""},
        )


def possible_above(
    competition: Competition, *, account_id: int | None = None
) -> Sequence[tuple[int, str, str]]:
    """Entries that others may belong to: id, kind, title; those of one account where it is given.

    One statement.
    """
    kinds = {kind for above in ABOVE.values() for kind in above}
    wanted = select(Entry.id, Entry.kind, Entry.title).where(
        Entry.competition_id == competition.id,
        Entry.kind.in_(kinds),
        Entry.state.not_in(GONE),
        Entry.title != "",
    )
    if account_id is not None:
        wanted = wanted.where(Entry.account_id == account_id)
    rows = database.session.execute(wanted.order_by(Entry.number, Entry.id).limit(MOST))
    return [(row.id, row.kind, row.title) for row in rows]


def _has_result(session: Session, competition_id: int) -> bool:
    """Whether the result of the whole, where rules look at what stands above, is in force."""
    found = session.scalar(
        select(ResultVersion.id)
        .where(
            ResultVersion.competition_id == competition_id,
            ResultVersion.stage_id.is_(None),
            ResultVersion.state.in_(("approved", "in_notice", "final")),
        )
        .limit(1)
    )
    return found is not None
