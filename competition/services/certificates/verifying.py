"""Verification: what anybody may learn who holds a certificate's code."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from competition.domain.people import mask_name
from competition.models import Certificate, database
from competition.services.vault import token_digest

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. Names are masked; `state` is valid, revoked, void or unknown."""

    state: str
    number: str = ""
    names: tuple[str, ...] = ()
    title: str = ""
    tier: str = ""
    competition: str = ""
    issuers: tuple[str, ...] = ()
    issued_on: str = ""
    revoked_at: datetime | None = None


def verify_code(text: str) -> Verdict:
    """Look a certificate up by the code of its QR, or by the whole address. One statement."""
    found = TOKEN.fullmatch(text.strip().rstrip("/").rpartition("/")[2])
    if found is None:
        return Verdict("unknown")
    row = database.session.scalars(
        select(Certificate).where(Certificate.token_digest == token_digest(found[0]))
    ).first()
    if row is None:
        return Verdict("unknown")
    return Verdict(
        state=row.state,
        number=row.number,
        names=tuple(mask_name(name) for name in row.values["names"]),
        title=row.values["title"],
        tier=row.values["tier"],
        competition=row.values["competition"],
        issuers=tuple(row.values["issuers"]),
        issued_on=row.values["issued_on"],
        revoked_at=row.revoked_at,
    )
