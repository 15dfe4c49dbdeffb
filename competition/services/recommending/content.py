"""What was recommended: a digest over the content of an entry, and one over a list of entries."""

from collections.abc import Mapping, Sequence
from typing import Any

from competition.domain.canonical import digest
from competition.domain.recommending import Nomination
from competition.models import Entry, Organisation

SCHEMA = 1
SHOWN = 12


def entry_content(entry: Entry) -> dict[str, Any]:
    """What an organisation puts its stamp to; people by name, never by number."""
    return {
        "schema": SCHEMA,
        "title": entry.title,
        "unit": entry.unit_name,
        "answers": _plain(entry.answers),
        "members": [
            [member.position, member.name, member.unit_name, member.duty]
            for member in entry.members
        ],
        "files": sorted(
            [each.field_key, each.digest or each.storage_key or each.url]
            for each in entry.attachments
        ),
    }


def entry_digest(entry: Entry) -> str:
    """SHA-256 of the content, hexadecimal. The members and attachments are read."""
    return digest(entry_content(entry))


def list_content(
    organisation: Organisation,
    competition_id: int,
    nominations: Sequence[Nomination],
    entries: Mapping[int, Entry],
) -> dict[str, Any]:
    """What the stamp on a 推荐汇总表 covers: every entry in its place, with its digest."""
    return {
        "schema": SCHEMA,
        "competition": competition_id,
        "organisation": organisation.code,
        "entries": [
            {
                "id": each.entry,
                "number": entries[each.entry].number or "",
                "title": entries[each.entry].title,
                "unit": entries[each.entry].unit_name,
                "order": each.order,
                "substitute": each.is_substitute,
                "digest": entry_digest(entries[each.entry]),
            }
            for each in nominations
        ],
    }


def _plain(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: answers[key] for key in sorted(answers) if answers[key] not in (None, "", [])}
