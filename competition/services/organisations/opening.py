"""The tree opened at one organisation: what lies directly below it, a page at a time.

Every figure is kept, so opening the province costs what opening a county costs.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, select, tuple_
from sqlalchemy.orm import aliased

from competition.domain.access import Role
from competition.models import Organisation, OrganisationBranch, OrganisationTotal, database
from competition.services.organisations.totals import NOTHING, Totals
from competition.services.principal import Principal

SIZE = 50
Wanted = Select[Organisation, OrganisationTotal]


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation with the totals of its branch, itself included."""

    id: int
    code: str
    name: str
    kind: str
    alias: str
    above_scale: bool
    totals: Totals


@dataclass(frozen=True, slots=True)
class Step:
    """An organisation on the way down; `reached` where the person who looks may open it."""

    id: int
    name: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """An organisation opened, or the top of what somebody reaches (`node` None).

    Args:
        trail: those above it, the root first.
        rows: in use, directly below, by code; one page.
        earlier, later: codes before and after which there is another page; empty for none.
    """

    node: Node | None
    trail: list[Step]
    rows: list[Node]
    earlier: str
    later: str


def open_tree(
    actor: Principal,
    roles: Collection[Role],
    node_id: int | None,
    *,
    after: str = "",
    before: str = "",
    size: int = SIZE,
) -> Opened:
    """One page of what lies directly below an organisation that the actor reaches.

    At most four statements, whatever the size. Without `node_id` the top of the actor's reach.

    Args:
        after, before: the code after or before which the page lies.
    """
    node = _node(node_id) if node_id is not None else None
    back = bool(before) and not after
    wanted = _nodes().where(Organisation.closed_at.is_(None))
    if node_id is None:
        wanted = _top_page(wanted.where(_tops(actor, roles)), after, before, back=back)
    else:
        wanted = _page_below(wanted, node_id, after, before, back=back)
    rows = _read(wanted.limit(size + 1))
    further = len(rows) > size
    rows = rows[:size][::-1] if back else rows[:size]
    first, last = (rows[0].code, rows[-1].code) if rows else ("", "")
    return Opened(
        node=node,
        trail=_trail(actor, roles, node_id) if node_id is not None else [],
        rows=rows,
        earlier=first if (further if back else after) else "",
        later=last if (further or back) else "",
    )


def _page_below(wanted: Wanted, parent_id: int, after: str, before: str, *, back: bool) -> Wanted:
    """What lies directly below, from a code on, in the order of the index over parent and code.

    Written with an equal sign, PostgreSQL walks the index over all codes for a node with few below.
    """
    parent, code = Organisation.parent_id, Organisation.code
    if back:
        lower = tuple_(parent, code) < tuple_(parent_id, before)
        return wanted.where(lower, parent >= parent_id).order_by(parent.desc(), code.desc())
    higher = tuple_(parent, code) > tuple_(parent_id, after)
    return wanted.where(higher, parent <= parent_id).order_by(parent, code)


def _top_page(wanted: Wanted, after: str, before: str, *, back: bool) -> Wanted:
    code = Organisation.code
    if back:
        return wanted.where(code < before).order_by(code.desc())
    return wanted.where(code > after).order_by(code)


def only_top(actor: Principal, roles: Collection[Role]) -> int | None:
    """The one organisation at the top of the actor's reach; None for none or several."""
    tops = database.session.scalars(
        select(Organisation.id)
        .where(_tops(actor, roles), Organisation.closed_at.is_(None))
        .limit(2)
    ).all()
    return tops[0] if len(tops) == 1 else None


def _tops(actor: Principal, roles: Collection[Role]) -> ColumnElement[bool]:
    if actor.everywhere(roles):
        return Organisation.parent_id.is_(None)
    held = actor.organisations(roles)
    if not held:
        return false()
    above = aliased(OrganisationBranch)
    inner = select(above.descendant_id).where(
        above.ancestor_id.in_(held), above.descendant_id.in_(held), above.depth > 0
    )
    return Organisation.id.in_(held) & Organisation.id.not_in(inner)


def _nodes() -> Wanted:
    return select(Organisation, OrganisationTotal).outerjoin(
        OrganisationTotal, OrganisationTotal.organisation_id == Organisation.id
    )


def _node(node_id: int) -> Node | None:
    found = _read(_nodes().where(Organisation.id == node_id))
    return found[0] if found else None


def _read(wanted: Wanted) -> list[Node]:
    return [
        Node(
            unit.id,
            unit.code,
            unit.name,
            unit.kind,
            unit.alias,
            unit.above_scale,
            Totals(kept.units, kept.members, kept.above_scale) if kept else NOTHING,
        )
        for unit, kept in database.session.execute(wanted)
    ]


def _trail(actor: Principal, roles: Collection[Role], node_id: int) -> list[Step]:
    rows = database.session.execute(
        select(Organisation.id, Organisation.name)
        .join(OrganisationBranch, OrganisationBranch.ancestor_id == Organisation.id)
        .where(OrganisationBranch.descendant_id == node_id, OrganisationBranch.depth > 0)
        .order_by(OrganisationBranch.depth.desc())
    )
    reached = actor.everywhere(roles)
    held = set(actor.organisations(roles))
    trail = []
    for row in rows:
        reached = reached or row.id in held
        trail.append(Step(row.id, row.name, reached))
    return trail
