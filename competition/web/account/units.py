"""Organisations found as one types, for fields that ask for one."""

from typing import Any

from flask import jsonify, request

from competition.domain.access import Role
from competition.services.organisations.reading import UnitRow, search_organisations, units_by_text
from competition.web.access import allow, me
from competition.web.account.room import room

MOST = 10
SHORTEST, LONGEST = 2, 60
REACHES = {role.value: role for role in (Role.ADMINISTRATOR, Role.ORGANISER, Role.RECOMMENDER)}


@room.get("/units")
@allow()
def units() -> Any:
    """What a part of a name, pinyin initials or a code finds: in a role's branch, or in all.

    Without a role it is the register that everybody chooses a unit from; see `UnitChoice`.
    """
    text = request.args.get("q", "").strip()[:LONGEST]
    role = REACHES.get(request.args.get("reach", ""))
    if len(text) < SHORTEST:
        return jsonify([])
    roles = (role,) if role else ()
    rows = search_organisations(text, limit=MOST, actor=me() if role else None, roles=roles)
    within = me().organisations(roles) if role and not me().everywhere(roles) else None
    meant = units_by_text([row.organisation.name for row in rows], within=within)
    return jsonify([told(row, meant) for row in rows])


def told(row: UnitRow, meant: dict[str, int | None]) -> dict[str, str]:
    """One organisation; `text` means it alone: its name, or its code where others bear the name."""
    unit = row.organisation
    alone = meant.get(" ".join(unit.name.split())) == unit.id
    return {
        "name": unit.name,
        "code": unit.code,
        "path": " / ".join(row.path),
        "text": unit.name if alone else unit.code,
    }
