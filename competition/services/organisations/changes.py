"""What a table changes of organisations that are there, carried out within one transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.models import Organisation, OrganisationBranch, OrganisationTotal
from competition.services.organisations.rows import Change, Facts
from competition.services.organisations.search import among
from competition.services.organisations.tree import UnitValues, change_unit

FIGURES = frozenset({"seal_name", "industry", "members"})
MOST_REBUILT = 5_000
AT_ONCE = 5_000


def rebuilt(changes: Sequence[Change]) -> list[Change]:
    """Those that change a name, a place in the tree or what is counted by kind, one by one."""
    return [change for change in changes if not FIGURES.issuperset(change.names)]


def write_changes(session: Session, changes: Sequence[Change], parents: Mapping[str, str]) -> None:
    """Change organisations in the caller's transaction, which holds the tree.

    Args:
        parents: by code the code above as it will be, of every organisation; roots have none.
    Raises:
        Refusal: as `change_unit`.
    """
    codes = {change.unit.code for change in changes}
    codes |= {change.after.parent for change in changes}
    ids = _ids(session, codes - {""})
    one_by_one = rebuilt(changes)
    apart = {change.unit.code for change in one_by_one}
    _write_figures(session, [each for each in changes if each.unit.code not in apart], ids)
    for change in sorted(one_by_one, key=lambda each: _depth(each.unit.code, parents)):
        told = change.after
        organisation = session.get_one(Organisation, ids[change.unit.code])
        parent_id = ids[told.parent] if told.parent else None
        values = told._asdict() | {"parent_id": parent_id, "code": change.unit.code}
        values.pop("parent")
        change_unit(session, organisation, UnitValues(**values))


def parents_after(
    there: Mapping[str, Facts], new: Mapping[str, str], changes: Sequence[Change]
) -> dict[str, str]:
    """By code the code above, once the table is carried out."""
    parents = {code: stored.parent for code, stored in there.items()}
    return parents | dict(new) | {each.unit.code: each.after.parent for each in changes}


def _depth(code: str, parents: Mapping[str, str]) -> int:
    """How many organisations lie above: from the top down no move meets what lies below it."""
    depth = 0
    while code := parents.get(code, ""):
        depth += 1
    return depth


def _ids(session: Session, codes: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = sorted(codes)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        rows = session.execute(
            select(Organisation.code, Organisation.id).where(among(Organisation.code, some))
        )
        found |= {row.code: row.id for row in rows}
    return found


def _write_figures(session: Session, changes: Sequence[Change], ids: Mapping[str, int]) -> None:
    """Numbers and names of seals, which nothing is derived from but the members of branches."""
    if not changes:
        return
    session.execute(
        update(Organisation),
        [
            {"id": ids[each.unit.code]}
            | {name: getattr(each.after, name) for name in sorted(FIGURES)}
            for each in changes
        ],
    )
    gained = {ids[each.unit.code]: each.after.members - each.stored.members for each in changes}
    for above, members in _by_branch(session, gained).items():
        session.execute(
            update(OrganisationTotal)
            .where(OrganisationTotal.organisation_id == above)
            .values(members=OrganisationTotal.members + members)
            .execution_options(synchronize_session=False)
        )


def _by_branch(session: Session, gained: Mapping[int, int]) -> dict[int, int]:
    """What each organisation gains in itself and in all below it; those that gain nothing not."""
    total: Counter[int] = Counter()
    own = sorted(ident for ident, members in gained.items() if members)
    for start in range(0, len(own), AT_ONCE):
        some = own[start : start + AT_ONCE]
        rows = session.execute(
            select(OrganisationBranch.ancestor_id, OrganisationBranch.descendant_id).where(
                among(OrganisationBranch.descendant_id, some)
            )
        )
        for above, below in rows:
            total[above] += gained[below]
    return {above: members for above, members in sorted(total.items()) if members}
