"""What organisations are called, and the pairs of letters by which they are found.

Both are derived: the names from an organisation and from what was merged into it, the pairs from
its names, their initials and its code. Every change of an organisation passes `write_names`.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from competition.domain.initials import initials_of
from competition.domain.places import BLOCK, pack, pairs_of, unpack
from competition.domain.unit_names import search_key, split_aliases
from competition.models import Organisation, OrganisationName, OrganisationPair

Named = dict[tuple[str, str], tuple[str, str]]


def names_of(name: str, alias: str, lent: Iterable[tuple[str, str]] = ()) -> Named:
    """Everything an organisation is called, by kind and key, with its initials.

    Args:
        alias: further names, joined.
        lent: (kind, name) of what it was called before or was merged into it.
    """
    found: Named = {}
    further = [("alias", each) for each in split_aliases(alias)]
    for kind, text in [("name", name), *further, *lent]:
        if key := search_key(text):
            found[kind, key] = (text, initials_of(key))
    return found


def pairs_for(code: str, named: Named) -> set[int]:
    """The pairs of letters under which an organisation with these names is found."""
    texts = [code.lower()]
    for (_, key), (_, initials) in named.items():
        texts += [key, initials]
    return pairs_of(texts)


def stored_names(session: Session, organisation_id: int) -> Named:
    """The names of an organisation as they are kept."""
    rows = session.execute(
        select(OrganisationName.__table__).where(
            OrganisationName.organisation_id == organisation_id
        )
    )
    return {(row.kind, row.key): (row.name, row.initials) for row in rows}


def write_names(
    session: Session,
    organisation: Organisation,
    *,
    old_code: str = "",
    lent: Iterable[tuple[str, str]] = (),
) -> None:
    """Keep the names and pairs of an organisation that was added or changed.

    Args:
        old_code: its code before; empty for one that was not there.
        lent: names of kind ``former`` or ``merged`` that it has from now on beside its own.
    """
    before = stored_names(session, organisation.id)
    kept = [(kind, name) for (kind, _), (name, _) in before.items() if kind in ("former", "merged")]
    after = names_of(organisation.name, organisation.alias, [*kept, *lent])
    for kind, key in before.keys() - after.keys():
        session.execute(
            delete(OrganisationName).where(
                OrganisationName.organisation_id == organisation.id,
                OrganisationName.kind == kind,
                OrganisationName.key == key,
            )
        )
    for (kind, key), (name, initials) in after.items():
        place = {"organisation_id": organisation.id, "kind": kind, "key": key}
        if (kind, key) not in before:
            session.execute(insert(OrganisationName).values(**place, name=name, initials=initials))
        elif before[kind, key] != (name, initials):
            session.execute(
                update(OrganisationName).filter_by(**place).values(name=name, initials=initials)
            )
    old = pairs_for(old_code, before) if old_code else set()
    new = pairs_for(organisation.code, after)
    put_pairs(session, organisation.id, new - old, old - new)


def put_pairs(session: Session, organisation_id: int, added: set[int], gone: set[int]) -> None:
    """Set and clear an organisation's place in the pairs of its block."""
    block, place = divmod(organisation_id, BLOCK)
    bit = 1 << place
    rows = session.execute(
        select(OrganisationPair.pair, OrganisationPair.places).where(
            OrganisationPair.block == block, OrganisationPair.pair.in_(added | gone)
        )
    ).all()
    there = {row.pair: unpack(row.places) for row in rows}
    changed = {pair: there.get(pair, 0) | bit for pair in added}
    changed |= {pair: there.get(pair, 0) & ~bit for pair in gone}
    groups: dict[str, list[dict[str, object]]] = defaultdict(list)
    for pair, bits in changed.items():
        group = "empty" if not bits else "known" if pair in there else "new"
        groups[group].append({"pair": pair, "block": block, "places": pack(bits)})
    if new := groups["new"]:
        session.execute(insert(OrganisationPair), new)
    if known := groups["known"]:
        session.execute(update(OrganisationPair), known)
    if empty := groups["empty"]:
        session.execute(
            delete(OrganisationPair).where(
                OrganisationPair.block == block,
                OrganisationPair.pair.in_([row["pair"] for row in empty]),
            )
        )
