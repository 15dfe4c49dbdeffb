"""Whose each row is, found by following foreign keys, so that tables made later are known too."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Table, select

from competition.models import (
    Base,
    Competition,
    Organisation,
    OrganisationBranch,
    RoleGrant,
    database,
)
from competition.web.access import snake
from tests.tenancy.branches import Branches

PEOPLE = {"account", "person", "login_session"}
ROUNDS = 5
Owners = dict[str, dict[int, str]]


def tables() -> dict[str, Table]:
    """Tables with one whole number as key, by the name that addresses give their id."""
    return {
        snake(mapper.class_.__name__): mapper.local_table
        for mapper in Base.registry.mappers
        if isinstance(mapper.local_table, Table)
        and [column.name for column in mapper.local_table.primary_key] == ["id"]
    }


def owners(built: Branches) -> Owners:
    """By table and id, the domain of each row that belongs to one.

    A row belongs to the innermost domain of the rows it points to; people count only for rows that
    point to nothing else, because whoever acts upon a row does not own it.
    """
    by_table = {"organisation": organisations(built)}
    hosts = database.session.execute(select(Competition.id, Competition.organisation_id))
    by_table["competition"] = {row[0]: by_table["organisation"].get(row[1], "") for row in hosts}
    for _ in range(ROUNDS):
        for name, table in tables().items():
            if name not in ("organisation", "competition"):
                by_table[name] = dict(domains(table, by_table))
        for row in database.session.execute(select(RoleGrant.account_id, RoleGrant.id)):
            if row.id in by_table["role_grant"]:
                by_table["account"].setdefault(row.account_id, by_table["role_grant"][row.id])
    database.session.rollback()
    return by_table


def organisations(built: Branches) -> dict[int, str]:
    """Cities with their letter, counties with their number, and what lies below each."""
    heads = {built.scene.top: ""}
    for side in (built.scene.a, built.scene.b):
        heads[side.organisation] = side.name
        heads |= {ident: f"{side.name}{n}" for n, ident in enumerate(side.counties)}
    above = defaultdict(list)
    for row in database.session.execute(
        select(OrganisationBranch.ancestor_id, OrganisationBranch.descendant_id)
    ):
        above[row.descendant_id].append(heads.get(row.ancestor_id, ""))
    everywhere = set(database.session.scalars(select(Organisation.id)))
    return {ident: max(above[ident], key=len) for ident in sorted(everywhere)}


def domains(table: Table, known: Owners) -> Iterator[tuple[int, str]]:
    """The rows of one table with their domain, as far as it is known."""
    keys = [
        (column.name, target)
        for column in table.columns
        for target in sorted({key.column.table.name for key in column.foreign_keys})
        if target in known and target != table.name
    ]
    owning = [key for key in keys if key[1] not in PEOPLE] or keys
    if not owning:
        return
    columns = [table.c.id, *(table.c[name] for name, _ in owning)]
    for row in database.session.execute(select(*columns)):
        found = [
            known[target][ident]
            for (_, target), ident in zip(owning, row[1:], strict=True)
            if ident in known[target]
        ]
        if found:
            yield row[0], max(found, key=len)
