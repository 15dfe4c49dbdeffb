"""The hash chain over a competition's audit records.

Each sealed record carries SHA-256 over the hash before it and its own canonical content, its
sequence included; so no record can be changed, taken out or moved unless every later hash changes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from competition.domain.canonical import canonical_json

START = "0" * 64


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What verifying a chain found.

    Args:
        sealed: records whose hash was checked.
        unsealed: records at the end that have no hash yet.
        head: hash of the last good record.
        broken_at: sequence of the first record that does not fit, or None.
        reason: ``hash``, ``gap`` (a sequence is missing or repeated), ``unsealed_inside``, or
            ``head`` (the head that was kept outside is not in the chain); empty when good.
    """

    sealed: int
    unsealed: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether the chain is unbroken."""
        return self.broken_at is None and not self.reason


def chain_hash(previous: str, record: Mapping[str, Any]) -> str:
    """The hash of a record that follows `previous`.

    Args:
        record: all that is recorded, as canonical JSON can hold it, with its ``sequence``.
    """
    return hashlib.sha256(previous.encode() + b"\n" + canonical_json(dict(record))).hexdigest()


def verify_chain(
    records: Iterable[tuple[Mapping[str, Any], str | None]], *, known_head: str | None = None
) -> ChainReport:
    """Check every link of a chain.

    Args:
        records: pairs of record and stored hash, in order of sequence, unsealed ones last.
        known_head: a head that somebody kept, on paper or outside the system; it must occur.
    """
    head, sealed, unsealed, seen = START, 0, 0, known_head in (None, START)
    for record, stored in records:
        if stored is None:
            unsealed += 1
            continue
        expected = sealed + 1
        if unsealed:
            return ChainReport(sealed, unsealed, head, expected, "unsealed_inside")
        if record["sequence"] != expected:
            return ChainReport(sealed, unsealed, head, expected, "gap")
        if chain_hash(head, record) != stored:
            return ChainReport(sealed, unsealed, head, expected, "hash")
        head, sealed = stored, expected
        seen = seen or stored == known_head
    return ChainReport(sealed, unsealed, head, reason="" if seen else "head")
