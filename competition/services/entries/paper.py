"""The address printed on a paper 申报表, by which anybody can hold the paper against the system.

Its token names the entry and the revision that was printed, under a keyed digest; it opens no
content. A paper of an older revision is recognised as such.
"""

import hmac
from dataclasses import dataclass

from competition.models import Entry, database
from competition.services.runtime import runtime
from competition.services.vault import keyed_digest

_DIGITS = 20


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """What the address on a paper leads to.

    Args:
        is_current: the paper shows the entry as last submitted.
    """

    entry: Entry
    is_current: bool


def paper_token(entry: Entry) -> str:
    """The token of this entry at this revision."""
    return f"{entry.id}-{entry.revision}-{_seal(entry.id, entry.revision)}"


def paper_address(entry: Entry) -> str:
    """The address for the QR code; empty while there is no number or no public address."""
    if not entry.number or not runtime.public_url:
        return ""
    return f"{runtime.public_url.rstrip('/')}/check/{paper_token(entry)}"


def check_paper(token: str) -> PaperCheck | None:
    """The entry that a token was made for, or None for a token that we did not make."""
    parts = token.split("-")
    if len(parts) != 3 or not (parts[0].isdecimal() and parts[1].isdecimal()):
        return None
    if max(len(each) for each in parts) > _DIGITS or not token.isascii():
        return None
    ident, revision = int(parts[0]), int(parts[1])
    if not hmac.compare_digest(parts[2], _seal(ident, revision)):
        return None
    entry = database.session.get(Entry, ident)
    return PaperCheck(entry, entry.revision == revision) if entry is not None else None


def _seal(ident: int, revision: int) -> str:
    return keyed_digest("entry-paper", f"{ident}-{revision}".encode())[:_DIGITS]
