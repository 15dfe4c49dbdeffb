"""Imported entries where entries are recommended upward: each begins at its first level."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from competition.domain.entry_states import EntryState
from competition.domain.recommending import Level, Unit, next_unit
from competition.domain.recommending.route import Stop
from competition.domain.refusal import Refusal
from competition.models import (
    Competition,
    Entry,
    Organisation,
    OrganisationBranch,
    Recommendation,
)
from competition.services.exchange.bulk import table_of
from competition.services.exchange.entry_sheet import NewEntry
from competition.services.import_plan import RowCheck
from competition.services.organisations.search import among
from competition.services.recommending.acting import tell_unit
from competition.services.recommending.route import LOWEST, level_rows, levels_of
from competition.services.runtime import now

AT_ONCE = 500


def check_way(
    session: Session, competition: Competition, new: Sequence[tuple[RowCheck, NewEntry]]
) -> int:
    """Name the rows of which the unit has no way to the host; returns how many will climb."""
    levels = levels_of(level_rows(session, competition.id))
    if not levels:
        return 0
    ways = upward_of(session, {entry.organisation_id for _, entry in new} - {None})
    climbing = 0
    for check, entry in new:
        try:
            climbing += _stop(entry, ways, levels, competition) is not None
        except Refusal as refusal:
            check.refuse("unit", refusal.code)
    return climbing


def let_climb(
    session: Session, competition: Competition, entries: Sequence[NewEntry], ids: Sequence[int]
) -> None:
    """Put entries just added before their first level, and tell each of its desks once."""
    rows = level_rows(session, competition.id)
    if not rows:
        return
    levels = levels_of(rows)
    ways = upward_of(session, {entry.organisation_id for entry in entries} - {None})
    by_level = {row.position: row.id for row in rows}
    arrived = [
        (ident, stop)
        for ident, entry in zip(ids, entries, strict=True)
        if (stop := _stop(entry, ways, levels, competition)) is not None
    ]
    _write(session, competition.id, arrived, by_level)
    desks = [stop.unit.id for _, stop in arrived]
    for unit_id in sorted(set(desks)):
        told = {"unit": competition.organisation.name, "count": desks.count(unit_id)}
        tell_unit(session, competition, unit_id, "recommendation.list_arrived", **told)


def upward_of(session: Session, unit_ids: Collection[int | None]) -> dict[int, list[Unit]]:
    """Each organisation and all above it, the lowest first. One statement for some hundreds."""
    ways: dict[int, list[Unit]] = {}
    wanted = sorted(ident for ident in unit_ids if ident is not None)
    for start in range(0, len(wanted), AT_ONCE):
        rows = session.execute(
            select(OrganisationBranch.descendant_id, Organisation.id, Organisation.kind)
            .join(Organisation, Organisation.id == OrganisationBranch.ancestor_id)
            .where(among(OrganisationBranch.descendant_id, wanted[start : start + AT_ONCE]))
            .order_by(OrganisationBranch.descendant_id, OrganisationBranch.depth)
        )
        for unit_id, above_id, kind in rows:
            ways.setdefault(unit_id, []).append(Unit(above_id, kind))
    return ways


def _stop(
    entry: NewEntry, ways: Mapping[int, Sequence[Unit]], levels: Sequence[Level], event: Competition
) -> Stop | None:
    if entry.organisation_id is None:
        raise Refusal("recommendation.unit_unknown")
    way = ways[entry.organisation_id]
    return next_unit(way, levels, event.organisation_id, above=LOWEST)


def _write(
    session: Session,
    competition_id: int,
    arrived: Sequence[tuple[int, Stop]],
    by_level: Mapping[int, int],
) -> None:
    entry, moment = table_of(Entry), now()
    for start in range(0, len(arrived), AT_ONCE):
        some = arrived[start : start + AT_ONCE]
        idents = [ident for ident, _ in some]
        climbing = update(entry).where(among(entry.c.id, idents))
        session.execute(climbing.values(state=EntryState.RECOMMENDING.value))
        session.execute(
            insert(Recommendation),
            [
                {
                    "competition_id": competition_id,
                    "entry_id": ident,
                    "serial": 1,
                    "level_id": by_level[stop.level.position],
                    "organisation_id": stop.unit.id,
                    "revision": 1,
                    "arrived_at": moment,
                }
                for ident, stop in some
            ],
        )
