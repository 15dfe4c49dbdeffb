"""Limits on entries, declarations that submission requires, and the form reviewers' checklist."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from competition.domain.entry_limits import parse_limits
from competition.domain.refusal import Refusal
from competition.models import Competition, Declaration, EntryLimit, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.runtime import now
from competition.services.setup.running import require_running
from competition.services.setup.seen import require_seen

KINDS = (
    "members_min",
    "members_max",
    "entries_per_person",
    "entries_per_unit",
    "bar_winners_years",
)
MOST_ITEMS = 30
LONGEST_ITEM = 100


def limits_of(session: Session, competition_id: int) -> dict[str, int]:
    """Limits in force, by kind."""
    rows = session.scalars(select(EntryLimit).where(EntryLimit.competition_id == competition_id))
    return {row.kind: row.value for row in rows}


def save_limits(
    actor: Principal,
    competition: Competition,
    values: Mapping[str, int | None],
    *,
    seen: str | None = None,
) -> None:
    """Put limits in force; None takes a limit away.

    Raises:
        Refusal: ``limits.*``, ``setup.changed``.
    """
    wanted = {kind: value for kind, value in values.items() if value is not None}
    parse_limits(wanted)
    with database.writing() as session:
        require_running(session, competition.id)
        before = limits_of(session, competition.id)
        require_seen(before, seen)
        session.execute(delete(EntryLimit).where(EntryLimit.competition_id == competition.id))
        for kind, value in wanted.items():
            session.add(EntryLimit(competition_id=competition.id, kind=kind, value=value))
        bump_public(session, competition.id)
        record(
            session,
            actor,
            "limits.change",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail=wanted,
            before=before,
            after=wanted,
        )


def declarations_of(session: Session, competition_id: int) -> list[Declaration]:
    """The declarations that a submission has to accept now, in order."""
    return list(
        session.scalars(
            select(Declaration)
            .where(Declaration.competition_id == competition_id, Declaration.is_current)
            .order_by(Declaration.position, Declaration.id)
        )
    )


def save_declaration(
    actor: Principal,
    competition: Competition,
    *,
    key: str | None,
    title: str,
    text: str,
    seen: str | None = None,
) -> None:
    """Word a declaration; a changed text is a new version, to be accepted anew.

    Args:
        key: of the declaration that is worded anew; None adds one.
        seen: stamp of the title and text that the form showed.
    Raises:
        Refusal: ``declaration.empty``, ``declaration.unknown``, ``setup.changed``.
    """
    title, text = " ".join(title.split()), text.strip()
    if not title or not text:
        raise Refusal("declaration.empty")
    with database.writing() as session:
        require_running(session, competition.id)
        known = declarations_of(session, competition.id)
        earlier = next((each for each in known if each.key == key), None)
        if key is not None and earlier is None:
            raise Refusal("declaration.unknown")
        before = [earlier.title, earlier.text] if earlier else None
        if earlier is not None:
            require_seen(before, seen)
            if before == [title, text]:
                return
            earlier.is_current = False
        new = Declaration(
            competition_id=competition.id,
            key=key or _new_key(session, competition.id),
            version=earlier.version + 1 if earlier else 1,
            position=earlier.position if earlier else len(known) + 1,
            title=title,
            text=text,
            is_current=True,
            created_at=now(),
        )
        session.add(new)
        _note(session, actor, new, before)


def remove_declaration(actor: Principal, competition: Competition, key: str) -> None:
    """Ask for a declaration no longer; what was accepted stays on record.

    Raises:
        Refusal: ``declaration.unknown``.
    """
    with database.writing() as session:
        require_running(session, competition.id)
        known = declarations_of(session, competition.id)
        found = next((each for each in known if each.key == key), None)
        if found is None:
            raise Refusal("declaration.unknown")
        found.is_current = False
        record(
            session,
            actor,
            "declaration.remove",
            f"declaration:{key}",
            competition_id=competition.id,
            detail={"title": found.title},
        )


def save_review_checklist(
    actor: Principal, competition: Competition, names: Sequence[str], *, seen: str | None = None
) -> None:
    """Say what form reviewers look at; an unchanged line keeps its key.

    Raises:
        Refusal: ``review_checklist.long``, ``review_checklist.many``,
            ``review_checklist.twice``, ``setup.changed``.
    """
    wanted = _checked_lines(names)
    with database.writing() as session:
        require_running(session, competition.id)
        before: list[dict[str, Any]] = list(competition.review_checklist)
        require_seen(before, seen)
        keys = {each["name"]: each["key"] for each in before}
        taken = set(keys.values())
        fresh = (key for n in range(1, 1000) if (key := f"check_{n}") not in taken)
        after = [{"key": keys.get(name) or next(fresh), "name": name} for name in wanted]
        competition.review_checklist = after
        record(
            session,
            actor,
            "review_checklist.change",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"lines": len(after)},
            before=before,
            after=after,
        )


def _checked_lines(names: Sequence[str]) -> list[str]:
    wanted = [line for name in names if (line := " ".join(name.split()))]
    if len(wanted) > MOST_ITEMS:
        raise Refusal("review_checklist.many", most=MOST_ITEMS)
    for name in wanted:
        if len(name) > LONGEST_ITEM:
            raise Refusal("review_checklist.long", most=LONGEST_ITEM, name=name)
        if wanted.count(name) > 1:
            raise Refusal("review_checklist.twice", name=name)
    return wanted


def _note(session: Session, actor: Principal, new: Declaration, before: list[str] | None) -> None:
    record(
        session,
        actor,
        "declaration.save",
        f"declaration:{new.key}",
        competition_id=new.competition_id,
        detail={"version": new.version, "title": new.title},
        before=before,
        after=[new.title, new.text],
    )


def _new_key(session: Session, competition_id: int) -> str:
    count = session.scalar(
        select(func.count(Declaration.key.distinct())).where(
            Declaration.competition_id == competition_id
        )
    )
    return f"declaration_{(count or 0) + 1}"
