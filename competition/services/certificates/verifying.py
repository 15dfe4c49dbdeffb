"""Verification: what anybody may learn who holds a certificate's code."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from competition.domain.people import mask_name
from competition.models import Certificate, database
from competition.services.vault import token_digest

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found.

    Args:
        state: valid, revoked, void (of a rehearsal) or unknown.
        names: masked; the unit where the certificate names nobody.
        revoked_reason: as the organiser gave it for everybody to read.
    """

    state: str
    number: str = ""
    names: tuple[str, ...] = ()
    title: str = ""
    unit: str = ""
    tier: str = ""
    competition: str = ""
    issuers: tuple[str, ...] = ()
    issued_on: date | None = None
    revoked_at: datetime | None = None
    revoked_reason: str = ""


def read_code(text: str) -> str | None:
    """The code in what was typed: the code itself, or the whole address of a QR."""
    path = re.split(r"[?#]", text.strip())[0]
    found = TOKEN.fullmatch(path.rstrip("/").rpartition("/")[2])
    return found[0] if found else None


def verify_code(text: str) -> Verdict:
    """Look a certificate up by the code of its QR, or by the whole address. One statement.

    A number opens nothing, so nobody can go through all of them.
    """
    code = read_code(text)
    if code is None:
        return Verdict("unknown")
    row = database.session.scalars(
        select(Certificate).where(Certificate.token_digest == token_digest(code))
    ).first()
    return Verdict("unknown") if row is None else _verdict(row, row.values)


def _verdict(row: Certificate, values: dict[str, Any]) -> Verdict:
    return Verdict(
        state=row.state,
        number=row.number,
        names=masked_names(values),
        title=values["title"],
        unit=values["unit"],
        tier=values["tier"],
        competition=values["competition"],
        issuers=tuple(values["issuers"]),
        issued_on=date.fromisoformat(values["issued_on"]),
        revoked_at=row.revoked_at,
        revoked_reason=row.revoked_reason,
    )


def masked_names(values: dict[str, Any]) -> tuple[str, ...]:
    """The names on a certificate as the public sees them; a unit's name is no secret."""
    names = values["names"]
    return tuple(name if names == [values["unit"]] else mask_name(name) for name in names)
