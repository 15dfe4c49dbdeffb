"""Finding organisations by part of a name, by pinyin initials or by part of a code.

The pairs of letters of what was typed are looked up, packed by blocks of organisations; what lies
in all of them is checked against the names. Few rows are read whatever the size of the tree, and
nobody waits for more than a thousand: who finds so many types one more character.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_ as both
from operator import or_ as either
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    String,
    any_,
    func,
    literal,
    or_,
    select,
    union_all,
)

from competition.domain.places import BLOCK, bits_of, places_of, sought, unpack
from competition.domain.unit_names import LONGEST_NAME, search_key
from competition.models import (
    Organisation,
    OrganisationBranch,
    OrganisationName,
    OrganisationPair,
    OrganisationTotal,
    database,
)

MOST = 1000
CHUNK = 1200
NEAR = 10_000


@dataclass(frozen=True, slots=True)
class Hit:
    """An organisation that was found."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, by code: everything, or the first thousand of more."""

    hits: list[Hit]
    more: bool = False


def find_units(
    text: str,
    conditions: Sequence[ColumnElement[bool]],
    *,
    within: Collection[int] | None = None,
) -> Found:
    """Organisations that the text finds under these conditions. At most four statements.

    Args:
        text: blank finds everything.
        conditions: on `Organisation`, such as who may see it; they say what counts.
        within: only these organisations and those below them; the conditions say so as well, it
            is named here so that a small branch is walked instead of the whole. None is no limit.
    """
    key = search_key(text)[:LONGEST_NAME]
    if not key:
        near = _near(within)
        return _found(conditions, [None] if near is None else [near])
    blocks: Mapping[int, int] = _blocks(key)
    if sum(bits.bit_count() for bits in blocks.values()) > MOST:
        blocks = _narrowed(blocks, _near(within))
    return _found(conditions, _chunks(blocks), key if len(key) > 2 else "")


def among(column: Any, values: Collection[int] | Collection[str]) -> ColumnElement[bool]:
    """The column holds one of these values, however many: one parameter, not one for each."""
    if database.embedded:
        listed = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(listed.c.value))  # type: ignore[no-any-return]
    kind = String() if isinstance(next(iter(values), None), str) else Integer()
    return column == any_(literal(list(values), ARRAY(kind)))  # type: ignore[no-any-return]


def _found(
    conditions: Sequence[ColumnElement[bool]],
    chunks: Iterator[list[int]] | list[Any],
    key: str = "",
) -> Found:
    """The first thousand that meet the conditions among these ids; None for any id.

    Args:
        key: what a name, its initials or the code must contain; empty where that is known.
    """
    hits: list[Any] = []
    for ids in chunks:
        wanted = (
            select(Organisation.id, Organisation.code, Organisation.name)
            .where(*conditions)
            .limit(MOST + 1 - len(hits))
        )
        if ids is None:
            wanted = wanted.order_by(Organisation.code)
        else:
            wanted = wanted.where(among(Organisation.id, ids))
            wanted = wanted.where(_saying(key, ids)) if key else wanted
        hits += database.session.execute(wanted).all()
        if len(hits) > MOST:
            break
    more = len(hits) > MOST
    kept = sorted(hits[:MOST], key=lambda hit: hit.code)
    return Found([Hit(*hit) for hit in kept], more)


def _chunks(blocks: Mapping[int, int]) -> Iterator[list[int]]:
    """The ids of these places, some at a time."""
    ids = (block * BLOCK + place for block, bits in blocks.items() for place in places_of(bits))
    while chunk := list(islice(ids, CHUNK)):
        yield chunk


def _narrowed(blocks: Mapping[int, int], near: Collection[int] | None) -> Mapping[int, int]:
    """Only the places that lie near, where these are known."""
    if near is None:
        return blocks
    inside: dict[int, list[int]] = {}
    for each in near:
        inside.setdefault(each // BLOCK, []).append(each % BLOCK)
    return {block: blocks.get(block, 0) & bits_of(places) for block, places in inside.items()}


def _near(within: Collection[int] | None) -> list[int] | None:
    """The ids of these branches where they are few, by their totals; None where they are many."""
    if within is None:
        return None
    units = database.session.scalar(
        select(func.sum(OrganisationTotal.units)).where(
            OrganisationTotal.organisation_id.in_(within)
        )
    )
    if (units or 0) > NEAR:
        return None
    return list(
        database.session.scalars(
            select(OrganisationBranch.descendant_id).where(
                OrganisationBranch.ancestor_id.in_(within)
            )
        )
    )


def _blocks(key: str) -> dict[int, int]:
    """By block the places in which every pair of the text stands, ascending."""
    pairs, span = sought(key)
    pair = OrganisationPair.pair
    rows = database.session.execute(
        select(pair, OrganisationPair.block, OrganisationPair.places).where(
            pair.between(*span) if span else pair.in_(pairs)
        )
    )
    there: dict[int, list[int]] = {}
    for row in rows:
        there.setdefault(row.block, []).append(unpack(row.places))
    if span:
        return {block: reduce(either, bits) for block, bits in sorted(there.items())}
    return {
        block: met
        for block, bits in sorted(there.items())
        if len(bits) == len(pairs) and (met := reduce(both, bits))
    }


def _saying(key: str, ids: Collection[int]) -> ColumnElement[bool]:
    """Those of the ids of which a name, its initials or the code contains the text.

    Named for each of the ids: asked as one of two conditions, PostgreSQL reads every name there is.
    """
    named = select(OrganisationName.organisation_id).where(
        among(OrganisationName.organisation_id, ids),
        or_(
            OrganisationName.key.contains(key, autoescape=True),
            OrganisationName.initials.contains(key, autoescape=True),
        ),
    )
    coded = select(Organisation.id).where(
        among(Organisation.id, ids), func.lower(Organisation.code).contains(key, autoescape=True)
    )
    return Organisation.id.in_(union_all(named, coded))
