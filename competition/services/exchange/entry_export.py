"""Entries given out as a table that can be imported again; every export is recorded."""

from collections.abc import Collection

from competition.documents.entry_table import entry_table, entry_template
from competition.documents.tables.write import Table
from competition.domain.refusal import Refusal
from competition.models import Competition, database
from competition.services.audit import record
from competition.services.exchange.entry_rows import entry_rows, most_members
from competition.services.exchange.layout import form_versions, layout_of
from competition.services.principal import Principal

LONGEST_PURPOSE = 200


def template_of(competition: Competition) -> Table:
    """The empty table of a competition, made from its form, tracks and limits."""
    session = database.session
    versions = form_versions(session, competition)
    layout = layout_of(session, competition, versions)
    return entry_template(layout)


def export_entries(
    actor: Principal,
    competition: Competition,
    ids: Collection[int] | None = None,
    *,
    personal: bool = False,
    purpose: str = "",
) -> Table:
    """Entries with their members as a table.

    Args:
        ids: only these of the competition's entries; None for all.
        personal: phones and ID numbers in full instead of masked.
        purpose: what they are needed for; goes into the record.
    Raises:
        Refusal: ``exchange.purpose`` when personal numbers are asked for without one,
            ``text.too_long`` (length, limit), ``exchange.nothing``, ``entry.not_taken``.
    """
    purpose = " ".join(purpose.split())
    if personal and not purpose:
        raise Refusal("exchange.purpose")
    if len(purpose) > LONGEST_PURPOSE:
        raise Refusal("text.too_long", length=len(purpose), limit=LONGEST_PURPOSE)
    with database.writing() as session:
        versions = form_versions(session, competition)
        rows = entry_rows(session, competition, versions, ids, clear=personal)
        if ids is not None and not rows:
            raise Refusal("exchange.nothing")
        layout = layout_of(session, competition, versions, members=most_members(rows))
        detail: dict[str, object] = {"count": len(rows), "personal": personal}
        record(
            session,
            actor,
            "entry.export",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail=detail | ({"purpose": purpose} if purpose else {}),
        )
    return entry_table(layout, rows.values())
