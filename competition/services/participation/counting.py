"""One report counted into every branch above it, or taken out again, by the writing transaction.

Two transactions that name one person would both count them, so whoever counts holds the tree, as
whoever changes it does: one at a time, until the commit. Why not rows that a job applies later is
told in ADR 0005.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from competition.domain.participation import (
    FIGURES,
    Gained,
    Leaf,
    Place,
    Told,
    containing,
    effect,
    unpack_list,
)
from competition.models import OrganisationTree
from competition.services.participation.statements import (
    ABOVE,
    ADD,
    BESIDE,
    BUSY,
    FORGET,
    KEY,
    NAME,
    OTHERS,
    PATH,
    TAKE,
    UNNAME,
)

WITHOUT_INDUSTRIES = frozenset({"enterprise_union", "site_union"})
PEOPLE_ASKED = 5_000


@dataclass(frozen=True, slots=True)
class Counted:
    """A report as counting needs it; the same fields as its row."""

    id: int
    organisation_id: int
    year: int
    span: int
    industry: str
    participations: int
    declared: int
    listed: bytes


def hold_figures(session: Session) -> None:
    """Count one at a time, and not while the tree changes, until the end of this transaction."""
    session.execute(select(OrganisationTree.id).with_for_update())


def count_in(connection: Connection, report: Counted, absent: Collection[int] = ()) -> None:
    """Add a report to the figures of its organisation and of all above it.

    The caller holds the figures. `absent` are reports that count, but are taken out meanwhile.
    """
    people = tuple(unpack_list(report.listed))
    gained, _ = _effect(connection, report, people, absent, taken=False)
    ADD[connection.dialect.name].many(
        connection,
        [
            dict(zip((*KEY, *FIGURES), (*_at(key, report.year), *told), strict=True))
            for key, told in sorted(gained.items())
        ],
    )
    NAME.many(connection, [{"person_key": key, "report_id": report.id} for key in people])


def take_out(connection: Connection, report: Counted, absent: Collection[int] = ()) -> None:
    """Take away what a report added; the caller holds the figures, `absent` as in `count_in`."""
    people = tuple(unpack_list(report.listed))
    UNNAME.many(connection, [{"person_key": key, "report_id": report.id} for key in people])
    gained, path = _effect(connection, report, people, absent, taken=True)
    names = (*(f"at_{name}" for name in KEY), *(f"less_{name}" for name in FIGURES))
    TAKE.many(
        connection,
        [
            dict(zip(names, (*_at(key, report.year), *told), strict=True))
            for key, told in sorted(gained.items())
        ],
    )
    FORGET.many(connection, [{"organisation_id": place.id, "year": report.year} for place in path])


def path_of(connection: Connection, organisation_id: int) -> list[Place]:
    """An organisation and those above it, from below."""
    return [
        Place(row.id, row.kind not in WITHOUT_INDUSTRIES, bool(row.above_scale))
        for row in PATH.all(connection, {"organisation_id": organisation_id})
    ]


def _at(key: tuple[int, int, str], year: int) -> tuple[int, int, str, int]:
    organisation, span, industry = key
    return organisation, year, industry, span


def _effect(
    connection: Connection,
    report: Counted,
    people: tuple[int, ...],
    absent: Collection[int],
    *,
    taken: bool,
) -> tuple[Gained, list[Place]]:
    path = path_of(connection, report.organisation_id)
    told = Told(report.span, report.industry, report.participations, report.declared, people)
    asked = {"organisation_id": report.organisation_id, "year": report.year}
    beside = [
        Leaf(*row[1:])
        for row in BESIDE.all(connection, asked)
        if row.id != report.id and row.id not in absent
    ]
    others = _others(connection, report, people)
    above = _above(connection, {leaf.organisation for leaves in others.values() for leaf in leaves})
    own = report.participations + report.declared if taken else 0
    idle = _idle(connection, report, path, own) if told.active else set()
    return effect(path, told, beside, others, above, idle), path


def _others(
    connection: Connection, report: Counted, people: tuple[int, ...]
) -> dict[int, list[Leaf]]:
    """By person the other reports of the year that name them."""
    found: dict[int, list[Leaf]] = defaultdict(list)
    statement = OTHERS[connection.dialect.name]
    for at in range(0, len(people), PEOPLE_ASKED):
        values = {
            "listed": _listed(connection, people[at : at + PEOPLE_ASKED]),
            "report_id": report.id,
            "year": report.year,
        }
        for row in statement.all(connection, values):
            found[row.person_key].append(Leaf(row.organisation_id, row.span, row.industry))
    return found


def _above(connection: Connection, organisations: Iterable[int]) -> dict[int, set[int]]:
    """For each organisation itself and those above it."""
    found: dict[int, set[int]] = defaultdict(set)
    if listed := sorted(organisations):
        values = {"listed": _listed(connection, listed)}
        for row in ABOVE[connection.dialect.name].all(connection, values):
            found[row.descendant_id].add(row.ancestor_id)
    return found


def _idle(
    connection: Connection, report: Counted, path: list[Place], own: int
) -> set[tuple[int, int]]:
    """Organisations above scale and spans in which nobody but the report's people takes part."""
    idle = set()
    for place in path:
        if place.above_scale:
            asked = {"organisation_id": place.id, "year": report.year}
            busy = {row.span: row.present for row in BUSY.all(connection, asked)}
            idle |= {
                (place.id, span) for span in containing(report.span) if busy.get(span, 0) == own
            }
    return idle


def _listed(connection: Connection, numbers: Iterable[int]) -> object:
    listed = list(numbers)
    return json.dumps(listed) if connection.dialect.name == "sqlite" else listed
