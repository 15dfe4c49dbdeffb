"""Items recorded many at once from a table: what is known of dives, modules, indicators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.event_table import AXES, ITEM_HEADS, STATES, item_columns
from competition.documents.tables.read import read_rows
from competition.documents.tables.records import read_records
from competition.domain.event_values import read_amount
from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, ScoreItem, database
from competition.services.audit import record
from competition.services.events.attesting import REPLACED, require_may_record, withdraw_row
from competition.services.events.ground import Ground, Taking, read_ground, taking_part
from competition.services.import_plan import ImportPlan, RowCheck, in_order
from competition.services.principal import Principal
from competition.services.runtime import now

Place = tuple[int | None, int | None, str, str]


@dataclass(frozen=True, slots=True)
class NewItem:
    """One row as it would be written.

    Args:
        replaces: id of the item that counts in its place.
    """

    row: int
    number: str
    stage: str
    place: Place
    attributes: Mapping[str, str]
    replaces: int | None


def attributes_asked(ground: Ground) -> tuple[str, ...]:
    """The attributes of items that some step looks at."""
    named = [name for asked in ground.asked.values() for names in asked.values() for name in names]
    return tuple(dict.fromkeys(named))


def plan_items(competition: Competition, content: bytes) -> ImportPlan[NewItem]:
    """Check a file of items against the rules, the entries and what is there. Changes nothing.

    Raises:
        Refusal: ``table.*``, ``item.not_asked`` where the rules look at none, ``result.no_rules``.
    """
    session = database.session
    ground = read_ground(session, competition)
    names = attributes_asked(ground)
    if not names:
        raise Refusal("item.not_asked")
    records = read_records(read_rows(content), item_columns(names))
    checks = [RowCheck(records, row) for row in records.records]
    entries = taking_part(session, competition.id)
    there = standing_items(session, competition.id)
    faults, new, seen = list(records.faults), [], dict[Place, int]()
    known = 0
    for check in checks:
        item = _item(ground, entries, check, names)
        if item is not None and item.place in seen:
            check.refuse("name", "import.twice", {"row": seen[item.place]})
        faults += check.faults
        if item is None or check.faults:
            continue
        seen[item.place] = item.row
        old = there.get(item.place)
        if old is not None and old.attributes == item.attributes:
            known += 1
        else:
            counts = old is not None and old.verified_at is not None
            ident = old.id if old is not None and counts else None
            new.append(
                NewItem(item.row, item.number, item.stage, item.place, item.attributes, ident)
            )
    return ImportPlan(new, known, in_order(faults))


def import_items(actor: Principal, competition: Competition, content: bytes) -> int:
    """Record every item of a file, or nothing; returns how many wait to be verified now.

    What waits in the same place gives way; what counts goes on until the new one is verified.

    Raises:
        Refusal: ``import.faults`` (count), ``import.empty``, those of `plan_items`,
            ``competition.ended``, ``separation.*``.
    """
    with database.writing() as session:
        competition = session.get_one(Competition, competition.id)
        require_may_record(session, actor, competition)
        plan = plan_items(competition, content)
        plan.require_clean()
        waiting = standing_items(session, competition.id, verified=False)
        for item in plan.new:
            old = waiting.get(item.place)
            if old is not None:
                withdraw_row(old, actor.account_id, REPLACED)
        session.flush()
        session.add_all([_row(actor, competition.id, item) for item in plan.new])
        record(
            session,
            actor,
            "item.import",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"count": len(plan.new), "known": plan.known},
            after=[[*item.place, dict(item.attributes)] for item in plan.new],
        )
    return len(plan.new)


def standing_items(
    session: Session, competition_id: int, *, verified: bool | None = None
) -> dict[Place, ScoreItem]:
    """The items that are not withdrawn, by where they stand; one that waits goes first."""
    rows = session.scalars(
        select(ScoreItem)
        .where(ScoreItem.competition_id == competition_id, ScoreItem.withdrawn_at.is_(None))
        .order_by(ScoreItem.verified_at.is_(None), ScoreItem.id)
    )
    return {
        (row.stage_id, row.entry_id, row.axis, row.name): row
        for row in rows
        if verified is None or verified == (row.verified_at is not None)
    }


def item_rows(session: Session, competition: Competition, ground: Ground) -> list[dict[str, str]]:
    """The items that are not withdrawn, as rows of the table. One statement."""
    rows = session.execute(
        select(ScoreItem, Entry.number)
        .outerjoin(Entry, Entry.id == ScoreItem.entry_id)
        .where(ScoreItem.competition_id == competition.id, ScoreItem.withdrawn_at.is_(None))
        .order_by(ScoreItem.stage_id, Entry.number, ScoreItem.axis, ScoreItem.name)
    )
    return [
        {
            "stage": ground.part_name(ground.part_of(row.stage_id)) if row.stage_id else "",
            "entry": number or "",
            "axis": AXES.get(row.axis, row.axis),
            "name": row.name,
            **{f"of.{key}": text for key, text in row.attributes.items()},
            "state": STATES["verified" if row.verified_at else "waiting"],
        }
        for row, number in rows
    ]


def _item(
    ground: Ground, entries: Mapping[str, Taking], check: RowCheck, names: Sequence[str]
) -> NewItem | None:
    """The row as it would be written; None while something in it is refused."""
    part, number = _part(ground, check), check.text("entry")
    entry = entries.get(number)
    if number and entry is None:
        check.refuse("entry", "event.entry", {"number": number[:40]})
    axis, name = _member(ground, part, check)
    attributes = {}
    for one in names:
        amount = check.normal(f"of.{one}", read_amount)
        if amount:
            attributes[one] = amount
    if not attributes and not check.faults:
        check.refuse("name", "item.empty", {"known": "、".join(names)})
    if check.faults:
        return None
    stage_id = ground.stages[part].id if part in ground.stages else None
    place = (stage_id, entry.ident if entry else None, axis, name)
    return NewItem(check.record.row, number, part, place, attributes, None)


def _part(ground: Ground, check: RowCheck) -> str:
    """The stage of a row: the one named, or the only one that looks at items."""
    text, asking = check.text("stage"), [key for key in ground.asked if key in ground.stages]
    if not text:
        return asking[0] if len(asking) == 1 else ""
    found = ground.part_named(text)
    if found not in ground.stages:
        check.refuse("stage", "event.stage_unknown", {"text": text[:40]})
        return ""
    return str(found)


def _member(ground: Ground, part: str, check: RowCheck) -> tuple[str, str]:
    """The dimension and the member that a row is about, by their keys."""
    asked = ground.asked.get(part, {}) or next(iter(ground.asked.values()))
    words = {AXES.get(axis, axis): axis for axis in asked}
    text = check.text("axis")
    axis = words.get(text, text) if text else next(iter(asked))
    if axis not in asked:
        check.refuse("axis", "item.axis", {"known": "、".join(words), "head": ITEM_HEADS[2]})
        return "", ""
    members = ground.members.get(part, {}).get(axis, {})
    keys = {name: key for key, name in members.items()}
    name = check.text("name")
    key = name if name in members else keys.get(name, name)
    if members and key not in members:
        check.refuse("name", "event.member", {"axis": axis, "known": "、".join(keys)})
    return axis, key


def _row(actor: Principal, competition_id: int, item: NewItem) -> ScoreItem:
    stage_id, entry_id, axis, name = item.place
    values: dict[str, Any] = {"attributes": dict(item.attributes)}
    return ScoreItem(
        competition_id=competition_id,
        stage_id=stage_id,
        entry_id=entry_id,
        axis=axis,
        name=name,
        place=f"{stage_id or 0}/{entry_id or 0}/{axis}/{name}",
        recorded_by_id=actor.account_id,
        recorded_at=now(),
        replaces_id=item.replaces,
        change_reason=REPLACED if item.replaces else "",
        **values,
    )
