"""Many organisations at once: every row of every table made ready, then written in one go."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.domain.places import BLOCK, bits_of, pack, unpack
from competition.models import (
    Base,
    Organisation,
    OrganisationBranch,
    OrganisationName,
    OrganisationPair,
    OrganisationTotal,
)
from competition.services.exchange.bulk import add_rows, next_ids, table_of
from competition.services.organisations.names import names_of, pairs_for
from competition.services.organisations.rows import NewUnit
from competition.services.organisations.search import among
from competition.services.organisations.totals import Totals, add_totals
from competition.services.runtime import now

UNIT_COLUMNS = (
    "id",
    "parent_id",
    "code",
    "name",
    "kind",
    "alias",
    "seal_name",
    "industry",
    "members",
    "above_scale",
)
NAME_COLUMNS = ("organisation_id", "kind", "key", "name", "initials")
TOTAL_COLUMNS = ("organisation_id", "units", "members", "above_scale")
Rows = list[tuple[object, ...]]
Counts = list[int]


@dataclass(slots=True)
class Ready:
    """Rows that only need writing, made from the tree as it was at `version`.

    Attributes:
        blocks: those whose pairs are written anew, with what stood in them before.
        further: what each organisation that was there before, and all above it, gains.
    """

    version: int
    units: Rows
    branches: Rows
    names: Rows
    pairs: Rows
    totals: Rows
    blocks: list[int]
    further: dict[int, Totals]


def make_ready(session: Session, units: Sequence[NewUnit], version: int) -> Ready:
    """Every row that adding these organisations needs; changes nothing.

    Args:
        units: checked; their parents are among them or stored.
    """
    ordered = _parents_first(units)
    there, above = _stored_parents(session, ordered)
    drawn = next_ids(session, table_of(Organisation), len(ordered))
    ids = there | dict(zip([unit.code for unit in ordered], drawn, strict=True))
    ready = Ready(version, [], [], [], [], [], [], {})
    counts: dict[int, Counts] = {}
    pairs: dict[tuple[int, int], list[int]] = defaultdict(list)
    for unit in ordered:
        ident = ids[unit.code]
        parent = ids[unit.parent] if unit.parent else None
        _lay(ready, unit, ident, parent, above)
        _count(ready, unit, above[ident], counts)
        _name(ready, unit, ident, pairs)
    ready.totals = [(ident, *told) for ident, told in counts.items()]
    _pack(session, ready, pairs)
    return ready


def write_ready(session: Session, ready: Ready) -> None:
    """Write what was made ready, in the caller's transaction, which holds the tree."""
    _add(session, Organisation, UNIT_COLUMNS, ready.units, created_at=now())
    _add(session, OrganisationBranch, ("ancestor_id", "descendant_id", "depth"), ready.branches)
    _add(session, OrganisationName, NAME_COLUMNS, ready.names)
    if ready.blocks:
        session.execute(delete(OrganisationPair).where(OrganisationPair.block.in_(ready.blocks)))
    _add(session, OrganisationPair, ("pair", "block", "places"), ready.pairs)
    _add(session, OrganisationTotal, TOTAL_COLUMNS, ready.totals)
    for ident, gained in ready.further.items():
        add_totals(session, ident, gained)


def _add(
    session: Session, model: type[Base], columns: Sequence[str], rows: Rows, **shared: object
) -> None:
    add_rows(session, table_of(model), columns, rows, shared)


def _parents_first(units: Sequence[NewUnit]) -> list[NewUnit]:
    """The organisations level by level, in the order of the file within a level."""
    below: dict[str, list[NewUnit]] = defaultdict(list)
    for unit in units:
        below[unit.parent].append(unit)
    new = {unit.code for unit in units}
    level = [unit for unit in units if unit.parent not in new]
    ordered = []
    while level:
        ordered += level
        level = [unit for upper in level for unit in below[upper.code]]
    return ordered


def _stored_parents(
    session: Session, units: Sequence[NewUnit]
) -> tuple[dict[str, int], dict[int, list[int]]]:
    """Ids of the parents that are stored, and for each those above it, itself first."""
    new = {unit.code for unit in units}
    codes = {unit.parent for unit in units if unit.parent} - new
    if not codes:
        return {}, {}
    rows = session.execute(
        select(Organisation.code, Organisation.id).where(among(Organisation.code, codes))
    )
    ids = {row.code: row.id for row in rows}
    above: dict[int, list[int]] = {}
    for row in session.execute(
        select(OrganisationBranch.descendant_id, OrganisationBranch.ancestor_id)
        .where(among(OrganisationBranch.descendant_id, list(ids.values())))
        .order_by(OrganisationBranch.depth)
    ):
        above.setdefault(row.descendant_id, []).append(row.ancestor_id)
    return ids, above


def _lay(
    ready: Ready, unit: NewUnit, ident: int, parent: int | None, above: dict[int, list[int]]
) -> None:
    """The row of the organisation itself and those of the closure table."""
    ready.units.append((ident, parent, unit.code, unit.name, unit.kind, unit.alias,
                        unit.seal_name, unit.industry, unit.members, unit.above_scale))  # fmt: skip
    upward = [ident, *(above[parent] if parent is not None else [])]
    above[ident] = upward
    ready.branches += [(ancestor, ident, depth) for depth, ancestor in enumerate(upward)]


def _count(ready: Ready, unit: NewUnit, upward: Sequence[int], counts: dict[int, Counts]) -> None:
    """Count the organisation in itself and in all above it."""
    counts[upward[0]] = [0, 0, 0]
    own = (1, unit.members, int(unit.above_scale))
    for ident in upward:
        kept = counts.get(ident)
        if kept is None:
            ready.further[ident] = ready.further.get(ident, Totals()) + Totals(*own)
            break
        kept[0] += own[0]
        kept[1] += own[1]
        kept[2] += own[2]


def _name(ready: Ready, unit: NewUnit, ident: int, pairs: dict[tuple[int, int], list[int]]) -> None:
    named = names_of(unit.name, unit.alias)
    ready.names += [(ident, kind, key, *told) for (kind, key), told in named.items()]
    block, place = divmod(ident, BLOCK)
    for pair in pairs_for(unit.code, named):
        pairs[pair, block].append(place)


def _pack(session: Session, ready: Ready, pairs: Mapping[tuple[int, int], list[int]]) -> None:
    """The rows of the pairs, those of a block in which others are already included."""
    blocks = {block for _, block in pairs}
    stored = session.execute(
        select(OrganisationPair.pair, OrganisationPair.block, OrganisationPair.places).where(
            OrganisationPair.block.in_(blocks)
        )
    )
    before = {(row.pair, row.block): unpack(row.places) for row in stored}
    ready.blocks = sorted({block for _, block in before})
    ready.pairs = [
        (*key, pack(bits_of(pairs.get(key, ())) | before.get(key, 0)))
        for key in sorted(pairs.keys() | before.keys())
    ]
