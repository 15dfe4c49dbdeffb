"""Entries as organisers and entrants list them: filtered, sorted and paged by the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import load_only

from competition.domain.access import Role
from competition.domain.result_states import PUBLISHED
from competition.models import (
    Competition,
    Entry,
    EntryMember,
    Organisation,
    ResultVersion,
    Stage,
    Standing,
    database,
)
from competition.models.entry import ENTRY_STATES
from competition.services.principal import Principal
from competition.services.visibility import branch_of, visible

PAGE_SIZE = 50
SORTS: dict[str, Any] = {
    "number": Entry.number,
    "title": Entry.title,
    "unit": Entry.unit_name,
    "submitted": Entry.submitted_at,
    "changed": Entry.changed_at,
}


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries of a competition, and in which order.

    Args:
        text: part of a title, number, unit or member's name.
        unit_id: an organisation with all below it.
        sort: a key of `SORTS`, with a hyphen in front for descending.
    """

    text: str = ""
    state: str = ""
    track_id: int | None = None
    unit_id: int | None = None
    sort: str = "number"
    page: int = 1


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page of entries.

    Args:
        counts: entries by state under all other conditions, for the tabs.
        total: entries under all conditions.
    """

    rows: Sequence[Entry]
    counts: dict[str, int]
    total: int
    page: int
    pages: int


def list_entries(competition_id: int, wanted: EntryFilter) -> EntryPage:
    """One page of a competition's entries; two statements."""
    conditions = _conditions(competition_id, replace(wanted, state=""))
    counted = database.session.execute(
        select(Entry.state, func.count()).where(*conditions).group_by(Entry.state)
    )
    counts = dict.fromkeys(ENTRY_STATES, 0) | {row[0]: row[1] for row in counted}
    total = counts.get(wanted.state, 0) if wanted.state else sum(counts.values())
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    rows = database.session.scalars(
        select(Entry)
        .options(
            load_only(
                Entry.number,
                Entry.title,
                Entry.unit_name,
                Entry.kind,
                Entry.state,
                Entry.changed_at,
                Entry.submitted_at,
                Entry.reopened_until,
            )
        )
        .where(*_conditions(competition_id, wanted))
        .order_by(*_order(wanted.sort))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return EntryPage(rows, counts, total, page, pages)


def matching_ids(competition_id: int, wanted: EntryFilter) -> list[int]:
    """The ids of all entries under these conditions, in their order, on every page."""
    return list(
        database.session.scalars(
            select(Entry.id)
            .where(*_conditions(competition_id, wanted))
            .order_by(*_order(wanted.sort))
        )
    )


def own_ids(competition_id: int, ids: Sequence[int]) -> list[int]:
    """Those of the ids that are entries of this competition, in order."""
    known = set(
        database.session.scalars(
            select(Entry.id).where(Entry.competition_id == competition_id, Entry.id.in_(ids))
        )
    )
    return [each for each in dict.fromkeys(ids) if each in known]


def units_with_entries(competition: Competition) -> list[Organisation]:
    """The organisations right below the host, by code, that a list can be filtered by."""
    return list(
        database.session.scalars(
            select(Organisation)
            .where(
                Organisation.parent_id == competition.organisation_id,
                Organisation.closed_at.is_(None),
            )
            .order_by(Organisation.code)
            .limit(200)
        )
    )


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entrant's entry with the dates that bind it.

    Args:
        stage: in which the competition takes entries.
        sees_result: it stands in a published result that its entrant may see.
    """

    entry: Entry
    competition: Competition
    stage: Stage | None
    sees_result: bool = False


def entries_of(actor: Principal) -> list[OwnEntry]:
    """The entries of this account, the last changed first; one statement."""
    published = exists().where(
        Standing.entry_id == Entry.id,
        Standing.result_id == ResultVersion.id,
        ResultVersion.state.in_(PUBLISHED),
        Competition.entrants_see != "nothing",
    )
    rows = database.session.execute(
        select(Entry, Competition, Stage, published)
        .join(Competition, Competition.id == Entry.competition_id)
        .outerjoin(Stage, (Stage.competition_id == Entry.competition_id) & (Stage.kind == "entry"))
        .where(Entry.account_id == actor.account_id)
        .order_by(Entry.changed_at.desc(), Entry.id.desc())
        .limit(100)
    )
    return [OwnEntry(*row) for row in rows]


def competitions_to_enter(actor: Principal) -> list[tuple[Competition, Stage]]:
    """Open competitions that the account may enter, with their entry stage; one statement."""
    rows = database.session.execute(
        select(Competition, Stage)
        .join(Stage, (Stage.competition_id == Competition.id) & (Stage.kind == "entry"))
        .where(
            visible(Competition, actor, (Role.ENTRANT,)),
            Competition.state == "open",
            Stage.state == "open",
        )
        .order_by(Stage.closes_at, Competition.id)
        .limit(50)
    )
    return [(row[0], row[1]) for row in rows]


def _conditions(competition_id: int, wanted: EntryFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Entry.competition_id == competition_id]
    if wanted.state:
        conditions.append(Entry.state == wanted.state)
    if wanted.track_id is not None:
        conditions.append(Entry.track_id == wanted.track_id)
    if wanted.unit_id is not None:
        conditions.append(Entry.organisation_id.in_(branch_of([wanted.unit_id])))
    text = wanted.text.strip()
    if text:
        member = exists().where(
            EntryMember.entry_id == Entry.id,
            EntryMember.name.icontains(text, autoescape=True),
        )
        conditions.append(
            or_(
                Entry.title.icontains(text, autoescape=True),
                Entry.number.icontains(text, autoescape=True),
                Entry.unit_name.icontains(text, autoescape=True),
                member,
            )
        )
    return conditions


def _order(sort: str) -> list[Any]:
    column = SORTS.get(sort.removeprefix("-"), Entry.number)
    if sort.startswith("-"):
        return [column.desc().nulls_last(), Entry.id.desc()]
    return [column.asc().nulls_last(), Entry.id]
